import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { renderCharts } from './render-charts.js';
import { renderReport } from './render-report.js';
import type { RenderedReport, ReportData } from './report-data.js';
import { hostileReportData } from './testing/hostile-data.js';
import { headings, textOf } from './testing/page-checks.js';
import {
  expectChartFiles,
  expectContents,
  expectNoBreakout,
  expectPageColors,
  expectRealNumbers,
  expectSame,
  expectSelfContained,
  expectSoundWithGaps,
  expectWellNested,
} from './testing/report-laws.js';
import { sampleReportData } from './testing/sample-data.js';
import { bsl, dft, reportOf, run, verdicts } from './testing/small-data.js';

describe('the sample report', () => {
  let report: RenderedReport;
  beforeAll(async () => {
    report = await renderReport(sampleReportData());
  });

  test('has all sections, one h1, and a table of contents that leads to them', () => {
    expectContents(report, [
      'How well does each head predict?',
      'What can each head output at all?',
      'How did training go?',
      'What was it trained on?',
      'How to get these numbers again',
      'Words',
    ]);
  });

  test('is well nested', () => {
    expectWellNested(report);
  });

  test('asks for nothing from anywhere and runs no script', () => {
    expectSelfContained(report);
  });

  test('never shows a number that is none', () => {
    expectRealNumbers(report);
  });

  test('sets each chart beside a description and its numbers in a table', () => {
    const { html } = report;
    expect(html.match(/<figure /g)).toHaveLength(5);
    expect(html.match(/role="img" aria-label="[^"]{80,}"/g)).toHaveLength(5);
    for (const caption of [
      'Metrics on the test split',
      'Side by side',
      'Verdicts on the label sets of the test split',
      'Margins of argmaxable label sets',
      'Where training ended',
      'Every run',
      'Splits',
    ]) {
      expect(html).toContain(`<span class="caption">${caption}`);
    }
  });

  test('draws charts in the colours of the page only', () => {
    expect(expectPageColors(report)).toBeGreaterThan(14);
  });

  test('has the configuration, the commands and the environment as given', () => {
    const { html } = report;
    expect(html).toContain('leave out &quot;entity&quot; and friends');
    expect(html).toContain('<code>npx sbn report runs/wordnet</code>');
    expect(html).toContain('<dt>Node</dt><dd>v20.20.2</dd>');
  });

  test('comes with charts as files: an SVG of its own and a PNG with something on it', () => {
    const names = [
      'f1-against-parameters',
      'unargmaxable-against-width',
      'margin-distributions',
      'learning-curves',
      'label-cardinality',
    ];
    expectChartFiles(report.charts, names, 300);
  });

  test('is the same, byte for byte, from the same data; charts alone as well', async () => {
    expectSame(await renderReport(sampleReportData()), report);
    expect(await renderCharts(sampleReportData())).toEqual(report.charts);
  });

  test('does not change its data', async () => {
    const data = sampleReportData({ widths: [10], epochs: 2 });
    const before = JSON.stringify(data);
    await renderReport(data);
    expect(JSON.stringify(data)).toBe(before);
  });
});

test('no text of the data can break out of the page or a chart', async () => {
  const report = await renderReport(hostileReportData());
  expectNoBreakout(report);
  expect(report.charts).toHaveLength(5);
});

describe('partial data', () => {
  test('nothing but a name', async () => {
    const { html, charts } = await renderReport(reportOf([]));
    expect(charts).toEqual([]);
    expect(headings(html)).not.toContain('How did training go?');
    expect(textOf(html)).toContain('No run has metrics on the test split yet');
    expect(textOf(html)).toContain('No label set has been checked yet');
  });

  test('one run with metrics only says what is missing', async () => {
    const { html, charts } = await renderReport(reportOf([run(bsl(4), 3, 0.42)]));
    const text = textOf(html);
    expect(charts).toEqual([]);
    expect(text).toContain('42.00%');
    expect(text).toContain('One seed.');
    expect(text).not.toContain('±');
    for (const gap of [
      'No label set has been checked yet',
      'No learning curves: the runs have no history.',
      'No histogram of labels per example was recorded.',
      'No commands, configuration or versions were recorded.',
    ]) {
      expect(text).toContain(gap);
    }
  });

  test('some heads unchecked, margins not recorded', async () => {
    const text = textOf(
      (
        await renderReport(
          reportOf([run(bsl(4), 0, 0.1, { detection: verdicts(9, 1, 1) }), run(dft(2), 0, 0.2)]),
        )
      ).html,
    );
    expect(text).toContain('One head has not been checked and is left out here.');
    expect(text).toContain('No margins were recorded.');
  });

  test('a diverged run still has its report', async () => {
    const { html } = await renderReport(
      reportOf([
        run(bsl(4), 0, null, { history: [{ epoch: 1, trainLoss: Number.NaN, valid: { f1At5: null } }] }),
        run(bsl(8), 0, 0.3, { history: [{ epoch: 1, trainLoss: 0.5, valid: { f1At5: 0.3 } }] }),
      ]),
    );
    expect(textOf(html)).not.toMatch(/NaN|undefined/);
    expect(textOf(html)).toContain('30.00%');
  });

  test('any part may be missing', async () => {
    const whole = sampleReportData({ seeds: [0, 1], widths: [10], epochs: 2 });
    const topKeys = ['comparisons', 'config', 'environment', 'notes', 'primaryMetric', 'reproduce'] as const;
    const runKeys = ['test', 'history', 'detection', 'timing'] as const;
    const datasetKeys = [
      'description',
      'inputDim',
      'inputKind',
      'numLabels',
      'provenance',
      'splits',
    ] as const;
    const without = <T extends object>(value: T, keys: readonly (keyof T)[]): T =>
      Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key as keyof T))) as T;
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...topKeys]),
        fc.subarray([...datasetKeys]),
        fc.array(fc.subarray([...runKeys]), { minLength: whole.runs.length, maxLength: whole.runs.length }),
        async (top, dataset, runs) => {
          const data: ReportData = {
            ...without(whole, top),
            dataset: without(whole.dataset, dataset),
            runs: whole.runs.map((one, i) => without(one, runs[i]!)),
          };
          expectSoundWithGaps(await renderReport(data));
        },
      ),
      { numRuns: 8, seed: 20250301 },
    );
  });
});

test('bad data is refused by name, before anything is drawn', async () => {
  await expect(renderReport({} as ReportData)).rejects.toThrow(
    new TypeError('data.title must be a string, got nothing'),
  );
  await expect(renderCharts({ ...reportOf([]), runs: 7 } as unknown as ReportData)).rejects.toThrow(
    'data.runs must be an array',
  );
});
