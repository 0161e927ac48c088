import { checkInteger, describeKind } from '../checks/check-integer.js';
import type { SparseRows } from './sparse-rows.js';

/**
 * Checks that a value is well-formed {@link SparseRows}: offsets start at 0, never decrease and end at the number of
 * indices; every index is below `numCols`; values, where there are any, are as many as the indices and finite.
 * Order and repetition of the indices within a row are free.
 *
 * @param name what to call the value in messages, `rows` when left out
 * @throws TypeError when it is no such object, RangeError naming the row and what came
 */
export function checkSparseRows(value: unknown, name: string = 'rows'): asserts value is SparseRows {
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(
      `${name}: expected { numRows, numCols, offsets, indices }, got ${describeKind(value)}`,
    );
  }
  const { numRows, numCols, offsets, indices, values } = value as Partial<SparseRows>;
  checkInteger(name, 'numRows', numRows, 0);
  checkInteger(name, 'numCols', numCols, 0);
  for (const [key, array] of [
    ['offsets', offsets],
    ['indices', indices],
  ] as const) {
    if (!(array instanceof Uint32Array)) {
      throw new TypeError(`${name}: ${key} must be a Uint32Array, got ${describeKind(array)}`);
    }
  }
  const starts = offsets as Uint32Array;
  const columns = indices as Uint32Array;
  if (starts.length !== numRows + 1) {
    throw new RangeError(`${name}: ${numRows} rows need ${numRows + 1} offsets, got ${starts.length}`);
  }
  if (starts[0] !== 0) throw new RangeError(`${name}: the first offset must be 0, got ${starts[0]}`);
  if (starts[numRows] !== columns.length) {
    throw new RangeError(
      `${name}: the last offset must be the number of indices, ${columns.length}, got ${starts[numRows]}`,
    );
  }
  for (let row = 0; row < numRows; row++) {
    const start = starts[row]!;
    const end = starts[row + 1]!;
    if (end < start || end > columns.length) {
      throw new RangeError(
        `${name}: row ${row}: offsets must not decrease or pass the ${columns.length} indices, got ${start} then ${end}`,
      );
    }
    for (let i = start; i < end; i++) {
      if (columns[i]! >= numCols) {
        throw new RangeError(`${name}: row ${row}: index ${columns[i]} is not in [0, ${numCols})`);
      }
    }
  }
  if (values === undefined) return;
  if (!(values instanceof Float32Array)) {
    throw new TypeError(`${name}: values must be a Float32Array or left out, got ${describeKind(values)}`);
  }
  if (values.length !== columns.length) {
    throw new RangeError(`${name}: ${columns.length} indices need as many values, got ${values.length}`);
  }
  for (let row = 0; row < numRows; row++) {
    for (let i = starts[row]!; i < starts[row + 1]!; i++) {
      if (!Number.isFinite(values[i])) {
        throw new RangeError(`${name}: row ${row}: the value at index ${columns[i]} is ${values[i]}`);
      }
    }
  }
}
