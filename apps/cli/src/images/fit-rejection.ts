import {
  createOpenSetMetrics,
  fitTemperature,
  fitThresholds,
  knownness,
  type LabelSets,
  labelSetsFrom,
  withUnknownClass,
} from '@sbn/core';
import type { ImageHead, RejectionScore } from './config/image-heads.js';
import type { RejectionRecord } from './images-records.js';
import type { ScoredPictures } from './score-pictures.js';

/**
 * Fits how a model decides, on validation pictures: the temperature with the highest likelihood, and thresholds.
 *
 * All classes share the threshold that tells known pictures from unknown ones with the best balanced accuracy (where there are
 * no unknown ones: the usual one of the score, or, for the energy, that which accepts 95% of the pictures). A class with enough
 * pictures has the one with the best F1 of "it is this class" instead.
 */
export function fitRejection(options: {
  readonly validation: ScoredPictures;
  /** Of the known classes. */
  readonly numClasses: number;
  readonly head: ImageHead;
  readonly score: RejectionScore;
  readonly ownThresholdFrom: number;
}): RejectionRecord {
  const { validation, numClasses, head, score, ownThresholdFrom } = options;
  const { logits, numRows, labels } = validation;
  const { temperature } = fitTemperature({
    logits,
    numRows,
    labels: score === 'one-minus-unknown' ? withUnknownClass(labels) : labels,
    form: head.kind === 'softmax' ? 'softmax' : 'sigmoid',
  });
  const scores = knownness({ logits, numRows, numClasses, score, temperature });
  const shared = sharedThreshold(validation, scores, numClasses, score, temperature);
  const own = ownThresholds(validation, scores, numClasses, shared);
  const counts = new Uint32Array(numClasses);
  for (const label of labels.indices) counts[label]!++;
  return {
    score,
    temperature,
    thresholds: own.map((threshold, label) => (counts[label]! >= ownThresholdFrom ? threshold : shared)),
  };
}

/** The best known class of each row; of equal logits the first. */
export function bestClasses(logits: Float32Array, numRows: number, numClasses: number): Uint32Array {
  const width = logits.length / numRows;
  return Uint32Array.from({ length: numRows }, (_, row) => {
    let best = 0;
    for (let label = 1; label < numClasses; label++) {
      if (logits[row * width + label]! > logits[row * width + best]!) best = label;
    }
    return best;
  });
}

function sharedThreshold(
  { logits, numRows, labels }: ScoredPictures,
  scores: Float64Array,
  numClasses: number,
  score: RejectionScore,
  temperature: number,
): number {
  const usual = (): number => {
    if (score !== 'energy') return 0.5;
    const metrics = createOpenSetMetrics({ numClasses, score, temperature });
    metrics.add({ logits, numRows, labels });
    return metrics.result().thresholdAt95!;
  };
  const isKnown = labelSetsFrom(
    Array.from({ length: numRows }, (_, row) => (labels.offsets[row] === labels.offsets[row + 1] ? [] : [0])),
    1,
  );
  const { thresholds, unfitted } = fitThresholds({
    scores,
    numRows,
    labels: isKnown,
    objective: 'balanced-accuracy',
  });
  return unfitted.length === 0 ? thresholds[0]! : usual();
}

/** For each class the threshold of the rows that it is the best class of. */
function ownThresholds(
  { logits, numRows, labels }: ScoredPictures,
  scores: Float64Array,
  numClasses: number,
  defaultThreshold: number,
): readonly number[] {
  const best = bestClasses(logits, numRows, numClasses);
  // A row can only be accepted as its best class; to any other class it is below all thresholds.
  const columns = new Float64Array(numRows * numClasses).fill(Number.NEGATIVE_INFINITY);
  best.forEach((label, row) => {
    columns[row * numClasses + label] = scores[row]!;
  });
  return fitThresholds({ scores: columns, numRows, labels: labels as LabelSets, defaultThreshold })
    .thresholds;
}
