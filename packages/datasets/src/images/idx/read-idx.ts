import { failAt } from '../../reading/fail-at.js';
import { readChunks } from '../../reading/read-chunks.js';

/** An IDX file of bytes, the format of the MNIST family. */
export interface IdxArray {
  /** Of images `[count, height, width]` or `[count, height, width, channels]`, of labels `[count]`. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** What an IDX file is expected to hold. */
export type IdxKind = 'images' | 'labels';

/** Names of the type codes of the format, for messages. */
const typeNames: Readonly<Record<number, string>> = {
  8: 'unsigned bytes',
  9: 'signed bytes',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
};

/**
 * Reads an IDX file, gzipped or not: the magic number 0x0000, a type (0x08, unsigned bytes), the number of dimensions; each
 * dimension as a big-endian uint32; then the bytes (Y. LeCun, C. Cortes, C. Burges, "The MNIST database").
 *
 * @throws InputError when the file cannot be read, is no IDX file of that kind, or is longer or shorter than it says
 */
export async function readIdx(file: string, kind: IdxKind, signal?: AbortSignal): Promise<IdxArray> {
  const pieces: Uint8Array[] = [];
  let numBytes = 0;
  let header: { shape: readonly number[]; length: number } | undefined;
  let expected = Number.POSITIVE_INFINITY;
  for await (const piece of readChunks(file, { signal })) {
    pieces.push(piece);
    numBytes += piece.length;
    // The header is in the first bytes; what it says is checked before the rest is read.
    if (header === undefined && numBytes >= longestHeader) {
      header = parseHeader(Buffer.concat(pieces), kind, file);
      expected = header.length + count(header.shape);
    }
    if (numBytes > expected) break;
  }
  const bytes = Buffer.concat(pieces);
  header ??= parseHeader(bytes, kind, file);
  expected = header.length + count(header.shape);
  const { shape } = header;
  const says = `Expected ${expected} bytes for ${kind} of shape (${shape.join(', ')})`;
  if (bytes.length < expected) {
    failAt({ file }, 'truncated', `${says}, got ${bytes.length}.`, 'Copy or download the file again.');
  }
  if (bytes.length > expected) failAt({ file }, 'wrong-count', `${says}, but the file has more.`);
  return { shape, data: new Uint8Array(bytes.buffer, bytes.byteOffset + header.length, count(shape)) };
}

/** Four bytes and four dimensions. */
const longestHeader = 20;

function parseHeader(
  bytes: Uint8Array,
  kind: IdxKind,
  file: string,
): { shape: readonly number[]; length: number } {
  if (bytes.length === 0) failAt({ file }, 'empty-file', 'The file is empty.');
  if (bytes.length < 4) failAt({ file }, 'truncated', 'The file is shorter than the magic number of IDX.');
  const [zero, alsoZero, type, numDimensions] = bytes as unknown as [number, number, number, number];
  const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  if (zero !== 0 || alsoZero !== 0) {
    failAt({ file }, 'syntax', `This is no IDX file: it starts with 0x${magic}, not with 0x0000.`);
  }
  if (type !== 8) {
    failAt(
      { file },
      'unsupported',
      `Expected unsigned bytes (type 8), got type ${type}${typeNames[type] === undefined ? '' : `, ${typeNames[type]}`}.`,
    );
  }
  const fits = kind === 'labels' ? numDimensions === 1 : numDimensions === 3 || numDimensions === 4;
  if (!fits) {
    const wanted =
      kind === 'labels' ? 'labels (magic 0x00000801)' : 'images (magic 0x00000803 or 0x00000804)';
    const hint =
      (kind === 'labels') === numDimensions > 1 && [1, 3].includes(numDimensions)
        ? 'Have the files of images and labels been swapped?'
        : undefined;
    failAt({ file }, 'wrong-count', `Expected ${wanted}, got 0x${magic}.`, hint);
  }
  const length = 4 + 4 * numDimensions;
  if (bytes.length < length) failAt({ file }, 'truncated', 'The file ends within its header.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  return { shape: Array.from({ length: numDimensions }, (_, i) => view.getUint32(4 + 4 * i)), length };
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
