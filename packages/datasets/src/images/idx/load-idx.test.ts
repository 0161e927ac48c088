import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { labelSetAt } from '@sbn/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsOf } from '../../testing/batch-rows.js';
import { expectInputError, inputErrorOf } from '../../testing/input-errors.js';
import { damage, damages } from '../../testing/mutate.js';
import { tempTree } from '../../testing/picture-files.js';
import { checkSourceLaws } from '../../testing/source-laws.js';
import { type IdxOptions, loadIdx } from './load-idx.js';
import { readIdx } from './read-idx.js';

/** An IDX file of unsigned bytes. */
function idx(shape: readonly number[], data: Iterable<number>): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x0800 + shape.length);
  for (const [i, size] of shape.entries()) header.setUint32(4 + 4 * i, size);
  return Uint8Array.of(...new Uint8Array(header.buffer), ...data);
}

const count = 60;
const pixels = Uint8Array.from({ length: count * 6 }, (_, i) => i % 251);
const images = idx([count, 2, 3], pixels);
const labels = idx(
  [count],
  Array.from({ length: count }, (_, i) => i % 4),
);
const whole = { split: { valid: 0, test: 0 } } as const;

function partOf(files: { images: Uint8Array; labels: Uint8Array }): { images: string; labels: string } {
  const folder = tempTree({ images: files.images, labels: files.labels });
  return { images: join(folder, 'images'), labels: join(folder, 'labels') };
}

test('pictures and labels, gzipped or not, keep the laws of sources', async () => {
  const plain = partOf({ images, labels });
  const packed = partOf({ images: gzipSync(images), labels: gzipSync(labels) });
  const dataset = await loadIdx({ train: plain, ...whole, mean: 0.5, deviation: 0.25 });
  expect(dataset).toMatchObject({
    numLabels: 4,
    labelNames: ['0', '1', '2', '3'],
    shape: { height: 2, width: 3, channels: 1 },
    inputDim: 6,
  });
  const expected = Array.from({ length: count }, (_, row) => {
    const values = Float32Array.from(
      pixels.subarray(row * 6, row * 6 + 6),
      (byte) => (byte / 255 - 0.5) / 0.25,
    );
    return `${row % 4} | ${values.join(' ')}`;
  });
  await checkSourceLaws(dataset.splits.train, expected);
  const other = await loadIdx({ train: packed, ...whole, mean: 0.5, deviation: 0.25 });
  expect(await rowsOf(other.splits.train.batches({ batchSize: 9 }))).toEqual(expected);
  await dataset.close();
});

test('splits, names, unknown and unseen classes, colour', async () => {
  const train = partOf({ images, labels });
  const test = partOf({ images: images.slice(0), labels });
  const options = { train, unknown: [1], unseen: [3], classNames: ['zero', 'one', 'two', 'three'] };
  const own = await loadIdx({ ...options, test, split: { valid: 0.3 } });
  expect(own.labelNames).toEqual(['zero', 'two']);
  expect(own.splits.test.numExamples).toBe(count);
  expect(own.splits.train.numExamples + own.splits.valid.numExamples).toBe(45);
  expect(own.splits.valid.numExamples).toBeGreaterThan(4);
  const sets = Array.from({ length: 4 }, (_, row) => [...labelSetAt(own.splits.test.labels, row)]);
  expect(sets).toEqual([[0], [], [1], []]);
  const carved = await loadIdx({ ...options, split: { valid: 0, test: 0.2, seed: 3 } });
  // All 15 unseen, and a fifth of the others.
  const { test: rest, train: kept } = carved.splits;
  expect(rest.numExamples).toBeGreaterThan(18);
  expect(rest.numExamples + kept.numExamples).toBe(count);
  expect(kept.files.some((file) => Number(file.match(/\[(\d+)\]$/)![1]) % 4 === 3)).toBe(false);
  await expect(loadIdx({ ...options, test, split: { test: 0.1 } })).rejects.toThrow(RangeError);
  await expect(loadIdx({ train, unknown: [0, 1], unseen: [2, 3] })).rejects.toThrow('leave no class');
  await expect(loadIdx({ train, unknown: [4] })).rejects.toThrow(
    'loadIdx: unknown must be an integer in [0, 3]',
  );
  await expect(loadIdx({} as IdxOptions)).rejects.toThrow('train must be { images, labels }');
  const colour = partOf({ images: idx([2, 1, 1, 3], [0, 51, 255, 1, 2, 3]), labels: idx([2], [0, 0]) });
  const { shape, splits } = await loadIdx({ train: colour, ...whole });
  expect(shape).toEqual({ height: 1, width: 1, channels: 3 });
  expect(await rowsOf(splits.train.batches({ batchSize: 1 }))).toContain(
    `0 | ${Float32Array.of(0, 0.2, 1).join(' ')}`,
  );
});

