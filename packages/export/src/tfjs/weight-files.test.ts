import { describe, expect, it } from 'vitest';
import { joinWeights } from './weight-files.js';

const mebibyte = 1024 * 1024;

describe('joinWeights', () => {
  it('cuts into files of 4 MiB, wherever the weights begin and end', () => {
    const parts = [3, 0, 5.5, 4].map((size, i) => new Uint8Array(size * mebibyte).fill(i + 1));
    const files = joinWeights(parts);
    expect(files.map(({ path, data }) => [path, data.length / mebibyte])).toEqual([
      ['group1-shard1of4.bin', 4],
      ['group1-shard2of4.bin', 4],
      ['group1-shard3of4.bin', 4],
      ['group1-shard4of4.bin', 0.5],
    ]);
    expect(Buffer.concat(files.map(({ data }) => data)).equals(Buffer.concat(parts))).toBe(true);
  });

  it('gives one file even of nothing', () => {
    expect(joinWeights([])).toEqual([{ path: 'group1-shard1of1.bin', data: new Uint8Array(0) }]);
  });
});
