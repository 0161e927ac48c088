import type { LabelSets } from './sparse-rows.js';

/**
 * Packs lists of label numbers into {@link LabelSets}. Each list is sorted; the input is left as it is.
 *
 * @param sets one iterable of label numbers per row
 * @param numLabels the number of labels n; every label must be an integer in [0, n)
 * @throws RangeError naming the row when a label is out of range or occurs twice in one set
 */
export function labelSetsFrom(sets: Iterable<Iterable<number>>, numLabels: number): LabelSets {
  const offsets: number[] = [0];
  const indices: number[] = [];
  let row = 0;
  for (const set of sets) {
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

/** The labels of row `row`, as a view into the packed indices (not a copy). */
export function labelSetAt(sets: LabelSets, row: number): Uint32Array {
  return sets.indices.subarray(sets.offsets[row]!, sets.offsets[row + 1]!);
}
