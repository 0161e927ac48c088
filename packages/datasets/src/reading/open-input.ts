import { type FileHandle, open } from 'node:fs/promises';
import { failAt } from './fail-at.js';

/**
 * Opens a file for reading.
 *
 * @throws InputError when there is no such file, it is a folder, or it may not be read
 */
export async function openInput(file: string): Promise<FileHandle> {
  if (typeof file !== 'string') throw new TypeError(`expected the path of a file, got ${typeof file}`);
  if (file === '' || file.includes('\0'))
    failAt({}, 'file-not-found', 'Expected the path of a file, got none.');
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
      failAt({ file }, 'file-not-found', 'There is no such file.', undefined, cause);
    }
    return failAt(
      { file },
      'file-not-readable',
      `The file cannot be opened (${cause.code}).`,
      undefined,
      cause,
    );
  });
  if ((await handle.stat()).isDirectory()) {
    await handle.close();
    failAt({ file }, 'is-a-folder', 'Expected a file, but this is a folder.');
  }
  return handle;
}
