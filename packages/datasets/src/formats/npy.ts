import type { DenseRows, Matrix } from '@sbn/core';
import { failAt, type Place } from '../reading/fail-at.js';
import { decodeNpyElements } from './npy-elements.js';
import { type NpyHeader, parseNpyHeader } from './npy-header.js';

/** An array of NumPy. */
export interface NumpyArray {
  readonly shape: readonly number[];
  /** The elements, the last index changing fastest, whatever the file's order and element type were. */
  readonly data: Float64Array;
}

/**
 * Parses a `.npy` file: versions 1 to 3, floats of 2, 4 and 8 bytes, integers and booleans, both byte orders, C and
 * Fortran order.
 *
 * The packages on npm that read this format take whole buffers only, leave out big-endian files and the length check,
 * or bring a `fetch` along; hence this small reader of our own, which the readers of large files share.
 *
 * @param bytes the content of the file
 * @param options.allowNonFinite whether NaN and infinities are let through; false when left out
 * @throws InputError when the file is cut off, too long, or damaged, has other elements, or has numbers that are not
 *   finite
 */
export function parseNpy(
  bytes: Uint8Array,
  options: { readonly file?: string | undefined; readonly allowNonFinite?: boolean | undefined } = {},
): NumpyArray {
  if (!(bytes instanceof Uint8Array))
    throw new TypeError('parseNpy: expected the bytes of a file in a Uint8Array');
  const { file, allowNonFinite = false } = options;
  const place = { file };
  const header = parseNpyHeader(bytes, place);
  checkNpyLength(header, bytes.length, place);
  const data = new Float64Array(header.numElements);
  decodeNpyElements(bytes.subarray(header.dataOffset), header, data, {
    firstElement: 0,
    allowNonFinite,
    place,
  });
  return { shape: header.shape, data: inRowOrder(data, header) };
}

/** @throws InputError when a file does not have exactly the bytes that its header asks for */
export function checkNpyLength(header: NpyHeader, fileBytes: number, place: Place): void {
  const expected = header.dataOffset + header.numElements * header.bytes;
  if (fileBytes === expected) return;
  const shape = header.shape.join(', ');
  failAt(
    place,
    fileBytes < expected ? 'truncated' : 'wrong-count',
    `The header says shape (${shape}) of ${header.descr}, which takes ${expected} bytes, but the file has ${fileBytes}.`,
    fileBytes < expected ? 'Is the file cut off?' : undefined,
  );
}

/** Reorders elements in the order of the file so that the last index changes fastest. */
export function inRowOrder(
  data: Float64Array,
  header: Pick<NpyHeader, 'shape' | 'fortranOrder'>,
): Float64Array {
  const { shape, fortranOrder } = header;
  if (!fortranOrder || shape.length < 2) return data;
  const ordered = new Float64Array(data.length);
  const index = shape.map(() => 0);
  for (let position = 0; position < data.length; position++) {
    let target = 0;
    for (let axis = 0; axis < shape.length; axis++) target = target * shape[axis]! + index[axis]!;
    ordered[target] = data[position]!;
    for (let axis = 0; axis < shape.length && ++index[axis]! === shape[axis]; axis++) index[axis] = 0;
  }
  return ordered;
}

/**
 * Writes a `.npy` file (version 1, little-endian, C order).
 *
 * @param array a matrix, dense rows, a vector (Float64Array or Float32Array), or a shape with its elements
 * @param options.type `float64` or `float32`; when left out, that of the array's own elements
 * @throws RangeError when shape and elements do not agree
 */
export function encodeNpy(
  array: Matrix | DenseRows | NumpyArray | Float64Array | Float32Array,
  options: { readonly type?: 'float64' | 'float32' | undefined } = {},
): Uint8Array {
  const { shape, data } = shapeOf(array);
  const { type = data instanceof Float32Array ? 'float32' : 'float64' } = options;
  if (type !== 'float64' && type !== 'float32') {
    throw new RangeError(`encodeNpy: type must be float64 or float32, got ${JSON.stringify(type)}`);
  }
  const numElements = shape.reduce((product, length) => product * length, 1);
  if (numElements !== data.length) {
    throw new RangeError(
      `encodeNpy: shape (${shape.join(', ')}) needs ${numElements} elements, got ${data.length}`,
    );
  }
  const bytes = type === 'float64' ? 8 : 4;
  const header = npyHeaderBytes(shape, `<f${bytes}`);
  const file = new Uint8Array(header.length + numElements * bytes);
  file.set(header);
  const view = new DataView(file.buffer);
  for (let i = 0; i < numElements; i++) {
    if (bytes === 8) view.setFloat64(header.length + 8 * i, data[i]!, true);
    else view.setFloat32(header.length + 4 * i, data[i]!, true);
  }
  return file;
}

/** The header of a `.npy` file (version 1, C order), which the elements follow. */
export function npyHeaderBytes(shape: readonly number[], descr: string): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // NumPy ends the header with a newline, and starts the elements at a multiple of 64.
  const numBytes = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const header = new Uint8Array(numBytes);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(header.buffer).setUint16(8, numBytes - 10, true);
  header.set(new TextEncoder().encode(`${dictionary.padEnd(numBytes - 11)}\n`), 10);
  return header;
}

function shapeOf(array: Parameters<typeof encodeNpy>[0]): {
  shape: readonly number[];
  data: Float64Array | Float32Array;
} {
  if (array instanceof Float64Array || array instanceof Float32Array)
    return { shape: [array.length], data: array };
  if ('shape' in array) return array;
  if ('rows' in array) return { shape: [array.rows, array.cols], data: array.data };
  return { shape: [array.numRows, array.numCols], data: array.data };
}
