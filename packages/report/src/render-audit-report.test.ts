import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditReportData } from './audit-report-data.js';
import { renderAuditReport } from './render-audit-report.js';
import type { RenderedReport } from './report-data.js';
import { decodePng } from './testing/decode-png.js';
import { hostileAuditData } from './testing/hostile-data.js';
import { checkNesting, headings, textOf } from './testing/page-checks.js';
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
    const { html } = report;
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(headings(html)).toEqual([
      'What can it output?',
      rule === 'argmax' ? 'Which can never win?' : 'Which can never be output?',
      'What stayed undecided?',
      ...(rule === 'argmax' ? ['Why these?'] : []),
      'How close is it for the others?',
      'Check it yourself',
      'Words',
    ]);
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`<section id="${id}"`);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
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
    for (const text of [report.html, ...report.charts.map((chart) => chart.svg)]) {
      expect(() => checkNesting(text.replace('<!DOCTYPE html>', ''))).not.toThrow();
      expect(text).not.toMatch(/<script|<iframe|<object|<img| on[a-z]+=|@import|url\(/i);
      expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object |\bnull\b/);
    }
    expect(report.html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;`);
  });

  test('draws charts in the colours of the page only, and as files with something on them', () => {
    const { html, charts } = report;
    expect(charts.map(({ name }) => name)).toEqual([
      'share-by-status',
      rule === 'argmax' ? 'rows' : 'by-cardinality',
      'margins',
    ]);
    for (const drawing of html.match(/<svg class="(?:wide|medium|narrow|small)".*?<\/svg>/gs)!) {
      const colors = [...drawing.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map((match) => match[1]!);
      expect(colors.filter((color) => !/^(var\(--[a-z0-9-]+\)|none|transparent)$/.test(color))).toEqual([]);
    }
    for (const { png, name } of charts) {
      const picture = decodePng(png);
      expect(picture.width, name).toBeGreaterThan(1000);
      expect(
        picture.count((red, green, blue) => red + green + blue < 460) / (picture.width * picture.height),
        name,
      ).toBeGreaterThan(0.002);
    }
  });

  test('is the same, byte for byte, from the same data', async () => {
    const again = await renderAuditReport(sampleAuditData(rule));
    expect(again.html === report.html).toBe(true);
    expect(again.charts).toEqual(report.charts);
  });
});

test('no text of the data can break out of the page or a chart', async () => {
  const { html, charts } = await renderAuditReport(hostileAuditData());
  for (const text of [html, ...charts.map((chart) => chart.svg)]) {
    expect(text).not.toMatch(/<script|<img|onerror=alert\(1\)>/i);
    expect(text).not.toContain('\u0000');
    expect(() => checkNesting(text.replace('<!DOCTYPE html>', ''))).not.toThrow();
  }
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
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
    const keys = Object.keys(whole).filter((key) => !(key in least)) as (keyof AuditReportData)[];
    expect(keys.length).toBeGreaterThan(11);
    await fc.assert(
      fc.asyncProperty(fc.subarray(keys), async (missing) => {
        const data = Object.fromEntries(
          Object.entries(whole).filter(([key]) => !missing.includes(key as keyof AuditReportData)),
        ) as unknown as AuditReportData;
        const { html } = await renderAuditReport(data);
        expect(textOf(html)).not.toMatch(/\bNaN\b|\bundefined\b|\bInfinity\b|\[object /);
        checkNesting(html.replace('<!DOCTYPE html>', ''));
      }),
      { numRuns: 8, seed: 20250301 },
    );
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
