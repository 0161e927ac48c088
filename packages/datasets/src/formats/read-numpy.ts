import { createMatrix, InputError, type Matrix } from '@sbn/core';
import { failAt, type Place, quote } from '../reading/fail-at.js';
import { readChunks } from '../reading/read-chunks.js';
import { checkNpyLength, type NumpyArray, parseNpy } from './npy.js';
import { openNpyFile, readNpyFile } from './npy-file.js';
import { type NpyHeader, parseNpyHeader, startsAsNpy } from './npy-header.js';
import { npzArrayNames, parseNpz, startsAsNpz, unpackNpzArray } from './npz.js';

/** Options of the readers of NumPy files. */
export interface ReadNumpyOptions {
  /** The name of the array in a `.npz` file; may be left out where there is only one. */
  readonly array?: string | undefined;
  readonly allowNonFinite?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads an array from a `.npy` or `.npz` file (told apart by their first bytes; gzip or not).
 *
 * @throws InputError when the file cannot be read or is damaged, or has numbers that are not finite
 */
export async function readNumpyArray(file: string, options: ReadNumpyOptions = {}): Promise<NumpyArray> {
  const { array, allowNonFinite } = options;
  const plain = array === undefined ? await readNpyFile(file, { allowNonFinite }) : undefined;
  if (plain !== undefined) return plain;
  const bytes = await readPacked(file, options);
  if (startsAsNpz(bytes)) return parseNpz(bytes, { file, array, allowNonFinite });
  if (array !== undefined) {
    failAt(
      { file },
      'unknown-name',
      `Expected a .npz file with the array ${quote(array)}, got something else.`,
    );
  }
  return parseNpy(bytes, { file, allowNonFinite });
}

/** What a NumPy file says of one of its arrays. */
export interface NumpyArrayInfo {
  /** The name of the array in a `.npz` file; left out for a `.npy` file. */
  readonly name?: string;
  readonly shape: readonly number[];
  /** NumPy's name of the element type, such as `<f4`. */
  readonly descr: string;
  /** The element type in words, such as `float32`, `uint8` or `bool`. */
  readonly type: string;
  /** The bytes that the elements take, unpacked. */
  readonly numBytes: number;
}

/**
 * Lists the arrays of a `.npy` or `.npz` file without decoding their elements; of a `.npy` file only the header is
 * read. Arrays of a `.npz` file whose elements are not numbers are left out.
 *
 * @throws InputError when the file cannot be read or is damaged, or the one array of a `.npy` file has other elements
 *   than numbers
 */
export async function listNumpyArrays(
  file: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<NumpyArrayInfo[]> {
  const opened = await openNpyFile(file);
  if (opened !== undefined) {
    await opened.close();
    return [infoOf(opened.header)];
  }
  const bytes = await readPacked(file, options);
  const place = { file };
  if (!startsAsNpz(bytes)) return [infoOf(wholeHeader(bytes, place))];
  return npzArrayNames(bytes, place).flatMap((name) => {
    try {
      const array = unpackNpzArray(bytes, name, 2 ** 32, place);
      return [{ name, ...infoOf(wholeHeader(array, { file: `${file}(${name}.npy)` })) }];
    } catch (error) {
      // Texts beside the numbers are no reason to refuse the numbers.
      if (error instanceof InputError && error.code === 'unsupported') return [];
      throw error;
    }
  });
}

function wholeHeader(bytes: Uint8Array, place: Place): NpyHeader {
  const header = parseNpyHeader(bytes, place);
  checkNpyLength(header, bytes.length, place);
  return header;
}

function infoOf({ shape, descr, kind, bytes, numElements }: NpyHeader): NumpyArrayInfo {
  const type = kind === 'bool' ? kind : `${kind}${bytes * 8}`;
  return { shape, descr, type, numBytes: numElements * bytes };
}

/** The content of an archive or a gzipped array; of anything else perhaps only the start. */
async function readPacked(
  file: string,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readChunks(file, options)) {
    pieces.push(piece);
    // Something else may be very long; six bytes are enough to tell.
    if (pieces.length === 4 && !isNumpy(Buffer.concat(pieces))) break;
  }
  return Buffer.concat(pieces);
}

function isNumpy(bytes: Uint8Array): boolean {
  return startsAsNpy(bytes) || startsAsNpz(bytes);
}

/**
 * Reads a matrix [rows, cols], such as the weights of an output layer.
 *
 * @throws InputError as {@link readNumpyArray} does, and when the array does not have two dimensions
 */
export async function readNumpyMatrix(file: string, options: ReadNumpyOptions = {}): Promise<Matrix> {
  const { shape, data } = await readNumpyArray(file, options);
  if (shape.length !== 2)
    failAt({ file }, 'wrong-count', `Expected a matrix, got an array of shape (${shape}).`);
  return createMatrix(shape[0]!, shape[1]!, data);
}

/**
 * Reads a vector, such as the biases of an output layer; one row or one column will do.
 *
 * @throws InputError as {@link readNumpyArray} does, and when the array is not a vector
 */
export async function readNumpyVector(file: string, options: ReadNumpyOptions = {}): Promise<Float64Array> {
  const { shape, data } = await readNumpyArray(file, options);
  const long = shape.filter((length) => length !== 1).length;
  if (shape.length === 0 || long > 1) {
    failAt({ file }, 'wrong-count', `Expected a vector, got an array of shape (${shape}).`);
  }
  return data;
}
