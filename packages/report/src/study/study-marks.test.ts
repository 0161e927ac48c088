import { expect, test } from 'vitest';
import type { StudyChart } from '../study-report-data.js';
import { studyMarks } from './study-marks.js';

const chart = (names: readonly string[]): StudyChart => ({
  id: 'a',
  title: 'A',
  description: '',
  x: { title: 'x' },
  y: { title: 'y' },
  series: names.map((name) => ({ name, points: [] })),
});

test('a name looks the same in all charts and in tables', () => {
  const charts = [chart(['softmax', 'PLIF']), chart(['MoS', 'PLIF'])];
  const marks = studyMarks(charts);
  expect(marks.of(charts[1]!).get('PLIF')).toEqual(marks.of(charts[0]!).get('PLIF'));
  expect(marks.shared.get('MoS')).toBeDefined();
  expect(marks.shared.size).toBe(3);
});

test('more names than looks: every chart has its own, tables have none', () => {
  const charts = [0, 1].map((i) => chart(Array.from({ length: 9 }, (_, j) => `head ${9 * i + j}`)));
  const marks = studyMarks(charts);
  expect(marks.shared.size).toBe(0);
  for (const one of charts) {
    const looks = one.series.map(({ name }) => JSON.stringify(marks.of(one).get(name)));
    expect(new Set(looks).size).toBe(9);
    expect(looks).not.toContain(undefined);
  }
});
