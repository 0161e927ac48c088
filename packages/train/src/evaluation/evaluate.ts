import { createMetricsAccumulator, type MetricsOptions, type MetricsReport } from '@sbn/core';
import { type Loss, sigmoidCrossEntropy } from '@sbn/heads';
import { type ScoringOptions, scoreBatches } from './score-batches.js';

/** What to measure. */
export interface EvaluationOptions extends Partial<Omit<MetricsOptions, 'numLabels'>> {
  /** Examples whose logits exist at once (default 256). */
  readonly batchSize?: number | undefined;
}

/** The metrics of a data set and the mean loss; plain JSON, one flat object of numbers. */
export type EvaluationReport = MetricsReport & {
  /** Mean loss of an example. */
  readonly loss: number;
};

/** Scores that cannot be measured because some are NaN: the parameters or the inputs are. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  readonly code = 'scores-not-finite';
}

/**
 * Measures a model on a data set, in batches: the scores of one batch exist at a time.
 *
 * @param options.loss default: mean sigmoid cross entropy
 * @throws InputError with code `data-mismatch` or `no-examples`; EvaluationError when a score is NaN; the signal's
 *   reason when it comes; TypeError, RangeError when an option is wrong
 */
export async function evaluate(
  options: ScoringOptions & EvaluationOptions & { readonly loss?: Loss | undefined },
): Promise<EvaluationReport> {
  const { model, source, batchSize, signal, onProgress, loss = sigmoidCrossEntropy(), ...metrics } = options;
  const accumulator = createMetricsAccumulator({ ...metrics, numLabels: model.head.numLabels });
  let lossSum = 0;
  let numRows = 0;
  const batches = scoreBatches('evaluate', { model, source, batchSize, signal, onProgress, loss });
  for await (const batch of batches) {
    if (Number.isNaN(batch.loss)) {
      throw new EvaluationError(
        `the loss of examples ${numRows} to ${numRows + batch.numRows - 1} is NaN: the model's parameters or the inputs are not finite`,
      );
    }
    lossSum += batch.loss! * batch.numRows;
    numRows += batch.numRows;
    accumulator.add(batch);
  }
  return { ...accumulator.result(), loss: lossSum / numRows };
}

/** The names of the metrics that {@link evaluate} gives with these options. */
export function metricNames(options: EvaluationOptions): string[] {
  const { batchSize: _, ...metrics } = options;
  const accumulator = createMetricsAccumulator({ ...metrics, numLabels: 1 });
  const labels = { numRows: 1, numCols: 1, offsets: Uint32Array.of(0, 0), indices: new Uint32Array(0) };
  accumulator.add({ scores: new Float32Array(1), numRows: 1, labels });
  return ['loss', ...Object.keys(accumulator.result())];
}
