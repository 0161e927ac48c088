import { type FileHandle, open } from 'node:fs/promises';
import { failAt } from './fail-at.js';

/** Bytes of which any part can be read. */
export interface ByteSource {
  /** The file, for messages. */
  readonly file: string;
  readonly size: number;
  /**
   * Reads `length` bytes from `position`.
   *
   * @throws InputError when there are not as many
   */
  read(position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** One call of the operating system reads less than 2 GiB. */
const largestRead = 2 ** 30;

/**
 * Opens a file for reading in parts.
 *
 * @throws InputError when there is no such file, it is a folder, or it may not be read
 */
export async function openByteSource(file: string): Promise<ByteSource> {
  if (file === '' || file.includes('\0')) {
    failAt({ file: JSON.stringify(file) }, 'file-not-found', 'Expected the path of a file.');
  }
  const place = { file };
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
      failAt(place, 'file-not-found', 'There is no such file.', 'Check the path.', cause);
    }
    return failAt(
      place,
      'file-not-readable',
      `The file cannot be opened (${cause.code}).`,
      'Check its permissions.',
      cause,
    );
  });
  try {
    const status = await handle.stat();
    if (status.isDirectory()) {
      failAt(place, 'is-a-folder', 'Expected a file, but this is a folder.', 'Name a file in it.');
    }
    // A pipe has no size and cannot be read in parts.
    if (!status.isFile()) {
      failAt(
        place,
        'file-not-readable',
        'Expected a file, but this is a device or a pipe.',
        'Save it first.',
      );
    }
    return {
      file,
      size: status.size,
      read: (position, length) => readFully(handle, file, status.size, position, length),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readFully(
  handle: FileHandle,
  file: string,
  size: number,
  position: number,
  length: number,
): Promise<Uint8Array> {
  // Before memory is taken: the length may come from the file itself.
  if (position + length > size) failTruncated(file, position + length, size);
  const bytes = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await handle
      .read(bytes, filled, Math.min(largestRead, length - filled), position + filled)
      .catch((cause: NodeJS.ErrnoException) =>
        failAt(
          { file },
          'file-not-readable',
          `The file cannot be read (${cause.code}).`,
          'Copy it to another disk.',
          cause,
        ),
      );
    if (bytesRead === 0) failTruncated(file, position + length, position + filled);
    filled += bytesRead;
  }
  return bytes;
}

function failTruncated(file: string, needed: number, size: number): never {
  failAt(
    { file },
    'truncated',
    `The file has ${size} bytes, and ${needed} are needed.`,
    'Is it cut off? Copy or download it again.',
  );
}

/** Several files as if they were one; each is opened only while it is read. */
export function joinFiles(
  file: string,
  parts: readonly { readonly file: string; readonly size: number }[],
): ByteSource {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  return {
    file,
    size,
    async read(position, length) {
      if (position + length > size) failTruncated(file, position + length, size);
      const bytes = Buffer.allocUnsafe(length);
      let start = 0;
      for (const part of parts) {
        const from = Math.max(position, start);
        const to = Math.min(position + length, start + part.size);
        if (from < to) {
          const source = await openByteSource(part.file);
          try {
            bytes.set(await source.read(from - start, to - from), from - position);
          } finally {
            await source.close();
          }
        }
        start += part.size;
      }
      return bytes;
    },
    close: async () => {},
  };
}
