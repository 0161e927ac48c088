import type { SignedSet } from './signed-set.js';

/**
 * The first circuit of a layer that forbids a label set, turned so that it shows why: its positive labels are all in
 * the set, its negative ones all outside, and infinity is not negative; so the positive multiples of rows that it
 * stands for would add up to something positive, but are zero. A label set is argmaxable iff there is none (Gordan's
 * theorem, and that every dependency is a sum of circuits that agree with it in sign).
 *
 * @param circuits all circuits of the layer
 * @param labels the label set
 */
export function findForbiddingCircuit(
  circuits: readonly SignedSet[],
  labels: Iterable<number>,
): SignedSet | undefined {
  const set = new Set(labels);
  for (const circuit of circuits) {
    const { positive, negative, infinity } = circuit;
    // Which of the two orientations could agree with the set; a circuit at infinity has only its own.
    const asListed = infinity === 1 || set.has(positive[0]!);
    const [on, off] = asListed ? [positive, negative] : [negative, positive];
    if (on.every((label) => set.has(label)) && !off.some((label) => set.has(label))) {
      return asListed ? circuit : { ...circuit, positive: on, negative: off };
    }
  }
  return undefined;
}
