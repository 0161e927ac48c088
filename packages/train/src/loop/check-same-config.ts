import { InputError } from '@sbn/core';

/**
 * Refuses to go on with other settings than a checkpoint's, because the result would be that of neither. Only
 * `epochs` may change: to train on.
 *
 * @throws InputError (code `config-changed`) naming every setting that differs, with both values
 */
export function checkSameConfig<Config extends { readonly epochs: number }>(
  wanted: Config,
  found: Config,
  file: string,
): void {
  const differences: string[] = [];
  compare(plain(wanted), plain(found), '', differences);
  if (differences.length > 0) {
    throw new InputError(`was written with other settings: ${differences.join('; ')}.`, {
      code: 'config-changed',
      file,
      hint: 'Use the settings it was written with, or a new run folder.',
    });
  }
}

function plain(config: { readonly epochs: number }): unknown {
  const { epochs: _, ...rest } = config;
  return JSON.parse(JSON.stringify(rest));
}

function compare(wanted: unknown, found: unknown, path: string, differences: string[]): void {
  if (isObject(wanted) && isObject(found)) {
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(found)])) {
      compare(wanted[key], found[key], path === '' ? key : `${path}.${key}`, differences);
    }
    return;
  }
  const [now, then] = [JSON.stringify(wanted), JSON.stringify(found)];
  if (now !== then) differences.push(`${path} was ${shorten(then)} and is now ${shorten(now)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON of a value for a message; a permutation of 20,000 labels is not for reading. */
function shorten(json: string | undefined): string {
  const text = json ?? 'absent';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
