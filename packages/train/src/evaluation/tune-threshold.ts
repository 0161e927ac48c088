import { createThresholdTuner, type TunedThreshold } from '@sbn/core';
import { type ScoringOptions, scoreSource } from './score-source.js';

/**
 * Looks for the one logit threshold for all labels with the highest micro-F1 on a data set, in batches. Tune on
 * validation examples and hand the result to `evaluate` on others.
 *
 * @param options.maxStoredScores exact up to this many scores (default 2^23), on a fine grid beyond
 * @throws InputError with code `data-mismatch`, `no-examples`, `engine-unsuited` or `not-enough-memory`; EvaluationError
 *   when a score is NaN; EngineError when a thread died; the signal's reason when it comes
 */
export async function tuneThreshold(
  options: ScoringOptions & { readonly maxStoredScores?: number },
): Promise<TunedThreshold> {
  const { maxStoredScores, ...scoring } = options;
  const tuner = createThresholdTuner({
    numLabels: options.model.head.numLabels,
    ...(maxStoredScores === undefined ? {} : { maxStoredScores }),
  });
  const request = { hasLoss: false, onLogits: tuner.add };
  for await (const _ of scoreSource('tuneThreshold', scoring, request)) {
    // The tuner gets the scores as they come.
  }
  return tuner.result();
}
