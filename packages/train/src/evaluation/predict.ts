import { checkCount } from '../checks.js';
import { type ScoringOptions, scoreSource } from './score-source.js';

/** The best labels of one example. */
export interface Prediction {
  /** The example's number in the source, from 0. */
  readonly row: number;
  /** Best first; of equal scores the lower label first. */
  readonly labels: Uint32Array;
  /** Their logits: a label's probability is 1 / (1 + exp(−logit)). */
  readonly logits: Float32Array;
}

/**
 * The best labels of every example, in the source's order, batch by batch.
 *
 * @param options.topK how many labels (default 5; all where there are fewer)
 * @throws InputError with code `data-mismatch`, `no-examples`, `engine-unsuited` or `not-enough-memory`; EvaluationError
 *   when a score is NaN; EngineError when a thread died; the signal's reason when it comes
 */
export async function* predict(
  options: ScoringOptions & { readonly topK?: number | undefined },
): AsyncGenerator<Prediction> {
  const { topK = 5, ...scoring } = options;
  checkCount('predict', 'topK', topK);
  const request = { hasLoss: false, ranking: { k: topK, threshold: 0 } };
  for await (const { first, ranking } of scoreSource('predict', scoring, request)) {
    const { numRows, topLabels, topScores } = ranking!;
    const k = topLabels.length / numRows;
    for (let i = 0; i < numRows; i++) {
      yield {
        row: first + i,
        labels: topLabels.slice(i * k, (i + 1) * k),
        logits: topScores.slice(i * k, (i + 1) * k),
      };
    }
  }
}
