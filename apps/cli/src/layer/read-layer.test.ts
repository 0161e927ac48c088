import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMatrix, type Matrix } from '@sbn/core';
import { encodeNpy } from '@sbn/datasets';
import { describe, expect, it } from 'vitest';
import { writeSmallLayer } from '../testing/small-layer.js';
import { readLayer } from './read-layer.js';

const rows = [1, 0, 0, 1, -1, -1];
const numbers = ({ rows: numRows, cols, data }: Matrix): object => ({
  numRows,
  cols,
  data: Array.from(data),
});

/** A safetensors file with a matrix [3, 2] and vectors of 3 and of 2 numbers. */
function safetensors(): Uint8Array {
  const header = JSON.stringify({
    'head.w': { dtype: 'F64', shape: [3, 2], data_offsets: [0, 48] },
    offset: { dtype: 'F64', shape: [3], data_offsets: [48, 72] },
    other: { dtype: 'F64', shape: [3], data_offsets: [72, 96] },
  });
  const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
  const data = new Uint8Array(Float64Array.of(...rows, 7, 8, 9, 1, 1, 1).buffer);
  return Buffer.concat([length, Buffer.from(header), data]);
}

describe('readLayer', () => {
  it('turns the matrix around by the number of names, and only asks where nothing tells', async () => {
    const folder = await writeSmallLayer();
    const upright = await readLayer({ weights: 'W.npy', names: 'labels.txt' }, folder);
    const turned = await readLayer({ weights: 'W-transposed.npy', names: 'labels.txt' }, folder);
    expect([upright.transposed, turned.transposed]).toEqual([false, true]);
    for (const { weights, labelNames } of [upright, turned]) {
      expect(numbers(weights)).toEqual({ numRows: 3, cols: 2, data: rows });
      expect(labelNames).toEqual(['cat', 'dog', 'bird']);
    }
    await expect(readLayer({ weights: 'W.npy' }, folder)).rejects.toThrow(/--no-transpose/);
    expect((await readLayer({ weights: 'W.npy', transpose: true }, folder)).weights.rows).toBe(2);
  });

  it('takes --bias for a file, for a tensor, or for a tensor of a file', async () => {
    const folder = await writeSmallLayer();
    await writeFile(join(folder, 'm.safetensors'), safetensors());
    await writeFile(join(folder, 'b.npy'), encodeNpy(Float64Array.of(4, 5, 6)));
    const bias = async (flags: object): Promise<number[] | undefined> => {
      const layer = await readLayer({ weights: 'm.safetensors', tensor: 'head.w', ...flags }, folder);
      return layer.bias && Array.from(layer.bias);
    };
    expect(await bias({ bias: 'b.npy' })).toEqual([4, 5, 6]);
    expect(await bias({ bias: 'offset' })).toEqual([7, 8, 9]);
    expect(await bias({ biasTensor: 'other' })).toEqual([1, 1, 1]);
    expect(await bias({ bias: 'm.safetensors', biasTensor: 'other' })).toEqual([1, 1, 1]);
    expect(await bias({ bias: false, transpose: false })).toBeUndefined();
    await expect(bias({ bias: 'ofset' })).rejects.toThrow(
      /--bias ofset: there is no such file, and no such tensor in .*Did you mean "?offset"?.*sbn detect --list/,
    );
    await expect(bias({ bias: false, biasTensor: 'other' })).rejects.toThrow(
      /either --no-bias or --bias-tensor/,
    );
  });

  it('reads a run folder, with --run or as the file', async () => {
    const folder = await writeSmallLayer();
    await mkdir(join(folder, 'run', 'output-layer'), { recursive: true });
    await writeFile(join(folder, 'run/output-layer/weights.npy'), encodeNpy(createMatrix(3, 2, rows)));
    await writeFile(join(folder, 'run/output-layer/labels.txt'), 'a\nb\nc\n');
    for (const flags of [{ run: 'run' }, { weights: 'run' }]) {
      const { weights, bias, labelNames, source } = await readLayer(flags, folder);
      expect(numbers(weights)).toEqual({ numRows: 3, cols: 2, data: rows });
      expect({ bias, labelNames, source }).toEqual({
        bias: undefined,
        labelNames: ['a', 'b', 'c'],
        source: 'run',
      });
    }
    await expect(readLayer({}, folder)).rejects.toThrow(/either --weights FILE or --run FOLDER/);
    await expect(readLayer({ run: '.' }, folder)).rejects.toThrow(/no output-layer\/weights\.npy/);
  });
});
