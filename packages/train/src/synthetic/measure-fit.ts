import { createRankMeter, matchedModes, type RankReport } from '@sbn/core';
import { isClassHead } from '@sbn/heads';
import { tidy } from '@tensorflow/tfjs-core';
import { checkCount } from '../checks.js';
import type { Model } from '../model/model.js';
import { contextRows } from './context-rows.js';
import type { Truth } from './truth.js';

/** Options of {@link measureFit}. */
export interface MeasureFitOptions {
  /** A `distributionModel` with a head for classes. */
  readonly model: Model;
  readonly truth: Truth;
  /** Contexts whose log probabilities exist at a time (default 256). */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How close a model comes to a truth. */
export interface FitMeasures {
  /** Mean over the contexts of -Σ P log Q, in nats. */
  readonly crossEntropy: number;
  /** What the model loses against the truth: mean of Σ P log (P / Q), the cross entropy less the truth's entropy. */
  readonly divergence: number;
  /** Share of contexts whose likeliest class in the model is a likeliest one in truth. */
  readonly matchedModes: number;
  /** Ranks of the matrix log Q [contexts, classes]. */
  readonly ranks: RankReport;
}

/**
 * Measures a model against a truth: all sums in float64, from the model's float32 log probabilities.
 *
 * @throws TypeError when the head is none for classes; RangeError when sizes differ; the signal's reason
 */
export async function measureFit(options: MeasureFitOptions): Promise<FitMeasures> {
  const { model, truth, batchSize = 256, signal } = options;
  const { numContexts, numClasses, probabilities, entropy } = truth;
  const { head, encoder } = model;
  checkCount('measureFit', 'batchSize', batchSize);
  if (!isClassHead(head)) {
    throw new TypeError(`measureFit: expected a head for classes such as softmaxHead, got ${head.kind}`);
  }
  const meter = createRankMeter({ numColumns: numClasses });
  let crossEntropy = 0;
  let matched = 0;
  for (let first = 0; first < numContexts; first += batchSize) {
    signal?.throwIfAborted();
    const numRows = Math.min(batchSize, numContexts - first);
    const contexts = contextRows(
      Uint32Array.from({ length: numRows }, (_, i) => first + i),
      numContexts,
    );
    const tensor = tidy(() => head.logProbabilities(encoder.encode(contexts)));
    const logs = (await tensor.data()) as Float32Array;
    tensor.dispose();
    const truths = probabilities.subarray(first * numClasses, (first + numRows) * numClasses);
    for (let i = 0; i < truths.length; i++) if (truths[i]! > 0) crossEntropy -= truths[i]! * logs[i]!;
    matched += numRows * matchedModes({ scores: logs, trueProbabilities: truths, numRows, numClasses });
    meter.add(logs);
  }
  crossEntropy /= numContexts;
  return {
    crossEntropy,
    divergence: crossEntropy - entropy,
    matchedModes: matched / numContexts,
    ranks: meter.result(),
  };
}
