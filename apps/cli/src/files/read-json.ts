import { readFile } from 'node:fs/promises';
import { InputError } from '@sbn/core';

/**
 * Reads a JSON file.
 *
 * @returns undefined when there is no such file
 * @throws InputError when it is there and is no JSON
 */
export async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`not valid JSON: ${reason.split('\n', 1)[0]}`, {
      code: 'bad-json',
      file: path,
      cause: error,
    });
  }
}
