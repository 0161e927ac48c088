import { labelSetsFrom } from '@sbn/core';
import { expect, test } from 'vitest';
import { rowsOf } from '../testing/batch-rows.js';
import { checkSourceLaws } from '../testing/source-laws.js';
import { gatherExamples } from './gather-examples.js';
import { memorySource } from './memory-source.js';

const labels = labelSetsFrom(
  Array.from({ length: 40 }, (_, row) => (row % 3 === 0 ? [] : [row % 5, 5 + (row % 2)])),
  7,
);
const dense = { numRows: 40, numCols: 2, data: Float32Array.from({ length: 80 }, (_, i) => i / 4) };
const bag = {
  numRows: 40,
  numCols: 50,
  offsets: Uint32Array.from({ length: 41 }, (_, row) => row),
  indices: Uint32Array.from({ length: 40 }, (_, row) => row),
};
const tokens = {
  numRows: 40,
  numCols: 50,
  offsets: Uint32Array.from({ length: 41 }, (_, row) => (row * (row + 1)) / 2),
  tokens: Uint32Array.from({ length: 820 }, (_, i) => (i * i) % 50),
};
const values = Float32Array.from({ length: 40 }, (_, row) => 1 + row);

test.each([
  ['dense rows', dense],
  ['bags', bag],
  ['bags with values', { ...bag, values }],
  ['words in order', tokens],
] as const)('%s keep the laws of example sources', async (_, inputs) => {
  const examples = { inputs, labels };
  await checkSourceLaws(memorySource(examples), await rowsOf([examples]));
});

test('batches of bags without values have none', async () => {
  for await (const batch of memorySource({ inputs: bag, labels }).batches({ batchSize: 3 })) {
    expect(batch.inputs).not.toHaveProperty('values');
  }
});

test('what does not fit together is refused', () => {
  const short = labelSetsFrom([[0]], 7);
  expect(() => memorySource({ inputs: dense, labels: short })).toThrow(RangeError);
  const info = { numLabels: 7, inputKind: 'dense', inputDim: 2 } as const;
  expect(memorySource({ inputs: dense, labels }, info).numExamples).toBe(40);
  expect(() => memorySource({ inputs: dense, labels }, { ...info, inputDim: 3 })).toThrow(RangeError);
  expect(() => memorySource({ inputs: bag, labels }, info)).toThrow(RangeError);
});

test('rows are gathered in the order asked for, with their ids', () => {
  const ids = Array.from({ length: 40 }, (_, row) => `id ${row}`);
  const gathered = gatherExamples({ inputs: { ...bag, values }, labels, ids }, [5, 2, 5]);
  expect(gathered).toEqual({
    inputs: {
      numRows: 3,
      numCols: 50,
      offsets: Uint32Array.of(0, 1, 2, 3),
      indices: Uint32Array.of(5, 2, 5),
      values: Float32Array.of(6, 3, 6),
    },
    labels: labelSetsFrom(
      [
        [0, 6],
        [2, 5],
        [0, 6],
      ],
      7,
    ),
    ids: ['id 5', 'id 2', 'id 5'],
  });
  for (const row of [-1, 40, 0.5])
    expect(() => gatherExamples({ inputs: bag, labels }, [row])).toThrow(RangeError);
});
