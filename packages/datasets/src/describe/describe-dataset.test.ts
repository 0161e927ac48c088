import { labelSetsFrom } from '@sbn/core';
import { expect, test } from 'vitest';
import type { Dataset, Examples } from '../dataset.js';
import { describeDataset } from './describe-dataset.js';

function examples(labels: number[][], rows: number[][]): Examples {
  return {
    inputs: { numRows: rows.length, numCols: 3, data: Float32Array.from(rows.flat()) },
    labels: labelSetsFrom(labels, 4),
  };
}

test('words in order are counted as often as they occur', () => {
  const texts = {
    numRows: 2,
    numCols: 9,
    offsets: Uint32Array.of(0, 3, 4),
    tokens: Uint32Array.of(5, 5, 1, 8),
  };
  const split = { inputs: texts, labels: labelSetsFrom([[0], [1]], 4) };
  const { splits } = describeDataset({ ...dataset, splits: { train: split, valid: split, test: split } });
  expect(splits.train.meanFeatures).toBe(2);
});

const dataset: Dataset = {
  name: 'small',
  numLabels: 4,
  inputKind: 'dense',
  inputDim: 3,
  inputEncoding: { kind: 'dense', weighting: 'count', normalise: 'none' },
  provenance: {
    source: 'test',
    files: [],
    counts: { train: 4, valid: 0, test: 3, droppedLabels: 0 },
    options: {},
  },
  splits: {
    train: examples(
      [[0, 1], [0, 1], [0], [0, 1, 3]],
      [
        [1, 0, 0],
        [0, 0, 0],
        [1, 2, 3],
        [0, 0, -1],
      ],
    ),
    valid: examples([], []),
    test: examples(
      [[], [0], [1, 2]],
      [
        [0, 0, 0],
        [0, 0, 0],
        [1, 0, 0],
      ],
    ),
  },
};

test('counts by hand', () => {
  const description = describeDataset(dataset);
  expect(description).toEqual({
    name: 'small',
    source: 'test',
    inputKind: 'dense',
    numFeatures: 3,
    numLabels: 4,
    numExamples: 7,
    labelsWithoutTraining: 1,
    trainingExamplesPerLabel: { min: 0, median: 2, max: 4 },
    testExamplesWithNewLabelSet: 2,
    splits: {
      train: {
        numExamples: 4,
        cardinality: { min: 1, mean: 2, max: 3 },
        cardinalityHistogram: [0, 1, 2, 1],
        uniqueLabelSets: 3,
        labelsUsed: 3,
        meanFeatures: 1.25,
      },
      valid: {
        numExamples: 0,
        cardinality: { min: 0, mean: 0, max: 0 },
        cardinalityHistogram: [],
        uniqueLabelSets: 0,
        labelsUsed: 0,
        meanFeatures: 0,
      },
      test: {
        numExamples: 3,
        cardinality: { min: 0, mean: 1, max: 2 },
        cardinalityHistogram: [1, 1, 1],
        uniqueLabelSets: 3,
        labelsUsed: 3,
        meanFeatures: 1 / 3,
      },
    },
  });
  expect(JSON.parse(JSON.stringify(description))).toEqual(description);
});
