import { checkLabelSets } from './check-label-sets.js';
import type { LabelSets } from './sparse-rows.js';

/**
 * Gives empty label sets a class of their own, the last: n labels become n + 1, and the set of a row without any label
 * becomes {n}. So a softmax can be trained to say "unknown" (one of the ways to reject that `createOpenSetMetrics`
 * compares; its score is `'one-minus-unknown'`).
 *
 * @returns label sets of n + 1 labels, none empty
 * @throws TypeError, RangeError when they are no well-formed label sets
 */
export function withUnknownClass(labelSets: LabelSets): LabelSets {
  checkLabelSets(labelSets, { name: 'withUnknownClass: label sets' });
  const { numRows, numCols, offsets, indices } = labelSets;
  const newOffsets = new Uint32Array(numRows + 1);
  const newIndices: number[] = [];
  for (let row = 0; row < numRows; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    if (start === end) newIndices.push(numCols);
    for (let i = start; i < end; i++) newIndices.push(indices[i]!);
    newOffsets[row + 1] = newIndices.length;
  }
  return { numRows, numCols: numCols + 1, offsets: newOffsets, indices: Uint32Array.from(newIndices) };
}
