import { expect, test } from 'vitest';
import type { ReportData } from '../report-data.js';
import { bsl, dft, reportOf, run, verdicts } from '../testing/small-data.js';
import { digest } from './digest.js';
import { findings } from './findings.js';

const sentences = (data: ReportData): string[] =>
  findings(digest(data)).map((finding) => finding.sentence.markup.replace(/<[^>]*>/g, ''));

const promised = (total: number, unargmaxable = 0, undecided = 0) => ({
  guarantee: { total, unargmaxable, undecided, argmaxable: total - unargmaxable - undecided },
});

test('every number of the summary comes from the data', () => {
  expect(
    sentences(
      reportOf([
        run(bsl(20), 0, 0.5, { detection: verdicts(1980, 412, 4) }),
        run(bsl(50), 0, 0.6, { detection: verdicts(1980, 0, 0) }),
        run(dft(10), 0, 0.498, { detection: verdicts(1980, 0, 1, promised(1975)) }),
      ]),
    ),
  ).toEqual([
    // 164·20 + 20 = 3,300 parameters against 64·21 + 10·100 + 21 = 2,365.
    'DFT 10 reaches 99.6% of the F1@5 of BSL 20, with 28.3% fewer parameters in the head.',
    'BSL 20 can never output 412 of the 1,980 different label sets of the test split (20.8%), whatever the input. BSL 50: none.',
    'DFT k=5: of the test label sets with at most 5 labels, none is unargmaxable, as the construction promises (1,975 checks over one configuration).',
    '5 of 5,940 checks stayed undecided (0.1%). They are counted apart, never as unargmaxable.',
    'Highest F1@5 on the test split: 60.00%, by BSL 50 (8,250 parameters in the head).',
  ]);
});

test('several seeds are averaged and their range is told', () => {
  const [comparison, detection] = sentences(
    reportOf([
      run(bsl(20), 0, 0.5, { detection: verdicts(100, 20, 0) }),
      run(bsl(20), 1, 0.4, { detection: verdicts(100, 30, 0) }),
      run(dft(10), 0, 0.5),
      run(dft(10), 1, 0.38),
    ]),
  );
  expect(comparison).toBe(
    'DFT 10 reaches 97.8% of the F1@5 of BSL 20, with 28.3% fewer parameters in the head (mean of 2 seeds; single seeds: 95.0% to 100%).',
  );
  expect(detection).toContain(
    '20 to 30 of the 100 different label sets of the test split (25.0% on average over 2 seeds)',
  );
});

test('several pairs are summed up, with those that are more than 1% below counted', () => {
  const found = sentences(
    reportOf([run(bsl(20), 0, 0.5), run(bsl(4), 0, 0.2), run(dft(10), 0, 0.499), run(dft(2), 0, 0.19)]),
  );
  expect(found[1]).toBe(
    'Over all 2 such pairs the difference in F1@5 lies between −5.0% and −0.2%, relative to the pair’s baseline; 1 of 2 is above or at most 1% below it. Parameters: from 58.3% more to 28.3% fewer.',
  );
});

test('a broken guarantee is the first thing said, and never praised', () => {
  const found = findings(
    digest(
      reportOf([
        run(dft(10), 0, 0.5, { detection: verdicts(100, 3, 0, promised(98, 2)) }),
        run(dft(20), 0, 0.5, { detection: verdicts(100, 0, 0, promised(98)) }),
      ]),
    ),
  );
  expect(found[0]!.tone).toBe('alarm');
  expect(found[0]!.sentence.markup).toContain('2 of 98 such sets were found unargmaxable');
  expect(found.map((one) => one.sentence.markup).join()).not.toContain('as the construction promises');
});

test('more parameters are called more', () => {
  const pair = { comparisons: [{ candidate: 'BSL 20', baseline: 'BSL 10' }] };
  const found = findings(digest(reportOf([run(bsl(20), 0, 0.5), run(bsl(10), 0, 0.4)], pair)));
  expect(found[0]!.sentence.markup).toContain('<strong>125.0%</strong>');
  expect(found[0]!.sentence.markup).toContain('100% more');
  expect(found[0]!.figures).toHaveLength(1);
});

test('no data, no findings', () => {
  expect(findings(digest(reportOf([])))).toEqual([]);
});
