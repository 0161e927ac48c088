import { createMatrix, type Matrix } from '@sbn/core';
import { failAt, quote } from '../reading/fail-at.js';
import { readChunks } from '../reading/read-chunks.js';
import { type NumpyArray, parseNpy } from './npy.js';
import { readNpyFile } from './npy-file.js';
import { startsAsNpy } from './npy-header.js';
import { parseNpz, startsAsNpz } from './npz.js';

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
  const pieces: Uint8Array[] = [];
  for await (const piece of readChunks(file, options)) {
    pieces.push(piece);
    // Something else may be very long; six bytes are enough to tell.
    if (pieces.length === 4 && !isNumpy(Buffer.concat(pieces))) break;
  }
  const bytes = Buffer.concat(pieces);
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
