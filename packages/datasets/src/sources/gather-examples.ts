import type { DenseRows, LabelSets, SparseRows, TokenRows } from '@sbn/core';
import type { Examples, InputRows } from '../dataset.js';

/**
 * Copies the chosen rows of some examples, in the order given; a row may be chosen more than once.
 *
 * @param examples the examples to choose from
 * @param rows row numbers, each an integer in [0, number of examples)
 * @throws RangeError when a row number is out of range
 */
export function gatherExamples(examples: Examples, rows: ArrayLike<number>): Examples {
  const { inputs, labels, ids } = examples;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (!Number.isInteger(row) || row < 0 || row >= labels.numRows) {
      throw new RangeError(`gatherExamples: row ${row} is not an integer in [0, ${labels.numRows})`);
    }
  }
  const gathered: Examples = {
    inputs: gatherInputs(inputs, rows),
    labels: gatherSparseRows(labels, rows) as LabelSets,
  };
  return ids === undefined ? gathered : { ...gathered, ids: Array.from(rows, (row) => ids[row]!) };
}

function gatherInputs(inputs: InputRows, rows: ArrayLike<number>): InputRows {
  if ('data' in inputs) return gatherDense(inputs, rows);
  return 'tokens' in inputs ? gatherTokens(inputs, rows) : gatherSparseRows(inputs, rows);
}

function gatherTokens({ tokens, ...rest }: TokenRows, rows: ArrayLike<number>): TokenRows {
  const { indices, ...gathered } = gatherSparseRows({ ...rest, indices: tokens }, rows);
  return { ...gathered, tokens: indices };
}

function gatherDense(inputs: DenseRows, rows: ArrayLike<number>): DenseRows {
  const { numCols } = inputs;
  const data = new Float32Array(rows.length * numCols);
  for (let i = 0; i < rows.length; i++) {
    data.set(inputs.data.subarray(rows[i]! * numCols, (rows[i]! + 1) * numCols), i * numCols);
  }
  return { numRows: rows.length, numCols, data };
}

/** Copies the chosen rows of a sparse matrix; row numbers are not checked. */
export function gatherSparseRows(source: SparseRows, rows: ArrayLike<number>): SparseRows {
  const offsets = new Uint32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    offsets[i + 1] = offsets[i]! + source.offsets[rows[i]! + 1]! - source.offsets[rows[i]!]!;
  }
  const total = offsets[rows.length]!;
  const indices = new Uint32Array(total);
  const values = source.values === undefined ? undefined : new Float32Array(total);
  for (let i = 0; i < rows.length; i++) {
    const start = source.offsets[rows[i]!]!;
    const end = source.offsets[rows[i]! + 1]!;
    indices.set(source.indices.subarray(start, end), offsets[i]!);
    values?.set(source.values!.subarray(start, end), offsets[i]!);
  }
  const gathered = { numRows: rows.length, numCols: source.numCols, offsets, indices };
  return values === undefined ? gathered : { ...gathered, values };
}
