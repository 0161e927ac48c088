import { describeKind } from '../checks/check-integer.js';
import { checkSparseRows } from './check-sparse-rows.js';
import type { LabelSets } from './sparse-rows.js';

/**
 * Checks that a value is well-formed {@link LabelSets}: well-formed sparse rows without values, each row strictly
 * increasing, and, where it is given, the number of labels that the caller expects.
 *
 * @param expected.name what to call the value in messages, `label sets` when left out
 * @param expected.numLabels the number of labels n that `numCols` must be
 * @param expected.numRows the number of label sets there must be
 * @throws TypeError when it is no such object, RangeError naming the row and what came
 */
export function checkLabelSets(
  value: unknown,
  expected: {
    readonly name?: string | undefined;
    readonly numLabels?: number | undefined;
    readonly numRows?: number | undefined;
  } = {},
): asserts value is LabelSets {
  const { name = 'label sets', numLabels, numRows } = expected;
  checkSparseRows(value, name);
  if (value.values !== undefined) {
    throw new TypeError(`${name}: label sets have no values, got ${describeKind(value.values)}`);
  }
  if (numLabels !== undefined && value.numCols !== numLabels) {
    throw new RangeError(`${name}: expected numCols = ${numLabels} labels, got ${value.numCols}`);
  }
  if (numRows !== undefined && value.numRows !== numRows) {
    throw new RangeError(`${name}: expected ${numRows} rows, got ${value.numRows}`);
  }
  const { offsets, indices } = value;
  for (let row = 0; row < value.numRows; row++) {
    for (let i = offsets[row]! + 1; i < offsets[row + 1]!; i++) {
      const before = indices[i - 1]!;
      const label = indices[i]!;
      if (label === before) throw new RangeError(`${name}: row ${row}: label ${label} occurs twice`);
      if (label < before) {
        throw new RangeError(`${name}: row ${row}: labels must increase, got ${before} then ${label}`);
      }
    }
  }
}
