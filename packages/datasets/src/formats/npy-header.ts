import { failAt, type Place, quote } from '../reading/fail-at.js';

/** What a `.npy` file says of itself. */
export interface NpyHeader {
  /** NumPy's name of the element type, such as `<f4`. */
  readonly descr: string;
  readonly kind: 'float' | 'int' | 'uint' | 'bool';
  /** Bytes per element. */
  readonly bytes: 1 | 2 | 4 | 8;
  readonly littleEndian: boolean;
  /** Whether the first index changes fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** The product of the shape. */
  readonly numElements: number;
  /** Where the elements start in the file. */
  readonly dataOffset: number;
}

/** Enough bytes to know how long any header is. */
export const npyPreambleBytes = 12;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const largestHeader = 2 ** 20;

/** Whether bytes start as a `.npy` file does. */
export function startsAsNpy(bytes: Uint8Array): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/**
 * Where the header of a `.npy` file ends, from its first {@link npyPreambleBytes} bytes.
 *
 * @throws InputError when it is not a `.npy` file of version 1, 2 or 3
 */
export function npyHeaderEnd(bytes: Uint8Array, place: Place): { start: number; end: number } {
  if (bytes.length === 0) failAt(place, 'empty-file', 'The file is empty.');
  if (!startsAsNpy(bytes) || bytes.length < 10) failAt(place, 'syntax', 'The file is not a .npy file.');
  const version = bytes[6]!;
  if (version < 1 || version > 3)
    failAt(place, 'unsupported', `Expected .npy version 1, 2 or 3, got ${version}.`);
  if (version > 1 && bytes.length < npyPreambleBytes)
    failAt(place, 'truncated', 'The file ends in its header.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > largestHeader) failAt(place, 'syntax', `The header claims to be ${length} bytes long.`);
  return { start, end: start + length };
}

/**
 * Parses the header of a `.npy` file.
 *
 * @param bytes at least as many as the header has; see {@link npyHeaderEnd}
 * @throws InputError when the header is cut off or damaged, or the elements are neither numbers nor booleans
 */
export function parseNpyHeader(bytes: Uint8Array, place: Place): NpyHeader {
  const { start, end } = npyHeaderEnd(bytes, place);
  if (bytes.length < end) failAt(place, 'truncated', 'The file ends in its header.');
  const text = new TextDecoder(bytes[6] === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(start, end));
  const entries = parseDictionary(text, place);
  const descr = entries.get('descr');
  const fortranOrder = entries.get('fortran_order');
  const shape = entries.get('shape');
  if (descr !== undefined && typeof descr !== 'string') failUnsupported(text, place);
  if (
    typeof descr !== 'string' ||
    typeof fortranOrder !== 'boolean' ||
    !Array.isArray(shape) ||
    entries.size !== 3
  ) {
    failAt(
      place,
      'syntax',
      `Expected descr, fortran_order and shape in the header, got ${quote(text.trim())}.`,
    );
  }
  const numElements = shape.reduce((product, length) => product * length, 1);
  if (!Number.isSafeInteger(numElements * 8))
    failAt(place, 'unsupported', `The shape (${shape}) is too large.`);
  return { descr, ...elementOf(descr, place), fortranOrder, shape, numElements, dataOffset: end };
}

function elementOf(descr: string, place: Place): Pick<NpyHeader, 'kind' | 'bytes' | 'littleEndian'> {
  const match = /^([<>|=])(?:(f)([248])|([iu])([1248])|(b)1)$/.exec(descr);
  if (match === null) return failUnsupported(descr, place);
  const letter = match[2] ?? match[4] ?? 'b';
  const bytes = Number(match[3] ?? match[5] ?? 1) as NpyHeader['bytes'];
  // "=" is the order of the machine that wrote the file; those are little-endian today.
  const kinds = { f: 'float', i: 'int', u: 'uint', b: 'bool' } as const;
  return { kind: kinds[letter as keyof typeof kinds], bytes, littleEndian: match[1] !== '>' };
}

function failUnsupported(descr: string, place: Place): never {
  return failAt(
    place,
    'unsupported',
    `Expected an array of numbers or booleans, got the element type ${quote(descr)}.`,
    'Save it with .astype(np.float32).',
  );
}

/** Parses the Python literal of a header: a dictionary from strings to strings, booleans and tuples of integers. */
function parseDictionary(text: string, place: Place): Map<string, unknown> {
  const fail = (): never => failAt(place, 'syntax', `The header is damaged: ${quote(text.trim())}.`);
  const outer = /^\s*\{(.*)\}\s*$/s.exec(text) ?? fail();
  const entries = new Map<string, unknown>();
  const entry = /\s*['"](\w+)['"]\s*:\s*(?:['"]([^'"]*)['"]|(True|False)|\(([\d\s,]*)\)|(\[.*\]))\s*(,|$)/sy;
  const inner = outer[1]!.trimEnd();
  while (entry.lastIndex < inner.length) {
    const match = entry.exec(inner) ?? fail();
    const [, key, string, boolean, tuple, list] = match;
    if (entries.has(key!)) fail();
    if (string !== undefined) entries.set(key!, string);
    else if (boolean !== undefined) entries.set(key!, boolean === 'True');
    else if (list !== undefined) entries.set(key!, { list });
    else {
      const lengths = tuple!.split(',').map((length) => length.trim());
      // Python writes a comma behind a single length.
      if (lengths.at(-1) === '') lengths.pop();
      if (!lengths.every((length) => /^\d{1,16}$/.test(length))) fail();
      entries.set(key!, lengths.map(Number));
    }
  }
  return entries;
}
