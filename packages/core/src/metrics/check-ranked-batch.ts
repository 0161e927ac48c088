import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { checkLabelSets } from '../sparse/check-label-sets.js';
import type { RankedBatch } from './rank-scores.js';

/**
 * Checks a whole batch, so that what is counted afterwards cannot fail half-way: the sizes, and that the counts agree
 * with each other. (That they are the counts of some scores cannot be seen from them.)
 *
 * @param k how many top labels each row must have
 */
export function checkRankedBatch(
  place: string,
  batch: unknown,
  numLabels: number,
  k: number,
): asserts batch is RankedBatch {
  checkOptions(place, batch);
  const { numRows, labels, topLabels, goldRanks, goldPredicted, rowPredictions, labelPredictions } =
    batch as RankedBatch;
  checkInteger(place, 'numRows', numRows, 0);
  checkLabelSets(labels, { name: `${place}: labels`, numLabels, numRows });
  const numGold = labels.indices.length;
  checkNumbers(place, 'topLabels', topLabels, Uint32Array, numRows * k, `${numRows} rows of ${k} labels`);
  checkNumbers(place, 'goldRanks', goldRanks, Uint32Array, numGold, `${numGold} gold labels`);
  checkNumbers(place, 'goldPredicted', goldPredicted, Uint8Array, numGold, `${numGold} gold labels`);
  checkNumbers(place, 'rowPredictions', rowPredictions, Uint32Array, numRows, `${numRows} rows`);
  checkNumbers(place, 'labelPredictions', labelPredictions, Uint32Array, numLabels, `${numLabels} labels`);
  for (let i = 0; i < topLabels.length; i++) {
    if (topLabels[i]! >= numLabels) {
      throw new RangeError(
        `${place}: row ${Math.floor(i / k)}: expected top labels < ${numLabels}, got ${topLabels[i]}`,
      );
    }
  }
  checkGoldRanks(place, batch as RankedBatch, numLabels);
  checkPredictions(place, batch as RankedBatch, numLabels);
}

function checkNumbers(
  place: string,
  name: string,
  value: unknown,
  kind: typeof Uint32Array | typeof Uint8Array,
  length: number,
  reason: string,
): void {
  if (!(value instanceof kind)) {
    throw new TypeError(`${place}: ${name} must be a ${kind.name}, got ${describeKind(value)}`);
  }
  if (value.length !== length) {
    throw new RangeError(`${place}: ${reason} need ${length} numbers in ${name}, got ${value.length}`);
  }
}

function checkGoldRanks(place: string, { labels, goldRanks, numRows }: RankedBatch, numLabels: number): void {
  const { offsets } = labels;
  for (let row = 0; row < numRows; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      if (goldRanks[i]! < 1 || goldRanks[i]! > numLabels) {
        throw new RangeError(
          `${place}: row ${row}: expected gold ranks from 1 to ${numLabels}, got ${goldRanks[i]}`,
        );
      }
    }
  }
}

function checkPredictions(place: string, batch: RankedBatch, numLabels: number): void {
  const { labels, goldPredicted, rowPredictions, labelPredictions, numRows } = batch;
  const { offsets, indices } = labels;
  const goldOfLabel = new Map<number, number>();
  let total = 0;
  for (let row = 0; row < numRows; row++) {
    let goldOfRow = 0;
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      if (goldPredicted[i]! > 1) {
        throw new RangeError(`${place}: row ${row}: goldPredicted must be 0 or 1, got ${goldPredicted[i]}`);
      }
      goldOfRow += goldPredicted[i]!;
      if (goldPredicted[i] === 1) goldOfLabel.set(indices[i]!, (goldOfLabel.get(indices[i]!) ?? 0) + 1);
    }
    if (rowPredictions[row]! < goldOfRow || rowPredictions[row]! > numLabels) {
      throw new RangeError(
        `${place}: row ${row}: expected ${goldOfRow} to ${numLabels} predictions, got ${rowPredictions[row]}`,
      );
    }
    total += rowPredictions[row]!;
  }
  let totalOfLabels = 0;
  for (let label = 0; label < numLabels; label++) totalOfLabels += labelPredictions[label]!;
  if (totalOfLabels !== total) {
    throw new RangeError(
      `${place}: rowPredictions add up to ${total} and labelPredictions to ${totalOfLabels}; they count the same`,
    );
  }
  for (const [label, count] of goldOfLabel) {
    if (labelPredictions[label]! < count) {
      throw new RangeError(
        `${place}: label ${label} is predicted and gold in ${count} rows, but predicted in ${labelPredictions[label]}`,
      );
    }
  }
}
