import { openNpyFile } from '../formats/npy-file.js';
import { readNumpyArray } from '../formats/read-numpy.js';
import { failAt } from '../reading/fail-at.js';

/** Dense rows of which any can be had. */
export interface DenseRowsFile {
  readonly file: string;
  readonly numRows: number;
  readonly numCols: number;
  /** Starts reading; a `.npy` file in C order is read row by row, anything else is in memory. */
  open(): Promise<DenseRowsReader>;
}

/** An open {@link DenseRowsFile}. */
export interface DenseRowsReader {
  /** Copies the rows, in the order given, into `out` [rows.length, numCols]. */
  read(rows: ArrayLike<number>, out: Float32Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Finds out the shape of a file of dense rows. A `.npy` file in C order stays on disk; a `.npz` file, a gzip file or
 * a file in Fortran order is read into memory.
 *
 * @param array the name of the array in a `.npz` file
 * @throws InputError when the file cannot be read, is damaged, or does not hold a matrix
 */
export async function denseRowsFile(file: string, array?: string): Promise<DenseRowsFile> {
  const opened = array === undefined ? await openNpyFile(file) : undefined;
  await opened?.close();
  if (opened !== undefined && !opened.header.fortranOrder) {
    const { numRows, numCols } = matrixShape(opened.header.shape, file);
    return { file, numRows, numCols, open: () => npyReader(file, numCols) };
  }
  const { shape, data } = await readNumpyArray(file, { array });
  const { numRows, numCols } = matrixShape(shape, file);
  const rows32 = Float32Array.from(data);
  const overflow = rows32.findIndex((value) => !Number.isFinite(value));
  if (overflow >= 0) failAt({ file }, 'not-finite', `${data[overflow]} is beyond float32's range.`);
  return { file, numRows, numCols, open: async () => memoryReader(rows32, numCols) };
}

function matrixShape(shape: readonly number[], file: string): { numRows: number; numCols: number } {
  if (shape.length !== 2) {
    failAt({ file }, 'wrong-count', `Expected a matrix with a row for each example, got shape (${shape}).`);
  }
  if (shape[0] === 0) failAt({ file }, 'empty-file', 'The matrix has no rows.');
  return { numRows: shape[0]!, numCols: shape[1]! };
}

function memoryReader(data: Float32Array, numCols: number): DenseRowsReader {
  return {
    async read(rows, out) {
      for (let i = 0; i < rows.length; i++) {
        out.set(data.subarray(rows[i]! * numCols, (rows[i]! + 1) * numCols), i * numCols);
      }
    },
    close: async () => {},
  };
}

async function npyReader(file: string, numCols: number): Promise<DenseRowsReader> {
  const opened = await openNpyFile(file);
  if (opened === undefined)
    return failAt({ file }, 'file-not-readable', 'The file is no longer a .npy file.');
  return {
    async read(rows, out) {
      const reads: Promise<void>[] = [];
      for (let start = 0; start < rows.length; ) {
        let end = start + 1;
        while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++;
        reads.push(opened.read(rows[start]! * numCols, out.subarray(start * numCols, end * numCols)));
        start = end;
      }
      await Promise.all(reads);
    },
    close: () => opened.close(),
  };
}
