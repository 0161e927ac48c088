import { InvalidArgumentError } from 'commander';

/** Reads a flag's value as two finite numbers with a comma between, the smaller one first; for `Command.option`. */
export function parseRange(text: string): readonly [number, number] {
  const parts = text.split(',');
  const [from, to] = parts.map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (parts.length !== 2 || !(from! < to!) || !Number.isFinite(to! - from!)) {
    throw new InvalidArgumentError(
      'Expected two numbers FROM,TO with FROM < TO, such as -2,2 (with =: --x-range=-2,2).',
    );
  }
  return [from!, to!];
}
