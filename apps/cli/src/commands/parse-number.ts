import { InvalidArgumentError } from 'commander';

/** Reads a flag's value as a number above `min` and below `max`; for `Command.option`. */
export function parseNumber(min: number, max: number = Number.POSITIVE_INFINITY): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value > min && value < max)) {
      const range = max === Number.POSITIVE_INFINITY ? `above ${min}` : `above ${min} and below ${max}`;
      throw new InvalidArgumentError(`Expected a number ${range}.`);
    }
    return value;
  };
}
