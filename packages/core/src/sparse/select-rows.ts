import { describeKind } from '../checks/check-integer.js';
import { checkSparseRows } from './check-sparse-rows.js';
import type { LabelSets, SparseRows } from './sparse-rows.js';

/**
 * A copy of some rows of sparse rows or label sets, in the order asked for; a row may be asked for more than once.
 *
 * @param rows row numbers
 * @throws TypeError, RangeError when the sparse rows are not well-formed or there is no such row
 */
export function selectRows(sparse: LabelSets, rows: ArrayLike<number>): LabelSets;
export function selectRows(sparse: SparseRows, rows: ArrayLike<number>): SparseRows;
export function selectRows(sparse: SparseRows, rows: ArrayLike<number>): SparseRows {
  checkSparseRows(sparse, 'selectRows');
  if (typeof rows !== 'object' || rows === null || typeof rows.length !== 'number') {
    throw new TypeError(`selectRows: rows must be an array of row numbers, got ${describeKind(rows)}`);
  }
  const { numRows, numCols, offsets, indices, values } = sparse;
  const newOffsets = new Uint32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (!Number.isInteger(row) || row < 0 || row >= numRows) {
      throw new RangeError(`selectRows: rows[${i}] = ${row} is not a row number in [0, ${numRows})`);
    }
    newOffsets[i + 1] = newOffsets[i]! + offsets[row + 1]! - offsets[row]!;
  }
  const numEntries = newOffsets[rows.length]!;
  const newIndices = new Uint32Array(numEntries);
  const newValues = values === undefined ? undefined : new Float32Array(numEntries);
  for (let i = 0; i < rows.length; i++) {
    const start = offsets[rows[i]!]!;
    const end = offsets[rows[i]! + 1]!;
    newIndices.set(indices.subarray(start, end), newOffsets[i]!);
    if (newValues !== undefined) newValues.set(values!.subarray(start, end), newOffsets[i]!);
  }
  const selected = { numRows: rows.length, numCols, offsets: newOffsets, indices: newIndices };
  return newValues === undefined ? selected : { ...selected, values: newValues };
}
