import { expect, test } from 'vitest';
import { isScore } from './is-score.js';

test('counts, thresholds and error bounds are no scores', () => {
  const keys = [
    'f1At5',
    'numRows',
    'threshold',
    'meanGoldLabels',
    'microAveragePrecisionError',
    'hammingLoss',
    'number',
  ];
  expect(keys.filter(isScore)).toEqual(['f1At5', 'hammingLoss', 'number']);
});
