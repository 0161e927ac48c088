import { expect, it } from 'vitest';
import { describeMissing } from './describe-missing.js';

const layer = { argmaxable: 8, total: 16, sparse: 1 };

it.each([
  [[], undefined, 'Of those with at most 1 label, none is missing.'],
  [[[]], undefined, 'Of those with at most 1 label, 1 is missing: ∅.'],
  [[[], [2]], ['a', 'b', 'c'], 'Of those with at most 1 label, 2 are missing: ∅, {c}.'],
])('what is missing is named: %#', (missing, labelNames, sentence) => {
  expect(describeMissing({ ...layer, missing, ...(labelNames === undefined ? {} : { labelNames }) })).toBe(
    `8 of 16 label sets are argmaxable. ${sentence}`,
  );
});

it('of many only the first are named', () => {
  const missing = Array.from({ length: 11 }, (_, i) => [i, i + 1]);
  const words = describeMissing({ ...layer, sparse: 2, missing });
  expect(words).toContain('at most 2 labels, 11 are missing: {0, 1}, {1, 2},');
  expect(words).toMatch(/\{7, 8\} and 3 more\.$/);
});
