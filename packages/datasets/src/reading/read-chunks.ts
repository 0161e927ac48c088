import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { failAt } from './fail-at.js';
import { openInput } from './open-input.js';

const chunkBytes = 256 * 1024;

/**
 * The bytes of a file, piece by piece; a gzip file (told by its first two bytes, whatever its name) is unpacked on
 * the way. Each piece is a buffer of its own.
 *
 * @param options.start bytes at the start of the content to leave out: they are not read where the file is not packed
 * @param options.onBytes told how many bytes of the file itself, packed or not, were read or left out since it was last
 *   called
 * @throws InputError when the file cannot be read, or its gzip stream is damaged or cut off
 */
export async function* readChunks(
  file: string,
  options: {
    readonly start?: number | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly onBytes?: ((bytes: number) => void) | undefined;
  } = {},
): AsyncGenerator<Uint8Array> {
  const handle = await openInput(file);
  try {
    const first = await readPiece(handle, file, 2);
    const packed = first.length === 2 && first[0] === 0x1f && first[1] === 0x8b;
    const { start = 0 } = options;
    if (packed) yield* withoutStart(unpacked(rawPieces(handle, file, first, options), file), start);
    else if (start === 0) yield* rawPieces(handle, file, first, options);
    else yield* rawPieces(handle, file, new Uint8Array(0), options, start);
  } finally {
    await handle.close();
  }
}

async function* rawPieces(
  handle: FileHandle,
  file: string,
  first: Uint8Array,
  { signal, onBytes }: NonNullable<Parameters<typeof readChunks>[1]>,
  start?: number,
): AsyncGenerator<Uint8Array> {
  onBytes?.(start ?? first.length);
  if (first.length > 0) yield first;
  // Without a start no position is given, so that pipes can be read too.
  let position = start;
  for (;;) {
    signal?.throwIfAborted();
    const piece = await readPiece(handle, file, chunkBytes, position);
    if (piece.length === 0) return;
    if (position !== undefined) position += piece.length;
    onBytes?.(piece.length);
    yield piece;
  }
}

async function* withoutStart(pieces: AsyncIterable<Uint8Array>, start: number): AsyncGenerator<Uint8Array> {
  let left = start;
  for await (const piece of pieces) {
    if (left < piece.length) yield piece.subarray(left);
    left = Math.max(0, left - piece.length);
  }
}

async function readPiece(
  handle: FileHandle,
  file: string,
  bytes: number,
  position?: number,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(bytes);
  const { bytesRead } = await handle
    .read(buffer, 0, bytes, position ?? null)
    .catch((cause: NodeJS.ErrnoException) =>
      failAt({ file }, 'file-not-readable', `The file cannot be read (${cause.code}).`, undefined, cause),
    );
  return buffer.subarray(0, bytesRead);
}

async function* unpacked(pieces: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  // A failure of either stage destroys the last stage with that error, and leaving the loop early destroys the first.
  const gunzip = pipeline(Readable.from(pieces), createGunzip({ chunkSize: chunkBytes }), () => {});
  try {
    for await (const piece of gunzip) yield piece as Uint8Array;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'Z_BUF_ERROR') {
      failAt({ file }, 'truncated', 'The gzip file is cut off.', 'Copy or download it again.', cause);
    }
    if (code?.startsWith('Z_')) {
      failAt(
        { file },
        'bad-gzip',
        `The gzip file is damaged (${code}).`,
        'Copy or download it again.',
        cause,
      );
    }
    throw cause;
  }
}
