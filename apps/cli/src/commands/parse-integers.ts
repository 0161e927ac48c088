import { parseInteger } from './parse-integer.js';

/** Reads a flag's value as whole numbers between commas, each of [min, max]; for `Command.option`. */
export function parseIntegers(min: number, max?: number): (text: string) => readonly number[] {
  const parse = parseInteger(min, max);
  return (text) => text.split(',').map(parse);
}
