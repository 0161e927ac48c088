import { expect, test } from 'vitest';
import { checkReportData } from './check-report-data.js';
import { sampleReportData } from './testing/sample-data.js';
import { bsl, reportOf, run, verdicts } from './testing/small-data.js';

test('the sample and the least report pass', () => {
  expect(() => checkReportData(sampleReportData())).not.toThrow();
  expect(() => checkReportData(reportOf([]))).not.toThrow();
});

test('a diverged run passes: metrics and losses may be missing or not finite', () => {
  const diverged = run(bsl(4), 0, Number.NaN, {
    history: [{ epoch: 1, trainLoss: Number.POSITIVE_INFINITY, valid: { f1At5: null } }],
  });
  expect(() => checkReportData(reportOf([diverged]))).not.toThrow();
});

test.each<[string, unknown, string]>([
  ['no object', [], 'TypeError: data must be an object'],
  ['no title', { ...reportOf([]), title: 3 }, 'TypeError: data.title must be a string, got 3'],
  [
    'bad date',
    { ...reportOf([]), createdAt: 'yesterday' },
    'RangeError: data.createdAt must be an ISO 8601 date',
  ],
  ['no runs', { ...reportOf([]), runs: undefined }, 'TypeError: data.runs must be an array, got nothing'],
  [
    'twice the same run',
    reportOf([run(bsl(4), 0, 0), run(bsl(4), 0, 0)]),
    'RangeError: data.runs[1].id must be unique',
  ],
  [
    'one label, two heads',
    reportOf([run(bsl(4), 0, 0), run({ ...bsl(8), label: 'BSL 4' }, 1, 0, { id: 'other' })]),
    'RangeError: data.runs[1].head.label "BSL 4" already names another head',
  ],
  [
    'a metric that is text',
    reportOf([run(bsl(4), 0, 0, { test: { f1At5: '0.5' as unknown as number } })]),
    'TypeError: data.runs[0].test.f1At5 must be a number or null, got "0.5"',
  ],
  [
    'verdicts that do not add up',
    reportOf([run(bsl(4), 0, 0, { detection: { ...verdicts(10, 2, 1), argmaxable: 9 } })]),
    'RangeError: data.runs[0].detection: argmaxable + unargmaxable + undecided must equal total, got 12 and 10',
  ],
  [
    'a negative count',
    reportOf([run({ ...bsl(4), columns: -1 }, 0, 0)]),
    'RangeError: data.runs[0].head.columns must not be negative',
  ],
  [
    'a histogram without enough edges',
    reportOf([
      run(bsl(4), 0, 0, { detection: verdicts(1, 0, 0, { margins: { log10Edges: [1], counts: [1] } }) }),
    ]),
    'RangeError: data.runs[0].detection.margins.log10Edges must have one entry more than counts, got 1 and 1',
  ],
  [
    'edges that fall',
    reportOf([
      run(bsl(4), 0, 0, { detection: verdicts(1, 0, 0, { margins: { log10Edges: [1, 0], counts: [1] } }) }),
    ]),
    'RangeError: data.runs[0].detection.margins.log10Edges must increase',
  ],
  [
    'an unknown status',
    reportOf([
      run(bsl(4), 0, 0, {
        detection: verdicts(1, 0, 0, { examples: [{ labels: [], status: 'maybe' as 'undecided' }] }),
      }),
    ]),
    'RangeError: data.runs[0].detection.examples[0].status must be argmaxable, unargmaxable or undecided, got "maybe"',
  ],
  [
    'a comparison with nobody',
    reportOf([run(bsl(4), 0, 0)], { comparisons: [{ candidate: 'BSL 4', baseline: 'BSL 9' }] }),
    'RangeError: data.comparisons[0].baseline must be the head.label of a run, got "BSL 9"; there are: BSL 4',
  ],
  [
    'an object in a name list',
    reportOf([], { environment: { cpu: {} as unknown as string } }),
    'TypeError: data.environment.cpu must be a string, a number, a boolean or null',
  ],
])('%s', (_, data, message) => {
  let caught = '';
  try {
    checkReportData(data);
  } catch (error) {
    caught = String(error);
  }
  expect(caught.slice(0, message.length)).toBe(message);
});
