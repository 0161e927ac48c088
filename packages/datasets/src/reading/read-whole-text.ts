import { failAt } from './fail-at.js';
import { readChunks } from './read-chunks.js';

/**
 * Reads a small text file (UTF-8, gzip or not) as a whole.
 *
 * @throws InputError when the file cannot be read, is not UTF-8, or is longer than `maxBytes` (64 MiB when left out)
 */
export async function readWholeText(
  file: string,
  options: { readonly maxBytes?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const { maxBytes = 64 * 1024 * 1024, signal } = options;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of readChunks(file, { signal })) {
    bytes += piece.length;
    if (bytes > maxBytes) {
      failAt({ file }, 'file-too-large', `The file is longer than ${maxBytes.toLocaleString('en')} bytes.`);
    }
    pieces.push(piece);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch (cause) {
    return failAt({ file }, 'bad-utf8', 'The file is not UTF-8.', 'Save the file as UTF-8.', cause);
  }
}