test('rows and columns swapped, as EMNIST needs it', async () => {
  const train = partOf({ images: idx([1, 2, 3], [0, 1, 2, 3, 4, 5]), labels: idx([1], [0]) });
  const { shape, splits } = await loadIdx({ train, ...whole, transpose: true, deviation: 1 / 255 });
  expect(shape).toEqual({ height: 3, width: 2, channels: 1 });
  for await (const { inputs } of splits.train.batches({ batchSize: 1 })) {
    expect(Array.from((inputs as { data: Float32Array }).data, Math.round)).toEqual([0, 3, 1, 4, 2, 5]);
  }
});

test('files that are not what they should be', async () => {
  const cases: [Partial<{ images: Uint8Array; labels: Uint8Array }>, string, RegExp][] = [
    [{ images: labels, labels: images }, 'wrong-count', /got 0x00000801\. Have the files .* been swapped\?/],
    [{ images: new Uint8Array() }, 'empty-file', /empty/],
    [{ images: Uint8Array.of(0, 0) }, 'truncated', /magic/],
    [{ images: images.subarray(0, 10) }, 'truncated', /header/],
    [{ images: images.subarray(0, 100) }, 'truncated', /Expected 376 bytes .* \(60, 2, 3\), got 100/],
    [{ images: Uint8Array.of(...images, 0) }, 'wrong-count', /the file has more/],
    [{ images: Uint8Array.of(0, 0, 13, 3, ...images.subarray(4)) }, 'unsupported', /type 13, float32/],
    [{ images: new TextEncoder().encode('hello, this is text') }, 'syntax', /starts with 0x68656c6c/],
    [{ labels: idx([2], [0, 1]) }, 'wrong-count', /Expected 60 labels, .* got 2/],
    [{ images: idx([1, 1, 1, 2], [1, 2]), labels: idx([1], [0]) }, 'unsupported', /got 2/],
    [{ images: idx([0, 1, 1], []), labels: idx([0], []) }, 'empty-file', /no pictures/],
    // 64 GiB by its header: refused without taking them.
    [{ images: idx([2 ** 20, 2 ** 8, 2 ** 8], [1]) }, 'truncated', /got 17/],
    [{ images: gzipSync(images).subarray(0, 60) }, 'truncated', /gzip/],
  ];
  for (const [files, code, message] of cases) {
    const error = await inputErrorOf(() => loadIdx({ train: partOf({ images, labels, ...files }) }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  }
  const train = partOf({ images, labels });
  const test = partOf({ images, labels: idx([count], new Array(count).fill(9)) });
  await expectInputError(() => loadIdx({ train, test }), { code: 'label-out-of-range', file: test.labels });
  const larger = partOf({ images: idx([1, 3, 3], new Array(9).fill(0)), labels: idx([1], [0]) });
  await expectInputError(() => loadIdx({ train, test: larger }), {
    code: 'wrong-count',
    file: larger.images,
  });
});

test('whatever is damaged is read or refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(images, labels, gzipSync(images)), damages(), async (file, list) => {
      const folder = tempTree({ file: damage(file, list) });
      const path = join(folder, 'file');
      const read = readIdx(path, file === labels ? 'labels' : 'images');
      const result = await read.catch((error: unknown) => error);
      if (!(result instanceof Error)) expect(result).toHaveProperty('shape');
      else await inputErrorOf(() => Promise.reject(result));
    }),
    { numRuns: 100 },
  );
});
