import { InputError } from '@sbn/core';
import { failAt } from '../reading/fail-at.js';
import { readWholeText } from '../reading/read-whole-text.js';

/**
 * Reads a JSON object that this package wrote, told by its `format` and `version`.
 *
 * @returns undefined when there is no such file
 * @throws InputError when it is there and is something else
 */
export async function readOwnJson<T extends { readonly format: string; readonly version: 1 }>(
  file: string,
  format: T['format'],
): Promise<T | undefined> {
  const text = await readWholeText(file, { maxBytes: mostBytes }).catch((error: unknown) => {
    if (error instanceof InputError && error.code === 'file-not-found') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    failAt({ file }, 'syntax', 'The file is not valid JSON.', undefined, cause);
  }
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== format) {
    failAt({ file }, 'syntax', `Expected a file of the format ${format}.`);
  }
  if (!('version' in value) || value.version !== 1) {
    failAt(
      { file },
      'unsupported',
      'Another version wrote this file.',
      'Prepare the folder again with --fresh.',
    );
  }
  return value as T;
}

/** The state of a preparation may hold a list of all examples. */
const mostBytes = 512 * 1024 * 1024;
