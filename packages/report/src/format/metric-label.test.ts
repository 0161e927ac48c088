import { expect, test } from 'vitest';
import { metricLabel } from './metric-label.js';

test('known metrics have their usual names, others become words', () => {
  expect(
    [
      'f1At5',
      'precisionAt10',
      'recallAt1',
      'ndcgAt8',
      'batchNdcgAt8',
      'microF1',
      'someThingAt3',
      'myOwn_score',
    ].map(metricLabel),
  ).toEqual(['F1@5', 'P@10', 'R@1', 'nDCG@8', 'batch nDCG@8', 'micro F1', 'some thing@3', 'my own score']);
});
