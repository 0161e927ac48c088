import { createMatrix, numericalRank } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { dirichletTruth, lowRankTruth, type Truth } from './truth.js';

function rowsOf({ probabilities, numContexts, numClasses }: Truth): Float64Array[] {
  return Array.from({ length: numContexts }, (_, row) =>
    probabilities.subarray(row * numClasses, (row + 1) * numClasses),
  );
}

const size = { numContexts: 30, numClasses: 20, seed: 3 };
const truths: [name: string, make: (seed: number) => Truth][] = [
  ['low rank', (seed) => lowRankTruth({ ...size, rank: 4, temperature: 0.5, skew: 1, seed })],
  ['Dirichlet', (seed) => dirichletTruth({ ...size, concentration: 0.01, seed })],
];

describe.each(truths)('a truth: %s', (_name, make) => {
  it('has distributions for rows, and the entropy of them', () => {
    const truth = make(3);
    let entropy = 0;
    for (const row of rowsOf(truth)) {
      expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      for (const p of row) {
        expect(p).toBeGreaterThanOrEqual(0);
        if (p > 0) entropy -= (p * Math.log(p)) / truth.numContexts;
      }
    }
    expect(truth.entropy).toBeCloseTo(entropy, 12);
  });

  it('depends on the seed and on nothing else', () => {
    expect(make(3)).toEqual(make(3));
    expect(make(4).probabilities).not.toEqual(make(3).probabilities);
  });
});

describe('a truth of low rank', () => {
  const logRank = (truth: Truth): number =>
    numericalRank(
      createMatrix(
        truth.numContexts,
        truth.numClasses,
        truth.probabilities.map((p) => Math.log(p)),
      ),
    );

  it('has logits of that rank, and one more for the normalisers', () => {
    expect(logRank(lowRankTruth({ ...size, rank: 4 }))).toBe(5);
    expect(logRank(lowRankTruth({ ...size, rank: 4, skew: 2 }))).toBe(6);
    expect(logRank(lowRankTruth({ ...size, rank: 20 }))).toBe(20);
  });

  it('has logits of standard deviation 1 / T, whatever the rank', () => {
    for (const rank of [1, 50]) {
      const truth = lowRankTruth({ numContexts: 200, numClasses: 200, rank, temperature: 0.5, seed: 1 });
      const spreads = rowsOf(truth).map((row) => {
        const logs = row.map((p) => Math.log(p));
        const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
        return logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length;
      });
      const variance = spreads.reduce((sum, value) => sum + value, 0) / spreads.length;
      expect(Math.sqrt(variance)).toBeCloseTo(2, 0.5);
    }
  });

  it('makes few classes frequent where it is skewed', () => {
    const shares = (skew: number): number => {
      const truth = lowRankTruth({ numContexts: 200, numClasses: 100, rank: 10, skew, seed: 1 });
      const mass = new Float64Array(100);
      for (const row of rowsOf(truth)) {
        row.forEach((p, j) => {
          mass[j]! += p / 200;
        });
      }
      return mass
        .sort()
        .subarray(90)
        .reduce((sum, p) => sum + p, 0);
    };
    expect(shares(0)).toBeLessThan(0.2);
    // Zipf's law: the ten most frequent of a hundred have Σ 1/i (i <= 10) / Σ 1/i (i <= 100) = 56%.
    expect(shares(1)).toBeGreaterThan(0.5);
  });

  it('says which option is wrong', () => {
    expect(() => lowRankTruth({ ...size, rank: 21 })).toThrow(
      'lowRankTruth: rank must be at most 20, the smaller side of the matrix, got 21',
    );
    expect(() => lowRankTruth({ ...size, rank: 2, temperature: 0 })).toThrow('temperature must be');
    expect(() => lowRankTruth({ ...size, rank: 2, skew: -1 })).toThrow('skew must be');
    expect(() => lowRankTruth({ ...size, numClasses: 0, rank: 1 })).toThrow('numClasses must be');
  });
});

describe('a truth of full rank', () => {
  it('is drawn from the Dirichlet distribution: mean 1/n, variance (1 - 1/n) / (n (nα + 1))', () => {
    const [numContexts, numClasses, concentration] = [20_000, 3, 2];
    const truth = dirichletTruth({ numContexts, numClasses, concentration, seed: 5 });
    const first = rowsOf(truth).map((row) => row[0]!);
    const mean = first.reduce((sum, p) => sum + p, 0) / numContexts;
    const variance = first.reduce((sum, p) => sum + (p - mean) ** 2, 0) / numContexts;
    expect(Math.abs(mean - 1 / 3)).toBeLessThan(0.005);
    expect(variance / ((2 / 3) * (1 / 3) * (1 / (numClasses * concentration + 1)))).toBeCloseTo(1, 1);
  });

  it('stays finite where the distributions have nearly all mass on one class', () => {
    const truth = dirichletTruth({ ...size, concentration: 1e-3 });
    for (const row of rowsOf(truth)) expect(Math.max(...row)).toBeGreaterThan(0.5);
    expect(() => dirichletTruth({ ...size, concentration: 0 })).toThrow('concentration must be');
  });
});
