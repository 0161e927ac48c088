import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { PictureFault } from './picture-fault.js';

/** A picture file of more bytes than this is not read. */
const mostBytes = 256 * 2 ** 20;

/** The bytes of a picture file, or why they cannot be had. Nothing but a regular file is opened for long: a pipe would never end. */
export async function readPictureFile(
  file: string,
): Promise<{ bytes: Uint8Array; fault?: undefined } | { bytes?: undefined; fault: PictureFault }> {
  try {
    // Without waiting: opening a pipe would otherwise wait for somebody to write into it.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = await handle.stat();
      if (status.isDirectory()) return fault('is-a-folder', 'This is a folder, not a file.');
      if (!status.isFile()) return fault('file-not-readable', 'This is not a regular file.');
      if (status.size > mostBytes) {
        return fault('file-too-large', `The file has ${status.size} bytes, more than ${mostBytes}.`);
      }
      return { bytes: await handle.readFile() };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return fault('file-not-found', 'There is no such file.');
    return fault('file-not-readable', `The file cannot be read (${code}).`);
  }
}

function fault(code: PictureFault['code'], reason: string): { fault: PictureFault } {
  return { fault: { code, reason } };
}
