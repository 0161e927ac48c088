import type { SignedSet } from './signed-set.js';

/**
 * Signed sets as they are listed: of a set and its negative the one that is positive at infinity or else at its first
 * label; the smaller ones first, those of one size in lexicographic order of their elements (infinity comes last).
 *
 * @param signs for each set, element -> sign; element `numLabels` is infinity
 */
export function canonicalSignedSets(
  signs: readonly ReadonlyMap<number, 1 | -1>[],
  numLabels: number,
  hasInfinity: boolean,
): SignedSet[] {
  return signs
    .map((set) => ({ set, elements: [...set.keys()].sort((a, b) => a - b) }))
    .sort((a, b) => {
      if (a.elements.length !== b.elements.length) return a.elements.length - b.elements.length;
      const at = a.elements.findIndex((element, i) => element !== b.elements[i]);
      return at < 0 ? 0 : a.elements[at]! - b.elements[at]!;
    })
    .map(({ set, elements }) => {
      const turn = set.get(numLabels) ?? set.get(elements[0]!)!;
      const labels = elements.filter((element) => element < numLabels);
      return {
        positive: labels.filter((label) => set.get(label) === turn),
        negative: labels.filter((label) => set.get(label) !== turn),
        ...(hasInfinity ? { infinity: set.has(numLabels) ? (1 as const) : (0 as const) } : {}),
      };
    });
}
