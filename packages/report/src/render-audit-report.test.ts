import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditReportData } from './audit-report-data.js';
import { renderAuditReport } from './render-audit-report.js';
import type { RenderedReport } from './report-data.js';
import { hostileAuditData } from './testing/hostile-data.js';
import { textOf } from './testing/page-checks.js';
import {
  expectChartFiles,
  expectContents,
  expectNoBreakout,
  expectPageColors,
  expectPartsOptional,
  expectRealNumbers,
  expectSame,
  expectSelfContained,
  expectWellNested,
} from './testing/report-laws.js';
import { sampleAuditData } from './testing/sample-audit-data.js';

/** The least an audit's report needs. */
const least: AuditReportData = {
  title: 'An audit',
  createdAt: '2025-03-01T12:00:00Z',
  layer: { source: 'W.npy', numLabels: 3, dim: 1, hasBias: false },
  question: { rule: 'argmax', noun: 'classes', asked: 'every class' },
  verdicts: { total: 3, argmaxable: 2, unargmaxable: 1, undecided: 0 },
};

describe.each(['argmax', 'threshold'] as const)('the sample audit, %s', (rule) => {
  let report: RenderedReport;
  beforeAll(async () => {
    report = await renderAuditReport(sampleAuditData(rule));
  });

  test('has all sections and a table of contents that leads to them', () => {
    expectContents(report, [
      'What can it output?',
      rule === 'argmax' ? 'Which can never win?' : 'Which can never be output?',
      'What stayed undecided?',
      ...(rule === 'argmax' ? ['Why these?'] : []),
      'How close is it for the others?',
      'Check it yourself',
      'Words',
    ]);
  });

  test('says the numbers in words', () => {
    const text = textOf(report.html);
    expect(text).toContain(
      rule === 'argmax'
        ? '62 of 2,000 characters ( 3.1% ) can never win, for inputs with every |x| ≤ 100.'
        : '62 of 2,000 label sets ( 3.1% ) can never be output, whatever the input.',
    );
    expect(text).toContain('7 of them (0.4%) stayed undecided.');
    expect(text.includes('With 95% confidence')).toBe(rule === 'threshold');
  });

  test('folds one certificate under each thing that is out of reach, its weights adding up', () => {
    const proofs = [...report.html.matchAll(/<details>.*?<\/details>/gs)].map(([proof]) => proof);
    expect(proofs).toHaveLength(62);
    for (const proof of proofs) {
      const weights = [...proof.matchAll(/class="weight">&?l?t?;?([\d.]+)%/g)].map((match) =>
        Number(match[1]),
      );
      expect(weights.length).toBeGreaterThan(29);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(100, 0);
    }
    // A class is not among those that keep it from winning.
    if (rule === 'argmax') expect(proofs[0]).not.toMatch(/<bdi>é #32<\/bdi>/);
    else expect(proofs[0]).toMatch(/\+ <bdi>é #32<\/bdi>/);
  });

  test('is well nested, asks for nothing from anywhere, and has no number that is none', () => {
    expectWellNested(report);
    expectSelfContained(report);
    expectRealNumbers(report);
  });

  test('draws charts in the colours of the page only, and as files with something on them', () => {
    expectPageColors(report);
    expectChartFiles(report.charts, [
      'share-by-status',
      rule === 'argmax' ? 'rows' : 'by-cardinality',
      'margins',
    ]);
  });

  test('is the same, byte for byte, from the same data', async () => {
    expectSame(await renderAuditReport(sampleAuditData(rule)), report);
  });
});

test('no text of the data can break out of the page or a chart', async () => {
  expectNoBreakout(await renderAuditReport(hostileAuditData()));
});

describe('partial data', () => {
  test('the least there can be', async () => {
    const { html, charts } = await renderAuditReport(least);
    expect(charts.map(({ name }) => name)).toEqual(['share-by-status']);
    expect(textOf(html)).toContain('They were not recorded one by one.');
    expect(textOf(html)).toContain('No command to check the proofs was recorded.');
  });

  test('nothing asked, nothing found', async () => {
    const none = { total: 0, argmaxable: 0, unargmaxable: 0, undecided: 0 };
    expect(textOf((await renderAuditReport({ ...least, verdicts: none })).html)).toContain(
      'Nothing was asked about',
    );
    const all = { ...none, total: 3, argmaxable: 3 };
    const { html } = await renderAuditReport({ ...least, verdicts: all });
    expect(textOf(html)).toContain('None of the 3 classes was proved out of reach');
    expect(textOf(html)).toContain('nothing is undecided');
  });

  test('a list that is cut says so', async () => {
    const text = textOf(
      (
        await renderAuditReport({
          ...least,
          verdicts: { total: 9, argmaxable: 4, unargmaxable: 3, undecided: 2 },
          unargmaxable: [{ labels: ['a'], proof: 'exact' }],
          undecided: [{ labels: [], reason: 'too close' }],
        })
      ).html,
    );
    expect(text).toContain('2 more classes that can never win are not listed here');
    expect(text).toContain('1 more are in the file of verdicts.');
    expect(text).toContain('no label at all');
  });

  test('any part may be missing', async () => {
    const whole = { ...sampleAuditData('threshold'), ...sampleAuditData('argmax') };
    const keys = Object.keys(whole).filter((key) => !(key in least));
    expect(keys.length).toBeGreaterThan(11);
    await expectPartsOptional(whole, least, renderAuditReport);
  });
});

test.each<[string, object, string]>([
  ['no title', { title: 7 }, 'data.title must be a string, got 7'],
  [
    'counts that do not add up',
    { verdicts: { ...least.verdicts, total: 4 } },
    'must equal total, got 3 and 4',
  ],
  [
    'a rule that is none',
    { question: { ...least.question, rule: 'best' } },
    'data.question.rule must be threshold',
  ],
  [
    'a box of nothing',
    { question: { ...least.question, box: 0 } },
    'data.question.box must be larger than 0',
  ],
  [
    'a share over 1',
    { sample: { population: '9', estimate: 2, low: 0, high: 1, confidence: 0.9 } },
    'at most 1',
  ],
  [
    'a negative length',
    { rows: [{ norm: -1, status: 'argmaxable' }] },
    'data.rows[0].norm must not be negative',
  ],
  [
    'a status that is none',
    { rows: [{ norm: 1, status: 'maybe' }] },
    'data.rows[0].status must be argmaxable',
  ],
  [
    'a certificate without signs',
    { unargmaxable: [{ labels: [], proof: 'exact', certificate: [{ label: 'a', multiplier: 1 }] }] },
    'data.unargmaxable[0].certificate[0].inSet must be true or false',
  ],
])('%s is refused by name, before anything is drawn', async (_name, wrong, message) => {
  await expect(renderAuditReport({ ...least, ...wrong } as AuditReportData)).rejects.toThrow(message);
});
