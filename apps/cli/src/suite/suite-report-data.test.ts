import type { StudyChart, StudyClaim } from '@sbn/report';
import { expect, test } from 'vitest';
import { type SuitePart, suiteReportData } from './suite-report-data.js';

const claim: StudyClaim = {
  id: 'faster',
  claim: 'It is faster.',
  where: 'abstract',
  figure: 'Twice.',
  verdict: 'borne-out',
};
const chart: StudyChart = {
  id: 'loss',
  title: 'Loss',
  description: '',
  claims: ['faster'],
  x: { title: 'd' },
  y: { title: 'nats' },
  series: [{ name: 'BSL', points: [{ x: 1, y: 2 }] }],
};
const part = (name: string, title: string, section?: string): SuitePart => ({
  name,
  title,
  command: `sbn experiment ${name}.yaml`,
  content: {
    claims: [claim],
    charts: [{ ...chart, ...(section === undefined ? {} : { section }) }],
    findings: ['It works.'],
    glossary: [{ word: 'BSL', meaning: `As in ${title}.` }],
    setting: [],
    outcome: undefined,
  },
  backends: ['wasm'],
});
const data = suiteReportData({
  name: 'both',
  createdAt: '2025-03-01T12:00:00Z',
  parts: [part('One_a', 'First'), part('two', 'Second', 'More')],
  leftOut: [{ name: 'three', files: ['/data/three.csv'] }],
  without: ['four'],
  missing: [{ name: 'two', numRuns: 3 }],
  command: 'sbn experiment all',
});

test('charts and claims of each experiment have ids of their own that still belong together', () => {
  expect(data.claims.map(({ id, group }) => [id, group])).toEqual([
    ['faster', undefined],
    ['one-a-faster', 'First'],
    ['two-faster', 'Second'],
  ]);
  expect(data.charts!.map(({ id, section, claims }) => [id, section, claims])).toEqual([
    ['one-a-loss', 'First', ['one-a-faster']],
    ['two-loss', 'Second: More', ['two-faster']],
  ]);
  expect(data.sections).toEqual(['First', 'Second: More']);
  expect(data.findings).toEqual([
    {
      sentence:
        "1 of 1 claims of the paper's abstract are borne out by every experiment that speaks to them.",
      figure: { value: '1 of 1', label: 'claims of the abstract borne out by all' },
    },
    { sentence: 'First: It works.' },
    { sentence: 'Second: It works.' },
  ]);
});

test('what is missing is said, a word is explained once', () => {
  expect(data.notes).toEqual([
    'Left out, since its data is not there: three (/data/three.csv).',
    'four has a report of its own only, beside its runs.',
    'two: 3 runs are not done yet, and left out.',
  ]);
  expect(data.glossary).toEqual([{ word: 'BSL', meaning: 'As in First.' }]);
});
