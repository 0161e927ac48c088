import { expect } from 'vitest';
import type { ExampleSource } from '../dataset.js';
import { batchesOf, rowsOf } from './batch-rows.js';

/** What every example source must keep, whatever is behind it; `expected` are its rows in the order of the data. */
export async function checkSourceLaws(source: ExampleSource, expected: readonly string[]): Promise<void> {
  expect(source.numExamples).toBe(expected.length);
  for (const batchSize of [1, 7, expected.length, expected.length + 5]) {
    const batches = await batchesOf(source.batches({ batchSize }));
    expect(await rowsOf(batches)).toEqual(expected);
    for (const [i, { inputs, labels }] of batches.entries()) {
      expect(labels.numRows).toBe(Math.min(batchSize, expected.length - i * batchSize));
      expect(inputs.numRows).toBe(labels.numRows);
      expect([inputs.numCols, labels.numCols]).toEqual([source.inputDim, source.numLabels]);
      expect('data' in inputs).toBe(source.inputKind === 'dense');
      expect('tokens' in inputs).toBe(source.inputKind === 'tokens');
    }
  }
  const shuffled = (seed: number, epoch: number, skip = 0) =>
    source.batches({ batchSize: 7, shuffle: { seed, epoch }, skip });
  const first = await batchesOf(shuffled(1, 0));
  const order = await rowsOf(first);
  expect(order).not.toEqual(expected);
  expect(order.toSorted()).toEqual(expected.toSorted());
  // The same seed and epoch again, the same batches; another epoch or seed, another order.
  expect(await batchesOf(shuffled(1, 0))).toEqual(first);
  expect(await rowsOf(shuffled(1, 1))).not.toEqual(order);
  expect(await rowsOf(shuffled(2, 0))).not.toEqual(order);
  // A resumed epoch goes on exactly where it was left.
  for (const skip of [1, 3, first.length - 1, first.length, first.length + 9]) {
    expect(await batchesOf(shuffled(1, 0, skip))).toEqual(first.slice(skip));
    expect(await rowsOf(source.batches({ batchSize: 7, skip }))).toEqual(expected.slice(7 * skip));
  }
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  await expect(batchesOf(source.batches({ batchSize: 1, signal: controller.signal }))).rejects.toThrow(
    'enough',
  );
  for (const options of [
    { batchSize: 0 },
    { batchSize: 1.5 },
    { batchSize: 1, skip: -1 },
    { batchSize: 1, shuffle: { seed: 0.5, epoch: 0 } },
    { batchSize: 1, shuffle: { seed: 0, epoch: Number.NaN } },
  ]) {
    expect(() => source.batches(options)).toThrow(RangeError);
  }
}
