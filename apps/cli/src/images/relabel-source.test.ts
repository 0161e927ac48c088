import { labelSetsFrom } from '@sbn/core';
import { type Batch, memorySource } from '@sbn/datasets';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type RelabelOptions, relabelSource } from './relabel-source.js';

const numRows = 23;
/** Row r is (r, r + 0.5), with the label r mod 4, or none for 3. */
const labels = labelSetsFrom(
  Array.from({ length: numRows }, (_, row) => (row % 4 === 3 ? [] : [row % 4])),
  3,
);
const data = Float32Array.from({ length: numRows * 2 }, (_, i) => i / 2);
const source = { ...memorySource({ inputs: { numRows, numCols: 2, data }, labels }), labels };

async function rows(batches: AsyncIterable<Batch>): Promise<{ sizes: number[]; rows: [number, number[]][] }> {
  const sizes: number[] = [];
  const found: [number, number[]][] = [];
  for await (const { inputs, labels: sets } of batches) {
    sizes.push(sets.numRows);
    for (let row = 0; row < sets.numRows; row++) {
      found.push([
        ('data' in inputs ? inputs.data : [])[row * 2]!,
        [...sets.indices.subarray(sets.offsets[row], sets.offsets[row + 1])],
      ]);
    }
  }
  return { sizes, rows: found };
}

const dropsOnes: RelabelOptions = {
  numLabels: 3,
  relabel: (label) => (label === undefined ? 2 : label === 1 ? 'left out' : label === 0 ? 'none' : 0),
};

it('gives rows their new labels and leaves some out', async () => {
  const made = relabelSource(source, dropsOnes);
  expect(made.numExamples).toBe(17);
  const { sizes, rows: found } = await rows(made.batches({ batchSize: 5 }));
  expect(sizes).toEqual([5, 5, 5, 2]);
  expect(found.slice(0, 4)).toEqual([
    [0, []],
    [2, [0]],
    [3, [2]],
    [4, []],
  ]);
  expect([...made.labels.indices]).toEqual(found.flatMap(([, set]) => set));
});

it('goes on in the middle of an epoch, whatever is left out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 0, max: 6 }),
      fc.boolean(),
      async (batchSize, skip, dropsSome) => {
        const made = relabelSource(
          source,
          dropsSome ? dropsOnes : { numLabels: 3, relabel: (label) => label ?? 'none' },
        );
        const options = { batchSize, shuffle: { seed: 1, epoch: 2 } };
        const whole = await rows(made.batches(options));
        const rest = await rows(made.batches({ ...options, skip }));
        expect(rest).toEqual({ sizes: whole.sizes.slice(skip), rows: whole.rows.slice(skip * batchSize) });
        expect(whole.rows.map(([row]) => row)).not.toEqual(
          whole.rows.map(([row]) => row).sort((a, b) => a - b),
        );
      },
    ),
    { numRuns: 30 },
  );
});
