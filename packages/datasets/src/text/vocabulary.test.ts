import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vocabularyCounter } from './vocabulary.js';

test('words are counted, limited, and ordered by count, then by code units', () => {
  const counter = vocabularyCounter();
  counter.add(['b', 'a', 'b', 'c']);
  counter.add(['c', 'd', 'B']);
  expect(counter.numExamples).toBe(2);
  expect(counter.words()).toEqual(['b', 'c', 'B', 'a', 'd']);
  expect(counter.words({ minCount: 2 })).toEqual(['b', 'c']);
  expect(counter.words({ maxSize: 3 })).toEqual(['b', 'c', 'B']);
  expect(['b', 'c', 'x'].map((word) => counter.numExamplesWith(word))).toEqual([1, 2, 0]);
});

test('the order does not depend on the order of the examples', () => {
  const words = fc.constantFrom('a', 'b', 'c', 'é', '__proto__', 'constructor');
  fc.assert(
    fc.property(fc.array(fc.array(words)), (examples) => {
      const forwards = vocabularyCounter();
      const backwards = vocabularyCounter();
      for (const example of examples) forwards.add(example);
      for (const example of examples.toReversed()) backwards.add(example);
      expect(backwards.words()).toEqual(forwards.words());
    }),
  );
});

test('limits that are none are refused', () => {
  for (const options of [{ minCount: 0 }, { minCount: 1.5 }, { maxSize: 0 }, { maxSize: Number.NaN }]) {
    expect(() => vocabularyCounter().words(options)).toThrow(RangeError);
  }
});
