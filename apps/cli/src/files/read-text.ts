import { readFile } from 'node:fs/promises';
import { InputError } from '@sbn/core';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'no such file or folder',
  EISDIR: 'this is a folder, expected a file',
  EACCES: 'permission denied',
};

/**
 * Reads a text file.
 *
 * @param shown how messages call the file
 * @throws InputError when it cannot be read
 */
export async function readText(path: string, shown: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const reason = reasons[code];
    if (reason === undefined) throw cause;
    throw new InputError(reason, { code: 'file-not-readable', file: shown, cause });
  }
}
