import { labelSetAt, labelSetsFrom } from '@sbn/core';
import { type Dataset, memorySource } from '@sbn/datasets';
import { expect, it } from 'vitest';
import type { OpenedData } from '../classification/opened-data.js';
import { reorderData } from './reorder-data.js';

const sets = labelSetsFrom([[0, 2], [2], [1, 2], [1]], 4);
const inputs = { numRows: 4, numCols: 1, data: new Float32Array(4) };
const info = {
  name: 'four',
  numLabels: 4,
  labelParents: [2, -1, 1, 0],
  inputKind: 'dense',
  inputDim: 1,
  inputEncoding: { kind: 'dense', weighting: 'count', normalise: 'none' },
  provenance: {
    source: 'test',
    files: [],
    counts: { train: 4, valid: 4, test: 4, droppedLabels: 0 },
    options: {},
  },
} as const satisfies Omit<Dataset, 'splits'>;
const examples = { inputs, labels: sets };
const source = memorySource(examples, info);

const inMemory: OpenedData = {
  info,
  inMemory: { ...info, splits: { train: examples, valid: examples, test: examples } },
  source: () => source,
  labelSets: async () => sets,
};
const streamed: OpenedData = { info, source: () => source, labelSets: async () => sets };

it.each([inMemory, streamed])('renumbers labels, parents and names, in memory and streamed', async (data) => {
  // Label 2 is in three sets, label 1 in two, label 0 in one, label 3 in none.
  const reordered = await reorderData(data, { kind: 'frequency' });
  expect([...reordered.labelOrder!]).toEqual([2, 1, 0, 3]);
  expect(reordered.info).toMatchObject({
    labelNames: ['2', '1', '0', '3'],
    labelParents: [1, -1, 0, 2],
    provenance: { options: { labelOrder: { kind: 'frequency' } } },
  });
  const expected = [[0, 2], [0], [0, 1], [1]];
  const rows = (labels: typeof sets): number[][] =>
    Array.from({ length: labels.numRows }, (_, row) => [...labelSetAt(labels, row)]);
  expect(rows(await reordered.labelSets('test'))).toEqual(expected);
  const seen: number[][] = [];
  for await (const { labels } of reordered.source('train').batches({ batchSize: 3 }))
    seen.push(...rows(labels));
  expect(seen).toEqual(expected);
  expect(reordered.source('train').numExamples).toBe(4);
  expect(await reorderData(data, { kind: 'given' })).toBe(data);
});
