import { expect, test } from 'vitest';
import { cardinalityFacts } from './cardinality.js';

test('mean, median and most labels', () => {
  // Three examples with 1 label, one with 2, two with 5.
  expect(cardinalityFacts({ name: 'test', numExamples: 6, cardinality: [0, 3, 1, 0, 0, 2, 0] })).toEqual({
    numExamples: 6,
    mean: (3 + 2 + 10) / 6,
    median: 1,
    max: 5,
  });
  expect(cardinalityFacts({ name: 'test', numExamples: 3, cardinality: [2, 1] })?.median).toBe(0);
  expect(cardinalityFacts({ name: 'test', numExamples: 3 })).toBeNull();
  expect(cardinalityFacts({ name: 'test', numExamples: 0, cardinality: [0] })).toBeNull();
});
