import type { FileHandle } from 'node:fs/promises';
import { failAt, type Place } from './fail-at.js';

/** Up to `length` bytes from `position`; fewer only at the end of the file. */
export async function readAt(
  handle: FileHandle,
  position: number,
  length: number,
  place: Place,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle
      .read(bytes, filled, length - filled, position + filled)
      .catch((cause: NodeJS.ErrnoException) =>
        failAt(place, 'file-not-readable', `The file cannot be read (${cause.code}).`, undefined, cause),
      );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
