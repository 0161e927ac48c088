import type { UnitRows } from '../screening/matrix-backend.js';

/** Rows that lie in one array, row-major. */
export interface StoredRows extends UnitRows {
  readonly data: Float32Array;
}

/** Rows for a device, from an array [numRows, dimension]. */
export function unitRows(numRows: number, dimension: number, data: Float32Array): StoredRows {
  return {
    numRows,
    dimension,
    data,
    copyRows: (from, to, out, at) => out.set(data.subarray(from * dimension, to * dimension), at),
  };
}
