import type { OpenSetReport } from '@sbn/core';
import { createOpenSetAccumulator, type OpenSetMeasures } from './open-set-accumulator.js';
import { type ScoringOptions, scoreSource } from './score-source.js';

/**
 * Measures a classifier that may answer "unknown": how well it tells its classes apart and how well it rejects examples
 * of none. Each example of the source has one class or, unknown, no label. With the score `one-minus-unknown` the head's
 * last label is the unknown, and an example that has it is unknown too. The logits of one batch exist at a time.
 *
 * @example
 * const { balancedAccuracy, areaUnderRoc } = await evaluateOpenSet({ model, source, score: 'max-sigmoid' });
 *
 * @throws InputError with code `data-mismatch`, `no-examples`, `engine-unsuited` or `not-enough-memory`; EvaluationError
 *   when a score is NaN; the signal's reason when it comes; TypeError, RangeError when an option is wrong or an example
 *   has several classes
 */
export async function evaluateOpenSet(options: ScoringOptions & OpenSetMeasures): Promise<OpenSetReport> {
  const { model, source, batchSize, scoring, threads, signal, onProgress, ...measures } = options;
  const accumulator = createOpenSetAccumulator(model.head.numLabels, measures);
  const batches = scoreSource(
    'evaluateOpenSet',
    { model, source, batchSize, scoring, threads, signal, onProgress },
    { hasLoss: false, onLogits: accumulator.add },
  );
  for await (const _ of batches);
  return accumulator.result();
}
