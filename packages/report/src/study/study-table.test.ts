import { expect, test } from 'vitest';
import type { StudyTable } from '../study-report-data.js';
import { seriesMarks } from '../theme/series-marks.js';
import { studyTable } from './study-table.js';

const data: StudyTable = {
  id: 'lm',
  title: 'Language model',
  description: 'Small.',
  columns: [
    { key: 'test', title: 'Test perplexity', better: 'lower', format: { decimals: 1 } },
    { key: 'rank', title: 'Rank', unit: 'of log P', better: 'higher', format: 'count' },
    { key: 'remark', title: 'Remark' },
  ],
  rows: [
    { label: 'softmax', group: 'A', values: { test: { mean: 9, low: 8, high: 10, n: 5 }, rank: 10 } },
    { label: 'PLIF', group: 'B', values: { test: 90, rank: 30, remark: 'fine' } },
    { label: 'MoS', group: 'A', values: { test: { mean: 8, low: 7, high: 9, n: 3 }, rank: { atLeast: 20 } } },
    { label: 'sigsoftmax', group: 'B', values: { test: 80, rank: 30 } },
  ],
};
const markup = (change: Partial<StudyTable> = {}): string =>
  studyTable({ ...data, ...change }, seriesMarks(['softmax'])).markup;

test('the best of each group is marked, what the arrows and intervals mean is said', () => {
  const best = [...markup().matchAll(/<strong class="best">(.*?)<\/strong>/g)].map(([, cell]) =>
    cell!.replace(/<[^>]*>/g, ''),
  );
  expect(best).toEqual(['8.0 ± 1.0 (n = 3)', '≥ 20', '80.0']);
  expect(markup()).toContain(
    'Small. Means with 95% confidence intervals over 5 seeds, or over n where that is given. ↓ lower is better, ↑ higher is better; the best value of each group is marked.',
  );
  expect(markup()).toContain('Test perplexity\u00a0↓');
  expect(markup()).toContain('Rank (of log P)\u00a0↑');
});

test('rows of a group stand together under its name', () => {
  const order = [...markup().matchAll(/<th scope="row(?:group)?"[^>]*>(.*?)<\/th>/g)].map(([, cell]) =>
    cell!.replace(/<[^>]*>/g, ''),
  );
  expect(order).toEqual(['A', 'softmax', 'MoS', 'B', 'PLIF', 'sigsoftmax']);
});

test('a row that is named after a series has its symbol', () => {
  expect(markup().match(/class="swatch"/g)).toHaveLength(1);
});

test('numbers flush right, words flush left', () => {
  expect(markup()).toContain('<td>fine</td>');
  expect(markup()).toContain('<td class="numeric"><strong class="best">80.0</strong></td>');
});

test('no better side: nothing is marked or said of it; one row has no best', () => {
  const plain = markup({ columns: data.columns.map(({ better: _, ...column }) => column) });
  expect(plain).not.toMatch(/class="best"|better|marked/);
  const one = markup({ rows: data.rows.slice(0, 1) });
  expect(one).not.toContain('class="best"');
  expect(one).toContain('↑ higher is better.');
});

test('one seed each is said', () => {
  const rows = [{ label: 'softmax', values: { test: { mean: 9, n: 1 } } }];
  expect(markup({ rows })).toContain('One seed each: there is no interval to show.');
});
