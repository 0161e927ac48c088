import { checkInteger, describeKind } from '../checks/check-integer.js';
import type { LabelSets } from './sparse-rows.js';

/**
 * Packs lists of label numbers into {@link LabelSets}. Each list is sorted; the input is left as it is.
 *
 * @param sets one iterable of label numbers per row
 * @param numLabels the number of labels n; every label must be an integer in [0, n)
 * @throws TypeError when the sets are not iterables, RangeError naming the row when a label is out of range or occurs
 *   twice in one set
 */
export function labelSetsFrom(sets: Iterable<Iterable<number>>, numLabels: number): LabelSets {
  checkInteger('labelSetsFrom', 'numLabels', numLabels, 0);
  checkIterable(sets, 'the label sets');
  const offsets: number[] = [0];
  const indices: number[] = [];
  let row = 0;
  for (const set of sets) {
    checkIterable(set, `label set ${row}`);
    const labels = [...set].sort((a, b) => a - b);
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i]!;
      if (!Number.isInteger(label) || label < 0 || label >= numLabels) {
        throw new RangeError(`label set ${row}: label ${label} is not an integer in [0, ${numLabels})`);
      }
      if (i > 0 && labels[i - 1] === label) {
        throw new RangeError(`label set ${row}: label ${label} occurs twice`);
      }
      indices.push(label);
    }
    offsets.push(indices.length);
    row++;
  }
  return {
    numRows: row,
    numCols: numLabels,
    offsets: Uint32Array.from(offsets),
    indices: Uint32Array.from(indices),
  };
}

/**
 * The labels of row `row`, as a view into the packed indices (not a copy).
 *
 * @throws RangeError when there is no such row
 */
export function labelSetAt(sets: LabelSets, row: number): Uint32Array {
  checkInteger('labelSetAt', 'row', row, 0, sets.numRows - 1);
  return sets.indices.subarray(sets.offsets[row]!, sets.offsets[row + 1]!);
}

function checkIterable(value: unknown, name: string): void {
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) {
    throw new TypeError(
      `labelSetsFrom: ${name} must be an iterable (such as an array), got ${describeKind(value)}`,
    );
  }
}
