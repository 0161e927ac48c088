import { openNpyFile } from '../formats/npy-file.js';
import { startsAsNpy } from '../formats/npy-header.js';
import { readNumpyArray } from '../formats/read-numpy.js';
import { openParquetVectors } from '../parquet/parquet-vectors.js';
import { failAt } from '../reading/fail-at.js';
import { openInput } from '../reading/open-input.js';
import { readAt } from '../reading/read-at.js';
import { openSafetensorsRows, startsAsSafetensors } from './safetensors-rows.js';

/** Dense rows of which any can be had. */
export interface DenseRowsFile {
  readonly file: string;
  readonly numRows: number;
  readonly numCols: number;
  /** Whether the file has float16 elements, which float16 then holds as they are. */
  readonly half: boolean;
  /** Starts reading; a `.npy` file in C order and a safetensors file are read row by row, anything else is in memory. */
  open(): Promise<DenseRowsReader>;
}

/** An open {@link DenseRowsFile}. */
export interface DenseRowsReader {
  /** Copies the rows, in the order given, into `out` [rows.length, numCols]. */
  read(rows: ArrayLike<number>, out: Float32Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Finds out the shape of a file of dense rows, which is told by its first bytes. A `.npy` file in C order and a
 * safetensors file stay on disk; a `.npz` file, a gzip file and a file in Fortran order are read into memory, and so are
 * the features of a Parquet file when it is first opened, one row group after the other.
 *
 * @param array the name of the array in a `.npz` file, of the tensor in a safetensors file, or of the column of lists in
 *   a Parquet file; may be left out where there is only one
 * @throws InputError when the file cannot be read, is damaged, or does not hold a matrix
 */
export async function denseRowsFile(file: string, array?: string): Promise<DenseRowsFile> {
  const start = await firstBytes(file);
  if (Buffer.from(start.subarray(0, 4)).toString('latin1') === 'PAR1') return parquetRows(file, array);
  if (startsAsSafetensors(start)) return safetensorsRows(file, array);
  return numpyRows(file, startsAsNpy(start), array);
}

async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await openInput(file);
  try {
    return await readAt(handle, 0, 16, { file });
  } finally {
    await handle.close();
  }
}

async function numpyRows(file: string, isPlain: boolean, array: string | undefined): Promise<DenseRowsFile> {
  const opened = isPlain && array === undefined ? await openNpyFile(file) : undefined;
  await opened?.close();
  if (opened !== undefined && !opened.header.fortranOrder) {
    const { shape, kind, bytes } = opened.header;
    const { numRows, numCols } = matrixShape(shape, file);
    const half = kind === 'float' && bytes === 2;
    return { file, numRows, numCols, half, open: () => npyReader(file, numCols) };
  }
  const { shape, data } = await readNumpyArray(file, { array });
  const { numRows, numCols } = matrixShape(shape, file);
  const rows32 = Float32Array.from(data);
  const overflow = rows32.findIndex((value) => !Number.isFinite(value));
  if (overflow >= 0) failAt({ file }, 'not-finite', `${data[overflow]} is beyond float32's range.`);
  return { file, numRows, numCols, half: false, open: async () => memoryReader(rows32, numCols) };
}

async function safetensorsRows(file: string, tensor: string | undefined): Promise<DenseRowsFile> {
  const opened = await openSafetensorsRows(file, tensor);
  await opened.close();
  const { numRows, numCols } = matrixShape([opened.numRows, opened.numCols], file);
  const open = async (): Promise<DenseRowsReader> =>
    runsReader(await openSafetensorsRows(file, tensor), numCols);
  return { file, numRows, numCols, half: opened.half, open };
}

async function parquetRows(file: string, column: string | undefined): Promise<DenseRowsFile> {
  const vectors = await openParquetVectors(file, { column });
  const { numRows, numCols, half } = vectors;
  let loaded: Promise<Float32Array> | undefined;
  const load = async (): Promise<Float32Array> => {
    const all = new Float32Array(numRows * numCols);
    for await (const { firstRow, data } of vectors.read()) all.set(data, firstRow * numCols);
    return all;
  };
  return {
    file,
    numRows,
    numCols,
    half,
    async open() {
      // Every pass over the data opens the file; unpacking it each time would cost more than the training.
      loaded ??= load();
      return memoryReader(await loaded, numCols);
    },
  };
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
  return runsReader(opened, numCols);
}

/** Reads rows that follow one another at once. */
function runsReader(
  file: { read(first: number, out: Float32Array): Promise<void>; close(): Promise<void> },
  numCols: number,
): DenseRowsReader {
  return {
    async read(rows, out) {
      const reads: Promise<void>[] = [];
      for (let start = 0; start < rows.length; ) {
        let end = start + 1;
        while (end < rows.length && rows[end] === rows[end - 1]! + 1) end++;
        reads.push(file.read(rows[start]! * numCols, out.subarray(start * numCols, end * numCols)));
        start = end;
      }
      await Promise.all(reads);
    },
    close: () => file.close(),
  };
}
