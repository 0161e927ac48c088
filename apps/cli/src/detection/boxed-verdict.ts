import type { Verdict } from '@sbn/detect';
import type { BoxedVerdict } from './box-summary.js';

/**
 * What of a verdict is set beside the program in a box.
 *
 * @param occurrences how many examples carry the set; 1 when left out
 */
export function boxedVerdict(verdict: Verdict, occurrences = 1): BoxedVerdict {
  const { labels, status } = verdict;
  return {
    labels,
    status,
    // A bound on the margin alone leaves room for a small ball in a large box, and a proof for one box says nothing of others.
    isImpossible: status === 'unargmaxable' && (verdict.proof === 'exact' || verdict.proof === 'alternation'),
    ...(status === 'argmaxable' && verdict.proof === 'witness' ? { margin: verdict.margin } : {}),
    occurrences,
  };
}
