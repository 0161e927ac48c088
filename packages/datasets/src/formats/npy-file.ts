import { failAt } from '../reading/fail-at.js';
import { openInput } from '../reading/open-input.js';
import { readAt } from '../reading/read-at.js';
import { checkNpyLength, inRowOrder, type NumpyArray } from './npy.js';
import { decodeNpyElements } from './npy-elements.js';
import { type NpyHeader, npyHeaderEnd, npyPreambleBytes, parseNpyHeader, startsAsNpy } from './npy-header.js';

/** A `.npy` file of which parts can be read. */
export interface NpyFile {
  readonly header: NpyHeader;
  /** Decodes the elements from number `first` on, in the order of the file, until `out` is full. */
  read(first: number, out: Float64Array | Float32Array): Promise<void>;
  close(): Promise<void>;
}

/** Bytes decoded at a time, so that a large array is not in memory twice. */
const pieceBytes = 4 * 1024 * 1024;

/**
 * Opens a `.npy` file and reads its header.
 *
 * @returns undefined when the file is something else, such as an archive
 * @throws InputError when it cannot be read, its header is damaged, or its length is not what the header asks for
 */
export async function openNpyFile(
  file: string,
  options: { readonly allowNonFinite?: boolean | undefined } = {},
): Promise<NpyFile | undefined> {
  const { allowNonFinite = false } = options;
  const place = { file };
  const handle = await openInput(file);
  try {
    const preamble = await readAt(handle, 0, npyPreambleBytes, place);
    if (!startsAsNpy(preamble)) {
      await handle.close();
      return undefined;
    }
    const { end } = npyHeaderEnd(preamble, place);
    const header = parseNpyHeader(await readAt(handle, 0, end, place), place);
    checkNpyLength(header, (await handle.stat()).size, place);
    return {
      header,
      close: () => handle.close(),
      async read(first, out) {
        const step = Math.floor(pieceBytes / header.bytes);
        for (let at = 0; at < out.length; at += step) {
          const part = out.subarray(at, at + step);
          const position = header.dataOffset + (first + at) * header.bytes;
          const bytes = await readAt(handle, position, part.length * header.bytes, place);
          if (bytes.length < part.length * header.bytes)
            failAt(place, 'truncated', 'The file became shorter.');
          decodeNpyElements(bytes, header, part, { firstElement: first + at, allowNonFinite, place });
        }
      },
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads a whole `.npy` file; undefined when it is something else. */
export async function readNpyFile(
  file: string,
  options: { readonly allowNonFinite?: boolean | undefined } = {},
): Promise<NumpyArray | undefined> {
  const opened = await openNpyFile(file, options);
  if (opened === undefined) return undefined;
  try {
    const data = new Float64Array(opened.header.numElements);
    await opened.read(0, data);
    return { shape: opened.header.shape, data: inRowOrder(data, opened.header) };
  } finally {
    await opened.close();
  }
}
