import { expect, test } from 'vitest';
import type { StudyChart, StudyPoint } from '../study-report-data.js';
import { seriesMarks } from '../theme/series-marks.js';
import { linesOf, pointsOf } from './line-data.js';

const lines = (points: readonly StudyPoint[]) => {
  const chart: StudyChart = {
    id: 'a',
    title: 'A',
    description: '',
    x: { title: 'x' },
    y: { title: 'y' },
    series: [{ name: 'soft\u0000max', points }],
  };
  return linesOf(chart, seriesMarks(['soft\u0000max']));
};

test('points are put in order, and a missing value breaks the line', () => {
  const [line] = lines([
    { x: 8, y: 1 },
    { x: 2, y: 4, low: 3, high: 5 },
    { x: 6, y: null },
    { x: 4, y: 2 },
  ]);
  expect(line!.name).toBe('softmax');
  expect(line!.runs.map((run) => run.map(({ x }) => x))).toEqual([[2, 4], [8]]);
  expect(line!.runs[0]![0]!.interval).toEqual({ low: 3, high: 5 });
  expect(line!.runs[1]![0]!.interval).toBeNull();
});

test('a series without a value has no run', () => {
  expect(lines([{ x: 1, y: null }])[0]!.runs).toEqual([]);
  expect(pointsOf(lines([]))).toEqual([]);
});
