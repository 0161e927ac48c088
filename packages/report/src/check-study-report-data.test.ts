import { expect, test } from 'vitest';
import { checkStudyReportData } from './check-study-report-data.js';
import type { StudyChart, StudyTable, StudyValue } from './study-report-data.js';
import { sampleStudyData } from './testing/sample-study-data.js';

const least = { title: 'A study', createdAt: '2025-03-01T12:00:00Z', description: 'What is best?' };
const chart = (change: object = {}): { charts: StudyChart[] } => ({
  charts: [
    {
      id: 'loss',
      title: 'Loss',
      description: '',
      x: { title: 'd' },
      y: { title: 'nats' },
      series: [{ name: 'softmax', points: [{ x: 1, y: 2 }] }],
      ...change,
    },
  ],
});
const points = (...list: object[]) => chart({ series: [{ name: 'softmax', points: list }] });
const table = (change: object = {}): { tables: StudyTable[] } => ({
  tables: [{ id: 'lm', title: 'LM', columns: [{ key: 'test', title: 'Test' }], rows: [], ...change }],
});
const cell = (value: unknown) =>
  table({ rows: [{ label: 'softmax', values: { test: value as StudyValue } }] });

const claim = { id: 'faster', claim: 'Faster.', where: 'abstract', figure: '2×', verdict: 'borne-out' };

test('the sample and the least study pass', () => {
  expect(() => checkStudyReportData(JSON.parse(JSON.stringify(sampleStudyData())))).not.toThrow();
  expect(() =>
    checkStudyReportData(JSON.parse(JSON.stringify(sampleStudyData({ numSeeds: 1 })))),
  ).not.toThrow();
  for (const more of [{}, chart(), table(), cell('diverged'), cell({ mean: 1, n: 1 })]) {
    expect(() => checkStudyReportData({ ...least, ...more })).not.toThrow();
  }
});

