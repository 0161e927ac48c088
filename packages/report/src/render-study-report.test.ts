import { beforeAll, describe, expect, test } from 'vitest';
import { renderStudyReport } from './render-study-report.js';
import type { RenderedReport } from './report-data.js';
import type { StudyReportData } from './study-report-data.js';
import { hostileStudyData } from './testing/hostile-data.js';
import { headings, textOf } from './testing/page-checks.js';
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
import { type SampleStudyOptions, sampleStudyData } from './testing/sample-study-data.js';

/** The least a study's report needs. */
const least: StudyReportData = {
  title: 'A study',
  createdAt: '2025-03-01T12:00:00Z',
  description: 'What is best?',
};

describe.each<[string, SampleStudyOptions]>([
  ['eight heads, five seeds', {}],
  ['twelve heads, one seed', { numHeads: 12, numSeeds: 1 }],
  ['one head, two seeds', { numHeads: 1, numSeeds: 2 }],
])('the sample study: %s', (_, options) => {
  let report: RenderedReport;
  beforeAll(async () => {
    report = await renderStudyReport(sampleStudyData(options));
  });

  test('has all sections and a table of contents that leads to them', () => {
    expectContents(report, [
      'What the paper claims',
      'What was expected, and what came of it',
      'How near do they get?',
      'And in a language model?',
      'How to get these numbers again',
      'Words',
    ]);
  });

  test('shows the findings first, then expectation and outcome side by side, then the numbers', () => {
    const text = textOf(report.html);
    const order = [
      '0.21 nats above the entropy',
      'From d = 24 on the intervals',
      'Expected, before the run Below the rank, mixtures come first',
      'What came of it The order was as expected',
      'Cross entropy over the width of the context',
      'A small language model',
    ].map((part) => text.indexOf(part));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
    expect(report.html).toContain('<p>From d = 30 on there is no difference between them.</p>');
  });

  test('is well nested, asks for nothing from anywhere, and has no number that is none', () => {
    expectWellNested(report);
    expectSelfContained(report);
    expectRealNumbers(report);
  });

  test('draws charts in the colours of the page only, and as files with something on them', () => {
    expectPageColors(report);
    expectChartFiles(report.charts, [
      'cross-entropy',
      ...(options.numHeads === 1 ? [] : ['cross-entropy-one-by-one']),
      'matched-modes',
      'validation-perplexity',
    ]);
  });

  test('is the same, byte for byte, from the same data', async () => {
    expectSame(await renderStudyReport(sampleStudyData(options)), report);
  });
});

test('the numbers of a chart stand under it, a gap as a dash', async () => {
  const { html } = await renderStudyReport(sampleStudyData({ numHeads: 4 }));
  const [numbers] = html.match(/<details><summary>Numbers of “Cross entropy.*?<\/details>/s)!;
  const rows = [...numbers.matchAll(/<tr><th scope="row">(.*?)<\/th>(.*?)<\/tr>/gs)];
  expect(rows.map(([, x]) => x)).toEqual(['2', '3', '4', '6', '8', '12', '16', '24', '32']);
  expect(rows.filter(([, , cells]) => cells!.includes('–')).map(([, x]) => x)).toEqual(['8']);
  expect(rows[0]![2]).toMatch(/^<td class="numeric">[\d.]+ <span class="spread">± [\d.]+<\/span><\/td>/);
});

test('claims stand at the top by groups, with the verdict in words, and again beside what speaks to them', async () => {
  const text = textOf((await renderStudyReport(sampleStudyData({ numHeads: 2 }))).html);
  expect(text).toContain('3 claims: 1 is borne out, 1 is not borne out, 1 is open.');
  const order = [
    'What the paper claims 3 claims',
    '✓ borne out Below the rank of the truth, a mixture comes nearer to it than any single softmax. abstract At d = 4',
    'WikiText-2 ✕ not borne out The other heads cost no more',
    '? open A language model with PLIF',
    'Expected, before the run',
    'Numbers of “Cross entropy over',
    '✓ borne out Below the rank of the truth',
    'A small language model',
    '✕ not borne out The other heads cost no more',
  ];
  let from = text.indexOf('Summary');
  for (const part of order) {
    const at = text.indexOf(part, from + 1);
    expect(at, part).toBeGreaterThan(from);
    from = at;
  }
});

