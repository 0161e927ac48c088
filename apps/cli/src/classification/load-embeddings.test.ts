import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bagEncoder } from '@sbn/train';
import { afterEach, describe, expect, it } from 'vitest';
import { newFolder } from '../testing/tiny-experiment.js';
import { loadEmbeddings } from './load-embeddings.js';

const words = ['left', 'none', 'right', 'void', '<unknown>'];

describe('loadEmbeddings', () => {
  const encoder = bagEncoder({ numFeatures: words.length, dim: 3, seed: 1 });
  const table = encoder.table!;
  const random = table.values.slice();
  afterEach(() => table.values.set(random));

  const rowsWith = async (unitLength: boolean): Promise<number[][]> => {
    const file = join(await newFolder(), 'vectors.txt');
    await writeFile(file, 'left 3 0 -4\nright 0.6 0 0.8\nvoid 0 0 0\n');
    const found = await loadEmbeddings({ file, trainable: true, unitLength }, { table, words });
    expect(found).toEqual({ found: 3, words: 4 });
    return words.map((_, row) => [...table.values.subarray(row * table.stride, row * table.stride + 3)]);
  };
  const rounded = (values: readonly number[]): number[] =>
    values.map((value) => Math.round(value * 1e6) / 1e6);

  it('takes vectors as they stand, and leaves words without one at random', async () => {
    const rows = await rowsWith(false);
    expect([rows[0], rows[2], rows[3]].map((row) => rounded(row!))).toEqual([
      [3, 0, -4],
      [0.6, 0, 0.8],
      [0, 0, 0],
    ]);
    for (const row of [1, 4]) {
      expect(rows[row]).toEqual([...random.subarray(row * table.stride, row * table.stride + 3)]);
    }
  });

  it('scales them to length 1 where it is told to, but for those of length 0', async () => {
    const rows = await rowsWith(true);
    expect([rows[0], rows[2], rows[3]].map((row) => rounded(row!))).toEqual([
      [0.6, 0, -0.8],
      [0.6, 0, 0.8],
      [0, 0, 0],
    ]);
  });
});