test.each<[string, object, string]>([
  ['no description', { description: undefined }, 'TypeError: data.description must be a string, got nothing'],
  [
    'a finding of nothing',
    { findings: [{}] },
    'TypeError: data.findings[0].sentence must be a string, got nothing',
  ],
  [
    'a figure that is a number',
    { findings: [{ sentence: '', figure: { value: 3, label: '' } }] },
    'TypeError: data.findings[0].figure.value must be a string, got 3',
  ],
  [
    'a claim without a verdict',
    { claims: [{ id: 'a', claim: 'A', where: 'abstract', figure: '1' }] },
    'RangeError: data.claims[0].verdict must be borne-out, not-borne-out or open, got nothing',
  ],
  [
    'one id, two claims',
    { claims: [claim, claim] },
    'RangeError: data.claims[1].id must be unique, got "faster" twice',
  ],
  [
    'a chart that speaks to no claim',
    { claims: [claim], ...chart({ claims: ['faster', 'fsater'] }) },
    'RangeError: data.charts[0].claims[1] must be the id of a claim, got "fsater"; there are: faster',
  ],
  [
    'a word without meaning',
    { glossary: [{ word: 'mode' }] },
    'TypeError: data.glossary[0].meaning must be a string',
  ],
  [
    'a file name that is none',
    chart({ id: '../loss' }),
    'RangeError: data.charts[0].id must be of lower-case letters, digits and single hyphens, such as cross-entropy, got "../loss"',
  ],
  [
    'a name that the report gives',
    chart({ id: 'loss-one-by-one' }),
    'RangeError: data.charts[0].id must not end in "-one-by-one"',
  ],
  [
    'one id, two charts',
    { charts: [...chart().charts, ...chart().charts] },
    'RangeError: data.charts[1].id must be unique, got "loss" twice',
  ],
  ['no series', chart({ series: [] }), 'RangeError: data.charts[0].series must have 1 to 12 entries, got 0'],
  [
    'too many series',
    chart({ series: Array.from({ length: 13 }, (_, i) => ({ name: `${i}`, points: [] })) }),
    'RangeError: data.charts[0].series must have 1 to 12 entries, got 13: make two charts',
  ],
  [
    'one name, two series',
    chart({ series: [0, 1].map(() => ({ name: 'softmax', points: [] })) }),
    'RangeError: data.charts[0].series[1].name must be unique, got "softmax" twice',
  ],
  [
    'two values at one x',
    points({ x: 1, y: 1 }, { x: 1, y: 2 }),
    'RangeError: data.charts[0].series[0].points[1].x must be unique, got 1 twice',
  ],
  [
    'half an interval',
    points({ x: 1, y: 1, low: 0 }),
    'TypeError: data.charts[0].series[0].points[0].high must be a number, got nothing',
  ],
  [
    'an interval beside its value',
    points({ x: 1, y: 1, low: 2, high: 3 }),
    'RangeError: data.charts[0].series[0].points[0]: low <= y <= high must hold, got 2, 1, 3',
  ],
  [
    'a value that is not finite',
    points({ x: 1, y: Number.NaN }),
    'RangeError: data.charts[0].series[0].points[0].y must be finite, got NaN',
  ],
  [
    '0 on a logarithmic axis',
    chart({ x: { title: 'd', scale: 'log' }, series: [{ name: 'a', points: [{ x: 0, y: 1 }] }] }),
    'RangeError: data.charts[0].series[0].points[0].x must be larger than 0 because data.charts[0].x.scale is "log", got 0',
  ],
  [
    'an interval that leaves a logarithmic axis',
    chart({
      y: { title: 'd', scale: 'log' },
      series: [{ name: 'a', points: [{ x: 0, y: 1, low: -1, high: 3 }] }],
    }),
    'RangeError: data.charts[0].series[0].points[0].low must be larger than 0',
  ],
  [
    'a reference on a logarithmic axis',
    chart({ y: { title: 'd', scale: 'log' }, references: [{ y: 0, name: 'zero' }] }),
    'RangeError: data.charts[0].references[0].y must be larger than 0',
  ],
  [
    'an unknown scale',
    chart({ x: { title: 'd', scale: 'sqrt' } }),
    'RangeError: data.charts[0].x.scale must be linear or log, got "sqrt"',
  ],
  [
    'an unknown format',
    table({ columns: [{ key: 'test', title: 'Test', format: 'euro' }] }),
    'RangeError: data.tables[0].columns[0].format must be number, count, percent, seconds or {decimals}, got "euro"',
  ],
  [
    'decimals that toFixed does not know',
    table({ columns: [{ key: 'test', title: 'Test', format: { decimals: 200 } }] }),
    'RangeError: data.tables[0].columns[0].format.decimals must be at most 20, got 200',
  ],
  [
    'a side that is none',
    table({ columns: [{ key: 'test', title: 'Test', better: 'left' }] }),
    'RangeError: data.tables[0].columns[0].better must be lower or higher, got "left"',
  ],
  [
    'a value of no column',
    table({ rows: [{ label: 'softmax', values: { tset: 1 } }] }),
    'RangeError: data.tables[0].rows[0].values.tset belongs to no column; the columns are: test',
  ],
  [
    'a cell that is a switch',
    cell(true),
    'TypeError: data.tables[0].rows[0].values.test must be an object, got true',
  ],
  [
    'a bound of nothing',
    cell({ atLeast: null }),
    'TypeError: data.tables[0].rows[0].values.test.atLeast must be a number, got null',
  ],
  [
    'a mean of no seed',
    cell({ mean: 1, n: 0 }),
    'RangeError: data.tables[0].rows[0].values.test.n must be at least 1, got 0',
  ],
  [
    'an interval of one seed',
    cell({ mean: 1, low: 1, high: 1, n: 1 }),
    'RangeError: data.tables[0].rows[0].values.test: one seed has no interval: leave low and high out where n is 1',
  ],
])('%s', (_, wrong, message) => {
  let caught = '';
  try {
    checkStudyReportData({ ...least, ...wrong });
  } catch (error) {
    caught = String(error);
  }
  expect(caught.slice(0, message.length)).toBe(message);
});
