import { expect, it } from 'vitest';
import { cutLabels } from './label-cut.js';

it.each([
  [1, 1, 1],
  [61, 9, 1],
  [8921, 100, 1],
  [20_011, 101, 37],
  [140_001, 8, 64],
  [1_000_000, 400, 1],
  [2043, 30_000, 96],
])('%d labels of width %d, %d of which belong together, are cut in whole blocks', (n, width, granularity) => {
  const { blockRows, chunkRows, numChunks } = cutLabels({ numLabels: n, width, granularity });
  expect(blockRows % granularity).toBe(0);
  expect(chunkRows % blockRows).toBe(0);
  expect(numChunks * chunkRows).toBeGreaterThanOrEqual(n);
  expect((numChunks - 1) * chunkRows).toBeLessThan(n);
  expect(numChunks).toBeLessThanOrEqual(32);
});

it('wide heads have fewer chunks, for the sums of their gradients, but at least work for four threads', () => {
  const chunksAt = (width: number): number =>
    cutLabels({ numLabels: 48 * 32 * 10, width, granularity: 1 }).numChunks;
  expect([100, 4096, 8192, 1e6].map(chunksAt)).toEqual([32, 16, 8, 4]);
});
