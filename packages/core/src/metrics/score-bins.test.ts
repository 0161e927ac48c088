import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowestEdgeBin, numScoreBins, scoreBin, scoreBinEdge } from './score-bins.js';

describe('score bins', () => {
  it('has increasing finite edges, 0 and the powers of two among them', () => {
    const highest = scoreBin(Number.POSITIVE_INFINITY);
    const wrong: number[] = [];
    for (let bin = lowestEdgeBin, below = -Infinity; bin <= highest; bin++) {
      const edge = scoreBinEdge(bin);
      if (!(Number.isFinite(edge) && edge > below)) wrong.push(bin);
      below = edge;
    }
    expect(wrong).toEqual([]);
    expect(scoreBinEdge(numScoreBins / 2)).toBe(0);
    expect(scoreBin(1.003)).toBeGreaterThan(scoreBin(1.001));
    for (const edge of [0, 1, 2, 0.5, -1, -4, 1.5, 2 ** 100]) {
      // An edge belongs to the bin below it.
      expect(scoreBinEdge(scoreBin(edge) + 1)).toBe(edge);
    }
    expect(scoreBin(-0)).toBe(scoreBin(0));
  });

  it('puts every number above the edges it is above, and no others', () => {
    const highest = scoreBin(Number.POSITIVE_INFINITY);
    const anyScore = fc.oneof(
      fc.double({ noNaN: true }),
      fc.float({ noNaN: true }),
      fc.double({ min: -10, max: 10, noNaN: true }),
      // Edges themselves and their neighbours among doubles.
      fc
        .tuple(
          fc.integer({ min: lowestEdgeBin, max: highest }),
          fc.constantFrom(1, 1 + 2 ** -52, 1 - 2 ** -53),
        )
        .map(([bin, factor]) => scoreBinEdge(bin) * factor),
    );
    fc.assert(
      fc.property(anyScore, fc.integer({ min: lowestEdgeBin, max: highest }), (score, anyBin) => {
        const own = scoreBin(score);
        for (const bin of [anyBin, own - 1, own, own + 1]) {
          if (bin < lowestEdgeBin || bin > highest) continue;
          expect(score > scoreBinEdge(bin)).toBe(own >= bin);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
