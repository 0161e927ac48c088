import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';

/** Predictions whose confidence lies in one bin: one bar of a reliability diagram. Plain JSON. */
export interface CalibrationBin {
  /** Confidences in (lower, upper]; the first bin has 0, too. */
  readonly lower: number;
  readonly upper: number;
  /** How many predictions. */
  readonly count: number;
  /** Their mean confidence; 0 without predictions. */
  readonly meanConfidence: number;
  /** The share of them that is right; 0 without predictions. */
  readonly accuracy: number;
}

/** Predicted probabilities of predicted classes, and whether each prediction is right. */
export interface ConfidenceBatch {
  /** In [0, 1]. */
  readonly confidences: ArrayLike<number>;
  /** 1 where the prediction is right, else 0; as many as confidences. */
  readonly hits: ArrayLike<number>;
}

/** Sorts predictions into bins by confidence, batch by batch. */
export interface CalibrationBins {
  /**
   * Counts one more batch.
   *
   * @throws TypeError, RangeError when an array is wrong; nothing of the batch is then counted
   */
  add(batch: ConfidenceBatch): void;
  /** All bins so far, from low confidence to high, for `expectedCalibrationError` and a reliability diagram. */
  result(): readonly CalibrationBin[];
}

/**
 * Starts sorting predictions into M bins of equal width: bin m has the confidences in ((m - 1)/M, m/M]
 * (Guo, Pleiss, Sun, Weinberger, *On Calibration of Modern Neural Networks*, ICML 2017, section 2).
 *
 * @param options.numBins M >= 1; 15 when left out, as in that paper
 * @throws TypeError, RangeError when it is none
 */
export function createCalibrationBins(options: { readonly numBins?: number } = {}): CalibrationBins {
  checkOptions('createCalibrationBins', options);
  const { numBins = 15 } = options;
  checkInteger('createCalibrationBins', 'numBins', numBins, 1);
  const counts = new Float64Array(numBins);
  const confidenceSums = new Float64Array(numBins);
  const numHits = new Float64Array(numBins);
  return {
    add: (batch) => {
      checkConfidences(batch);
      const { confidences, hits } = batch;
      for (let i = 0; i < confidences.length; i++) {
        const bin = binOf(confidences[i]!, numBins);
        counts[bin]!++;
        confidenceSums[bin]! += confidences[i]!;
        numHits[bin]! += hits[i]!;
      }
    },
    result: () =>
      Array.from(counts, (count, bin) => ({
        lower: bin / numBins,
        upper: (bin + 1) / numBins,
        count,
        meanConfidence: count === 0 ? 0 : confidenceSums[bin]! / count,
        accuracy: count === 0 ? 0 : numHits[bin]! / count,
      })),
  };
}

/** The bin of a confidence. The edges decide, not the product, which rounding may carry over one of them. */
function binOf(confidence: number, numBins: number): number {
  let bin = Math.min(numBins - 1, Math.max(0, Math.ceil(confidence * numBins) - 1));
  if (bin > 0 && confidence <= bin / numBins) bin--;
  else if (bin < numBins - 1 && confidence > (bin + 1) / numBins) bin++;
  return bin;
}

function checkConfidences(batch: ConfidenceBatch): void {
  const place = 'CalibrationBins.add';
  checkOptions(place, batch);
  for (const name of ['confidences', 'hits'] as const) {
    const value: unknown = batch[name];
    if (typeof value !== 'object' || value === null || !('length' in value)) {
      throw new TypeError(`${place}: ${name} must be an array of numbers, got ${describeKind(value)}`);
    }
  }
  const { confidences, hits } = batch;
  if (hits.length !== confidences.length) {
    throw new RangeError(`${place}: ${confidences.length} confidences need as many hits, got ${hits.length}`);
  }
  for (let i = 0; i < confidences.length; i++) {
    if (!(confidences[i]! >= 0 && confidences[i]! <= 1)) {
      throw new RangeError(`${place}: confidences[${i}] must be in [0, 1], got ${confidences[i]}`);
    }
    if (hits[i] !== 0 && hits[i] !== 1) {
      throw new RangeError(`${place}: hits[${i}] must be 0 or 1, got ${hits[i]}`);
    }
  }
}
