import { expect, test } from 'vitest';
import { drawChart } from '../charts/draw-chart.js';
import type { StudyChart, StudyPoint } from '../study-report-data.js';
import { seriesMarks } from '../theme/series-marks.js';
import { lineChart } from './line-chart.js';
import { oneByOne } from './one-by-one.js';

const chartOf = (numSeries: number, point: (x: number, series: number) => StudyPoint): StudyChart => ({
  id: 'a',
  title: 'Loss',
  description: 'Lower is better.',
  x: { title: 'd', scale: 'log' },
  y: { title: 'Loss, nats' },
  series: Array.from({ length: numSeries }, (_, i) => ({
    name: `head ${i}`,
    points: [2, 4, 8, 16].map((x) => point(x, i)),
  })),
});
const marksOf = (chart: StudyChart) => seriesMarks(chart.series.map(({ name }) => name));
const widest = async (chart: StudyChart): Promise<string> => {
  const { layout } = await drawChart(lineChart(chart, marksOf(chart))!);
  if (layout.kind !== 'single') throw new Error('one drawing in several sizes expected');
  return layout.sizes[0]!.drawing.inner;
};
const withInterval = (x: number, series: number): StudyPoint => ({
  x,
  y: 3 + series,
  low: 2.5 + series,
  high: 3.5 + series,
});

test('a line, its symbols and its name at the end for each series; words say it too', async () => {
  const chart = chartOf(2, (x, series) => ({ x, y: 10 / x + 2 * series }));
  const inner = await widest(chart);
  for (const slot of [1, 2]) {
    expect(inner.match(new RegExp(`<path d="M[^"]*" stroke="var\\(--head-${slot}\\)"`, 'g'))).toHaveLength(1);
    // Four points and the symbol beside the name.
    expect(inner.match(new RegExp(`fill="var\\(--head-${slot}\\)"`, 'g'))).toHaveLength(5);
  }
  expect(inner).toContain('>head 1</text>');
  expect(lineChart(chart, marksOf(chart))!.alternative).toBe(
    'Loss. Loss, nats over d. head 0: from 5 at 2 to 0.625 at 16; lowest 0.625 at 16, highest 5 at 2. head 1: from 7 at 2 to 2.63 at 16; lowest 2.63 at 16, highest 7 at 2.',
  );
});

test('few lines have bands, many have bars side by side', async () => {
  const few = chartOf(3, withInterval);
  expect(lineChart(few, marksOf(few))!.caption).toBe('Lower is better. Bands are 95% confidence intervals.');
  expect(
    (await widest(few)).match(/<path d="M[^"]*Z" fill="var\(--head-\d\)" (?:fill-)?opacity="0.16"/g),
  ).toHaveLength(3);
  const many = chartOf(4, withInterval);
  expect(lineChart(many, marksOf(many))!.caption).toContain('side by side');
  const inner = await widest(many);
  expect(inner).not.toContain('0.16');
  const bars = [
    ...inner.matchAll(
      /<line transform="translate\(([\d.]+),[\d.]+\)" x2="0" y2="-?[\d.]+" stroke="var\(--head-\d\)"/g,
    ),
  ];
  expect(bars).toHaveLength(16);
  expect(new Set(bars.map(([, x]) => x)).size).toBe(16);
});

test('a gap in the values is a gap in the line', async () => {
  const whole = await widest(chartOf(1, (x) => ({ x, y: x })));
  const broken = await widest(chartOf(1, (x) => ({ x, y: x === 4 ? null : x })));
  const pieces = (inner: string) => inner.match(/<path d="M[^"]*" stroke="var\(--head-1\)"/g)!.length;
  expect([pieces(whole), pieces(broken)]).toEqual([1, 2]);
});

test('a dashed series is dashed', async () => {
  const chart = chartOf(2, (x) => ({ x, y: x }));
  const dashed = { ...chart, series: chart.series.map((one, i) => ({ ...one, dashed: i === 1 })) };
  expect((await widest(dashed)).match(/stroke-dasharray="6,4"/g)).toHaveLength(1);
});

test('reference lines are drawn, named, and in view', async () => {
  const chart = { ...chartOf(1, (x) => ({ x, y: x })), references: [{ y: 60, name: 'entropy' }] };
  const inner = await widest(chart);
  expect(inner).toContain('stroke-dasharray="2,3"');
  expect(inner).toContain('>entropy</text>');
  expect(inner).toContain('>60</text>');
});

test('one point, one x, a constant, no values', async () => {
  for (const points of [
    [{ x: 3, y: 5 }],
    [{ x: 3, y: 5, low: 4, high: 6 }],
    [
      { x: 3, y: 0 },
      { x: 4, y: 0 },
    ],
  ]) {
    const chart = { ...chartOf(1, (x) => ({ x, y: 1 })), series: [{ name: 'head 0', points }] };
    expect(await widest(chart)).not.toMatch(/NaN|Infinity|undefined|null/);
  }
  const none = chartOf(2, (x) => ({ x, y: null }));
  expect(lineChart(none, marksOf(none))).toBeNull();
  const one = chartOf(2, (x, series) => ({ x, y: series === 0 ? null : x }));
  expect(lineChart(one, marksOf(one))!.caption).toContain('Without values: head 0.');
});

test('lines that lie over each other are shown one by one as well, others are not', async () => {
  const crowded = chartOf(5, (x, series) => ({ x, y: 10 / x + 0.01 * series }));
  const plan = oneByOne(crowded, marksOf(crowded))!;
  expect(plan.name).toBe('a-one-by-one');
  const { layout } = await drawChart(plan);
  if (layout.kind !== 'grid') throw new Error('panels expected');
  const panels = layout.rows[0]!.panels;
  expect(panels.map(({ heading }) => heading)).toEqual(crowded.series.map(({ name }) => name));
  for (const [i, { drawing }] of panels.entries()) {
    const strokes = [
      ...drawing.inner.matchAll(/<path d="M[^"]*" stroke="var\(--([a-z0-9-]+)\)" stroke-width="[12]"/g),
    ];
    expect(strokes.map(([, color]) => color).sort()).toEqual(
      [`head-${[1, 2, 4, 5, 3][i]}`, 'ink-3', 'ink-3', 'ink-3', 'ink-3'].sort(),
    );
  }
  const apart = chartOf(5, (x, series) => ({ x, y: 10 / x + 20 * series }));
  expect(oneByOne(apart, marksOf(apart))).toBeNull();
  const few = chartOf(3, (x) => ({ x, y: x }));
  expect(oneByOne(few, marksOf(few))).toBeNull();
});
