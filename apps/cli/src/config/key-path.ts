import { InputError } from '@sbn/core';

/** Where a value sits in a configuration: keys of mappings and numbers of list entries. */
export type KeyPath = readonly (string | number)[];

/** Writes a path the way messages and `--set` spell it: `heads[0].dim`. */
export function formatKeyPath(path: KeyPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/**
 * Reads `heads[0].dim` (or `heads.0.dim`).
 *
 * @throws InputError when the text is no path
 */
export function parseKeyPath(text: string): KeyPath {
  if (!/^[A-Za-z_]\w*(?:\.\w+|\[\d+\])*$/.test(text)) {
    throw new InputError(`"${text}" is no key path: write it like training.epochs or heads[0].dim`, {
      code: 'bad-key-path',
    });
  }
  return text
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (held, key) =>
      typeof held === 'object' && held !== null ? (held as Record<string, unknown>)[key] : undefined,
    value,
  );
}
