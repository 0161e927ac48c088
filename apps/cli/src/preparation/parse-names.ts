import { InvalidArgumentError } from 'commander';

/** Reads a flag's value as names between commas; for `Command.option`. */
export function parseNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Expected names between commas.');
  return names;
}
