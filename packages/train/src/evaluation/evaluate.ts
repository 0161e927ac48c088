import { createMetricsAccumulator, type MetricsOptions, type MetricsReport } from '@sbn/core';
import type { Loss } from '@sbn/heads';
import { defaultLoss } from '../model/default-loss.js';
import {
  createOpenSetAccumulator,
  type OpenSetMeasures,
  type OpenSetNumbers,
  openSetMetricNames,
  openSetNumbers,
} from './open-set-accumulator.js';
import { type ScoringOptions, scoreSource } from './score-source.js';
import type { Scorer } from './scorer.js';

/** What to measure. */
export interface EvaluationOptions extends Partial<Omit<MetricsOptions, 'numLabels'>> {
  /** Examples that are scored together (default 256). */
  readonly batchSize?: number | undefined;
  /** See {@link ScoringOptions}. */
  readonly scoring?: ScoringOptions['scoring'];
  /** See {@link ScoringOptions}. */
  readonly threads?: number | undefined;
  /**
   * Measures rejection as well: examples have one class or, unknown, no label. `evaluateOpenSet` gives the
   * full report; here are its single numbers.
   */
  readonly openSet?: OpenSetMeasures | undefined;
}

/** The metrics of a data set and the mean loss; plain JSON, one flat object of numbers. */
export type EvaluationReport = MetricsReport &
  OpenSetNumbers & {
    /** Mean loss of an example. */
    readonly loss: number;
  };

/**
 * Measures a model on a data set, in batches: the scores of one batch exist at a time, or of a part of it where the labels
 * are many.
 *
 * @param options.loss default: that of the head
 * @throws InputError with code `data-mismatch`, `no-examples`, `engine-unsuited` or `not-enough-memory`; EvaluationError
 *   when a score is NaN; EngineError when a thread died; the signal's reason when it comes; TypeError, RangeError when an
 *   option is wrong
 */
export async function evaluate(
  options: ScoringOptions & EvaluationOptions & { readonly loss?: Loss | undefined },
): Promise<EvaluationReport> {
  return evaluateWith(undefined, options);
}

/**
 * {@link evaluate} with a scorer that belongs to somebody else.
 *
 * @param scorer must compute the loss of `options.loss`; undefined for a scorer of one's own
 */
export async function evaluateWith(
  scorer: Scorer | undefined,
  options: ScoringOptions & EvaluationOptions & { readonly loss?: Loss | undefined },
): Promise<EvaluationReport> {
  const {
    model,
    source,
    batchSize,
    scoring,
    threads,
    signal,
    onProgress,
    openSet,
    loss = defaultLoss(options.model.head),
    ...metrics
  } = options;
  const accumulator = createMetricsAccumulator({ ...metrics, numLabels: model.head.numLabels });
  const rejection =
    openSet === undefined ? undefined : createOpenSetAccumulator(options.model.head.numLabels, openSet);
  const keepsScores = metrics.pooledAveragePrecision !== false;
  let lossSum = 0;
  let numRows = 0;
  const batches = scoreSource(
    'evaluate',
    { model, source, batchSize, scoring, threads, signal, onProgress, loss, scorer },
    {
      hasLoss: true,
      ranking: { k: accumulator.topK, threshold: accumulator.threshold },
      onLogits:
        keepsScores || rejection !== undefined
          ? (piece) => {
              if (keepsScores) accumulator.addScores(piece);
              rejection?.add(piece);
            }
          : undefined,
    },
  );
  for await (const scored of batches) {
    lossSum += scored.lossSum;
    numRows += scored.batch.labels.numRows;
    accumulator.addRanked(scored.ranking!);
  }
  return {
    ...accumulator.result(),
    ...(rejection === undefined ? {} : openSetNumbers(rejection.result())),
    loss: lossSum / numRows,
  };
}

/** The names of the metrics that {@link evaluate} gives with these options, where the data allows them. */
export function metricNames(options: EvaluationOptions): string[] {
  const { batchSize: _, scoring: _scoring, threads: _threads, openSet, ...metrics } = options;
  const accumulator = createMetricsAccumulator({ ...metrics, numLabels: 1 });
  const labels = { numRows: 1, numCols: 1, offsets: Uint32Array.of(0, 0), indices: new Uint32Array(0) };
  accumulator.add({ scores: new Float32Array(1), numRows: 1, labels });
  return ['loss', ...Object.keys(accumulator.result()), ...(openSet === undefined ? [] : openSetMetricNames)];
}
