import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { checkLabelSets } from '../sparse/check-label-sets.js';
import type { LabelSets } from '../sparse/sparse-rows.js';

/** Scores of a batch of rows, with the gold label sets of the same rows. */
export interface ScoredBatch {
  /** Row-major [numRows, n]: logits, or anything where more means likelier. No NaN; infinities are fine. */
  readonly scores: Float32Array | Float64Array;
  readonly numRows: number;
  /** The gold label sets, `numRows` of them over n labels. */
  readonly labels: LabelSets;
}

/** Checks the shape of scores and that none is NaN. */
export function checkScores(
  place: string,
  scores: unknown,
  numRows: number,
  numLabels: number,
): asserts scores is Float32Array | Float64Array {
  if (!(scores instanceof Float32Array || scores instanceof Float64Array)) {
    throw new TypeError(
      `${place}: scores must be a Float32Array or a Float64Array, got ${describeKind(scores)}`,
    );
  }
  if (scores.length !== numRows * numLabels) {
    throw new RangeError(
      `${place}: ${numRows} rows of ${numLabels} labels need ${numRows * numLabels} scores, got ${scores.length}`,
    );
  }
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i])) {
      throw new RangeError(
        `${place}: the score of row ${Math.floor(i / numLabels)}, label ${i % numLabels} is NaN`,
      );
    }
  }
}

/** Checks a whole batch, so that what is counted afterwards cannot fail half-way. */
export function checkScoredBatch(
  place: string,
  batch: unknown,
  numLabels: number,
): asserts batch is ScoredBatch {
  checkOptions(place, batch);
  const { scores, numRows, labels } = batch as ScoredBatch;
  checkInteger(place, 'numRows', numRows, 0);
  checkLabelSets(labels, { name: `${place}: labels`, numLabels, numRows });
  checkScores(place, scores, numRows, numLabels);
}
