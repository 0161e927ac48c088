import { expect, test } from 'vitest';
import type { StudyValue } from '../study-report-data.js';
import { bestRows } from './best-rows.js';

test.each<[string, (StudyValue | undefined)[], 'lower' | 'higher', number[]]>([
  ['the lowest mean', [3, { mean: 2, low: 1, high: 3, n: 5 }, 4], 'lower', [1]],
  ['the highest, gaps and words left out', [null, 'diverged', 3, undefined, 7], 'higher', [4]],
  ['equals share it', [2, 1, 1], 'lower', [1, 2]],
  ['nothing to compare', [null, 5, 'none'], 'lower', []],
  ['no best among equals', [1, 1], 'lower', []],
  ['a bound above all others is the highest', [400, { atLeast: 5000 }, 4000], 'higher', [1]],
  ['a bound may hide a higher one', [400, { atLeast: 300 }], 'higher', []],
  ['two bounds', [{ atLeast: 300 }, { atLeast: 400 }, 1], 'higher', []],
  ['a bound above the lowest does no harm', [400, { atLeast: 500 }], 'lower', [0]],
  ['a bound below the lowest might be it', [400, { atLeast: 300 }], 'lower', []],
])('%s', (_, values, better, expected) => {
  expect([...bestRows(values, better)]).toEqual(expected);
});
