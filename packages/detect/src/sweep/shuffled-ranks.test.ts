import { describe, expect, it } from 'vitest';
import { shuffledRanks } from './shuffled-ranks.js';

const firstOf = (count: bigint, seed: number, size: number): bigint[] => {
  const rankAt = shuffledRanks(count, seed);
  return Array.from({ length: size }, (_, i) => rankAt(BigInt(i)));
};

describe('shuffledRanks', () => {
  it('is an order of all numbers, for every count', () => {
    for (let count = 1; count <= 140; count++) {
      const ranks = firstOf(BigInt(count), 3, count).map(Number);
      expect(ranks.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    }
  });

  it('stays in a range of any size, without repetition', () => {
    for (const count of [2n ** 64n + 1n, 10n ** 60n, 3n ** 500n]) {
      const ranks = firstOf(count, 5, 500);
      expect(new Set(ranks).size).toBe(500);
      expect(ranks.every((rank) => rank >= 0n && rank < count)).toBe(true);
      // The mean of uniform draws: six standard errors around the middle.
      const mean = ranks.reduce((sum, rank) => sum + Number((rank * 1_000_000n) / count), 0) / 500 / 1e6;
      expect(Math.abs(mean - 0.5)).toBeLessThan(6 * Math.sqrt(1 / 12 / 500));
    }
  });

  it('draws every number, and every pair of numbers, equally often over many seeds', () => {
    const [count, size, numSeeds] = [10, 3, 6000];
    const single = new Array<number>(count).fill(0);
    const pair = new Map<string, number>();
    for (let seed = 0; seed < numSeeds; seed++) {
      const ranks = firstOf(BigInt(count), seed, size)
        .map(Number)
        .sort((a, b) => a - b);
      for (const [i, rank] of ranks.entries()) {
        single[rank] = single[rank]! + 1;
        for (const other of ranks.slice(i + 1)) {
          pair.set(`${rank} ${other}`, (pair.get(`${rank} ${other}`) ?? 0) + 1);
        }
      }
    }
    const isClose = (times: number, p: number): boolean =>
      Math.abs(times - numSeeds * p) < 5 * Math.sqrt(numSeeds * p * (1 - p));
    expect(single.every((times) => isClose(times, size / count))).toBe(true);
    expect(pair.size).toBe(45);
    expect([...pair.values()].every((times) => isClose(times, 3 / 45))).toBe(true);
  });

  it('is decided by the seed', () => {
    expect(firstOf(10n ** 9n, 1, 20)).toEqual(firstOf(10n ** 9n, 1, 20));
    expect(firstOf(10n ** 9n, 1, 20)).not.toEqual(firstOf(10n ** 9n, 2, 20));
  });
});
