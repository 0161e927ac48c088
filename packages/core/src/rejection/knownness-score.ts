import { describeKind } from '../checks/check-integer.js';

/**
 * How known a row of logits looks: more means more like one of the classes.
 *
 * - `'max-sigmoid'`: max_j σ(z_j). A row whose labels are all improbable is unknown (sigmoid outputs, empty label set).
 * - `'max-softmax'`: max_j softmax(z)_j (Hendrycks, Gimpel, *A Baseline for Detecting Misclassified and
 *   Out-of-Distribution Examples*, ICLR 2017).
 * - `'energy'`: T log Σ_j exp(z_j / T) (Liu, Wang, Owens, Li, *Energy-based Out-of-distribution Detection*, NeurIPS 2020,
 *   equation 4, with the sign that makes known rows large). No probability: any number.
 * - `'one-minus-unknown'`: 1 - softmax(z)_n of a softmax over n classes and, last, the unknown (`withUnknownClass`).
 */
export type KnownnessScore = 'max-sigmoid' | 'max-softmax' | 'energy' | 'one-minus-unknown';

const scores: readonly KnownnessScore[] = ['max-sigmoid', 'max-softmax', 'energy', 'one-minus-unknown'];

/** Checks that a word names a score. */
export function checkKnownnessScore(place: string, score: unknown): asserts score is KnownnessScore {
  const expected = scores.map((one) => JSON.stringify(one)).join(', ');
  if (typeof score !== 'string') {
    throw new TypeError(`${place}: score must be one of ${expected}, got ${describeKind(score)}`);
  }
  if (!(scores as readonly string[]).includes(score)) {
    throw new RangeError(`${place}: score must be one of ${expected}, got ${JSON.stringify(score)}`);
  }
}
