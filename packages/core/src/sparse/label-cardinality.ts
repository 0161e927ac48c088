import { checkLabelSets } from './check-label-sets.js';
import type { LabelSets } from './sparse-rows.js';

/** Statistics of the sizes of label sets, as {@link labelCardinality} gives them. */
export interface LabelCardinality {
  readonly numSets: number;
  readonly numLabels: number;
  /** Smallest size; 0 when there are no sets. */
  readonly min: number;
  /** Largest size; 0 when there are no sets. */
  readonly max: number;
  /** Mean size, called label cardinality in the literature; 0 when there are no sets. */
  readonly mean: number;
  /** Middle size (mean of the middle two for an even number of sets); 0 when there are no sets. */
  readonly median: number;
  /** Mean size divided by n, called label density. */
  readonly density: number;
  /** `histogram[s]` = number of sets with exactly s labels, s = 0..max. */
  readonly histogram: readonly number[];
}

/**
 * Statistics of how many labels each set has. The result is plain JSON.
 *
 * @throws TypeError, RangeError when the label sets are not well-formed
 */
export function labelCardinality(sets: LabelSets): LabelCardinality {
  checkLabelSets(sets, { name: 'labelCardinality' });
  const { numRows, numCols, offsets, indices } = sets;
  const sizes = Uint32Array.from({ length: numRows }, (_, row) => offsets[row + 1]! - offsets[row]!).sort();
  const max = numRows === 0 ? 0 : sizes[numRows - 1]!;
  const histogram = new Array<number>(max + 1).fill(0);
  for (const size of sizes) histogram[size] = histogram[size]! + 1;
  const middle = numRows >> 1;
  const mean = numRows === 0 ? 0 : indices.length / numRows;
  return {
    numSets: numRows,
    numLabels: numCols,
    min: numRows === 0 ? 0 : sizes[0]!,
    max,
    mean,
    median:
      numRows === 0 ? 0 : numRows % 2 === 1 ? sizes[middle]! : (sizes[middle - 1]! + sizes[middle]!) / 2,
    density: numCols === 0 ? 0 : mean / numCols,
    histogram,
  };
}
