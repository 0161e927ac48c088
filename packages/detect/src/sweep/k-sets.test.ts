import { binomial } from '@sbn/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kSetAtRank } from './k-set-at-rank.js';
import { kSets } from './k-sets.js';

/** All sets of k of n labels, from the bits of a counter. */
function plainKSets(numLabels: number, k: number): string[] {
  const sets: string[] = [];
  for (let mask = 0; mask < 2 ** numLabels; mask++) {
    const labels = Array.from({ length: numLabels }, (_, label) => label).filter(
      (label) => mask & (1 << label),
    );
    if (labels.length === k) sets.push(labels.join(' '));
  }
  return sets.sort();
}

describe('sets of k labels', () => {
  it('are all there, once: counted through and by rank', () => {
    for (let numLabels = 1; numLabels <= 9; numLabels++) {
      for (let k = 0; k <= numLabels; k++) {
        const expected = plainKSets(numLabels, k);
        expect(expected.length).toBe(Number(binomial(numLabels, k)));
        const inTurn = [...kSets(numLabels, k)].map((labels) => labels.join(' '));
        expect(inTurn).toEqual(expected);
        const byRank = expected.map((_, rank) => kSetAtRank(BigInt(rank), numLabels, k).join(' '));
        expect(byRank.sort()).toEqual(expected);
      }
    }
  });

  it('have the rank that the combinatorial number system gives them, however large', () => {
    const problem = fc
      .tuple(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 0, max: 40 }))
      .filter(([numLabels, k]) => 2 * k <= numLabels)
      .chain(([numLabels, k]) =>
        fc.tuple(
          fc.constant(numLabels),
          fc.constant(k),
          fc.bigInt({ min: 0n, max: binomial(numLabels, k) - 1n }),
        ),
      );
    fc.assert(
      fc.property(problem, ([numLabels, k, rank]) => {
        const labels = kSetAtRank(rank, numLabels, k);
        expect(labels).toHaveLength(k);
        expect(labels.every((label, i) => label > (labels[i - 1] ?? -1) && label < numLabels)).toBe(true);
        expect(labels.reduce((sum, label, i) => sum + binomial(label, i + 1), 0n)).toBe(rank);
      }),
      { numRuns: 200 },
    );
  });

  it('start and end where they should for a large layer', () => {
    const count = binomial(20_000, 13);
    expect(kSetAtRank(0n, 20_000, 13)).toEqual(Array.from({ length: 13 }, (_, i) => i));
    expect(kSetAtRank(count - 1n, 20_000, 13)).toEqual(Array.from({ length: 13 }, (_, i) => 19_987 + i));
    expect(kSetAtRank(5n, 6, 5)).toEqual([0, 1, 2, 3, 4]);
  });
});
