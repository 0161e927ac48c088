import { expect, test } from 'vitest';
import { renderReport } from '../render-report.js';
import { textOf } from '../testing/page-checks.js';
import { bsl, reportOf, run, verdicts } from '../testing/small-data.js';
import { askedWords } from './asked-words.js';

const runs = [
  run(bsl(4), 0, 0.2, { detection: verdicts(100, 7, 1, { margins: [0.1, 0.2] }) }),
  run(bsl(8), 0, 0.3, { detection: verdicts(100, 3, 0, { margins: [0.1, 0.2] }) }),
];

test.each([
  ['argmax', 'can never output 7 of the 100 classes ( 7% )', 'it has the highest score?'],
  [
    { topK: 3 },
    '7 of the 100 different sets of 3 labels of the test split',
    'exactly these have the 3 highest',
  ],
] as const)('a report speaks of what the rule %o is about', async (rule, finding, question) => {
  const text = textOf((await renderReport(reportOf(runs, { rule }))).html).replaceAll('7.0%', '7%');
  expect(text).toContain(finding);
  expect(text).toContain(question);
  expect(text).not.toContain('label sets of the test split');
  expect(text).not.toContain('A label is on where its score is above 0.');
});

test('left out, the rule is the threshold', async () => {
  expect(askedWords({})).toEqual(askedWords({ rule: 'threshold' }));
  const text = textOf((await renderReport(reportOf(runs))).html);
  expect(text).toContain('7 of the 100 different label sets of the test split');
  expect(text).toContain('A label is on where its score is above 0.');
});

test('a rule that is none is refused', async () => {
  await expect(renderReport(reportOf(runs, { rule: 'best' as 'argmax' }))).rejects.toThrow(
    'data.rule must be threshold, argmax or {topK: k}',
  );
});