test('parts stand in the order that the data gives, each line of a claim in a paragraph of its own', async () => {
  const [chart] = sampleStudyData().charts!;
  const [table] = sampleStudyData().tables!;
  const { html } = await renderStudyReport({
    ...least,
    sections: ['B', 'nowhere', 'A'],
    charts: [{ ...chart!, section: 'A', claims: [] }],
    tables: [
      { ...table!, section: 'C', claims: [] },
      { ...table!, id: 'other', section: 'B', claims: [] },
    ],
    claims: [{ id: 'a', claim: 'It is so.', where: 'abstract', figure: 'One: 1.\nTwo: 2.', verdict: 'open' }],
  });
  expect(headings(html).slice(0, 4)).toEqual(['What the paper claims', 'B', 'A', 'C']);
  expect(html).toContain('<p>One: 1.</p><p>Two: 2.</p>');
});

test('lines that lie over each other are shown one by one, unless a report of many studies leaves that out', async () => {
  const [chart] = sampleStudyData().charts!;
  const series = Array.from({ length: 5 }, (_, i) => ({
    name: `head ${i}`,
    points: [1, 2, 3].map((x) => ({ x, y: 1 + 1e-3 * i + x })),
  }));
  const crowded = { ...least, charts: [{ ...chart!, id: 'crowded', series, references: [] }] };
  const filesOf = async (data: StudyReportData): Promise<string[]> =>
    (await renderStudyReport(data)).charts.map(({ name }) => name);
  expect(await filesOf(crowded)).toEqual(['crowded', 'crowded-one-by-one']);
  expect(await filesOf({ ...crowded, oneByOne: false })).toEqual(['crowded']);
});

test('no text of the data can break out of the page or a chart', async () => {
  expectNoBreakout(await renderStudyReport(hostileStudyData()));
});

describe('partial data', () => {
  test('the least there can be', async () => {
    const { html, charts } = await renderStudyReport(least);
    expect(charts).toEqual([]);
    expect(headings(html)).toEqual(['Results', 'How to get these numbers again']);
    expect(textOf(html)).toContain('No numbers have been recorded yet.');
  });

  test('an expectation without an outcome, and the other way round', async () => {
    expect(textOf((await renderStudyReport({ ...least, expectation: 'PLIF wins.' })).html)).toContain(
      'No outcome has been written down yet.',
    );
    expect(textOf((await renderStudyReport({ ...least, outcome: 'MoS won.' })).html)).toContain(
      'Nothing was written down before the run.',
    );
  });

  test('a chart whose runs are still to come', async () => {
    const [chart] = sampleStudyData().charts!;
    const series = [{ name: 'softmax', points: [{ x: 2, y: null }] }];
    const { html, charts } = await renderStudyReport({ ...least, charts: [{ ...chart!, series }] });
    expect(charts).toEqual([]);
    expect(textOf(html)).toContain('“Cross entropy over the width of the context” has no values yet.');
  });

  test('sixty rows', async () => {
    const [table] = sampleStudyData().tables!;
    const rows = Array.from({ length: 60 }, (_, i) => ({
      label: `head ${i}`,
      values: { testPerplexity: 60 - i },
    }));
    const { html } = await renderStudyReport({ ...least, tables: [{ ...table!, rows }] });
    expect(html.match(/<tr><th scope="row">/g)).toHaveLength(60);
    expect(html.match(/class="best"/g)).toHaveLength(1);
  });

  test('any part may be missing', async () => {
    const whole = sampleStudyData({ numHeads: 2, numSeeds: 2 });
    const keys = Object.keys(whole).filter((key) => !(key in least));
    expect(keys.length).toBeGreaterThan(9);
    await expectPartsOptional(whole, least, renderStudyReport);
  });
});

test('wrong data is refused by name, before anything is drawn', async () => {
  await expect(renderStudyReport({ ...least, charts: [{}] } as unknown as StudyReportData)).rejects.toThrow(
    'data.charts[0].id must be a string',
  );
});
