import { topKLabels } from '@sbn/core';
import { checkCount } from '../checks.js';
import { type ScoringOptions, scoreBatches } from './score-batches.js';

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
 * @throws InputError with code `data-mismatch` or `no-examples`; the signal's reason when it comes
 */
export async function* predict(
  options: ScoringOptions & { readonly topK?: number | undefined },
): AsyncGenerator<Prediction> {
  const { topK = 5, ...scoring } = options;
  checkCount('predict', 'topK', topK);
  const { numLabels } = options.model.head;
  let first = 0;
  for await (const { scores, numRows } of scoreBatches('predict', scoring)) {
    for (let i = 0; i < numRows; i++) {
      const own = scores.subarray(i * numLabels, (i + 1) * numLabels);
      const labels = topKLabels({ scores: own, k: topK });
      yield { row: first + i, labels, logits: Float32Array.from(labels, (label) => own[label]!) };
    }
    first += numRows;
  }
}
