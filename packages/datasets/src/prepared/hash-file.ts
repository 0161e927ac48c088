import { createHash, type Hash } from 'node:crypto';
import { failAt } from '../reading/fail-at.js';
import { openInput } from '../reading/open-input.js';

/** Bytes read at a time. */
const pieceBytes = 1024 * 1024;

/**
 * A checksum of a file's bytes as hexadecimal digits; the file is never in memory as a whole.
 *
 * @param options.algorithm `sha256` when left out
 * @param options.onBytes told the bytes read since it was last called
 * @throws InputError when the file cannot be read
 */
export async function hashFile(
  file: string,
  options: {
    readonly algorithm?: 'sha256' | 'sha1' | 'md5' | undefined;
    readonly onBytes?: ((bytes: number) => void) | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<string> {
  const { algorithm = 'sha256', onBytes, signal } = options;
  const hash: Hash = createHash(algorithm);
  const handle = await openInput(file);
  try {
    const buffer = Buffer.allocUnsafe(pieceBytes);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle
        .read(buffer, 0, pieceBytes, null)
        .catch((cause: NodeJS.ErrnoException) =>
          failAt({ file }, 'file-not-readable', `The file cannot be read (${cause.code}).`, undefined, cause),
        );
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
      onBytes?.(bytesRead);
    }
  } finally {
    await handle.close();
  }
}
