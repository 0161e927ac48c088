import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import type { LabelSets, SparseRows } from './sparse-rows.js';

/**
 * Rows `start` up to (not including) `end` of sparse rows or label sets. Indices and values are views into the
 * original, not copies; only the offsets are new. The original is trusted to be well-formed.
 *
 * @throws TypeError when there is nothing to slice, RangeError when the bounds are not 0 <= start <= end <= numRows
 */
export function sliceRows(sparse: LabelSets, start: number, end?: number): LabelSets;
export function sliceRows(sparse: SparseRows, start: number, end?: number): SparseRows;
export function sliceRows(sparse: SparseRows, start: number, end: number = sparse.numRows): SparseRows {
  checkOptions('sliceRows', sparse);
  const { numRows, numCols, offsets, indices, values } = sparse;
  checkInteger('sliceRows', 'start', start, 0, numRows);
  checkInteger('sliceRows', 'end', end, start, numRows);
  const first = offsets[start]!;
  const last = offsets[end]!;
  const sliced = {
    numRows: end - start,
    numCols,
    offsets: offsets.slice(start, end + 1).map((offset) => offset - first),
    indices: indices.subarray(first, last),
  };
  return values === undefined ? sliced : { ...sliced, values: values.subarray(first, last) };
}
