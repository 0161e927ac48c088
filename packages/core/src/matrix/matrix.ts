/** A dense real matrix in float64, stored row by row: entry (r, c) is `data[r * cols + c]`. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/**
 * Makes a {@link Matrix} after checking that its shape and its data agree.
 *
 * @param rows number of rows, an integer ≥ 0
 * @param cols number of columns, an integer ≥ 0
 * @param data row-major entries, `rows * cols` of them; zeros when left out. A Float64Array is used as it is
 *   (not copied), any other array is copied.
 * @throws RangeError when the shape is not made of integers ≥ 0 or the data has another length
 */
export function createMatrix(rows: number, cols: number, data?: ArrayLike<number>): Matrix {
  for (const [name, value] of [
    ['rows', rows],
    ['cols', cols],
  ] as const) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(`createMatrix: ${name} must be an integer >= 0, got ${value}`);
    }
  }
  if (data === undefined) return { rows, cols, data: new Float64Array(rows * cols) };
  if (data.length !== rows * cols) {
    throw new RangeError(
      `createMatrix: a ${rows} x ${cols} matrix needs ${rows * cols} entries, got ${data.length}`,
    );
  }
  return { rows, cols, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}
