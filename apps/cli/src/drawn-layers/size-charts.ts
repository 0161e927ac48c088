import type { StudyChart, StudySeries } from '@sbn/report';
import { chartParts } from '../experiment/chart-parts.js';
import { groupBy } from '../experiment/group-by.js';
import type { Percentiles } from './drawn-records.js';
import { type DrawnCell, type DrawnSummary, leastMargin, type PercentileIntervals } from './drawn-summary.js';
import { pointOf } from './point-of.js';

/** A chart against n, but for its cells. */
interface SizeChart extends Pick<StudyChart, 'id' | 'title' | 'description' | 'y' | 'references' | 'claims'> {
  readonly point: (cell: DrawnCell) => StudySeries['points'][number];
}

const percentileNames: readonly (readonly [key: keyof Percentiles, name: string])[] = [
  ['p99', '99th percentile'],
  ['p95', '95th percentile'],
  ['p75', '75th percentile'],
  ['p50', 'median'],
  ['p25', '25th percentile'],
  ['p5', '5th percentile'],
  ['p1', '1st percentile'],
];

/**
 * What becomes of the label sets as n grows, a chart for each k and each question; none where there is one n. Of random
 * layers, which may be many, those of 2k + 1 columns are drawn beside layers with fixed columns.
 */
export function sizeCharts(summary: DrawnSummary): StudyChart[] {
  const { cells } = summary;
  if (new Set(cells.map(({ numLabels }) => numLabels)).size < 2) return [];
  const hasFixed = cells.some(({ fixed }) => fixed);
  const drawn = cells.filter(({ fixed, dim, k }) => fixed || !hasFixed || dim === 2 * k + 1);
  const largestK = Math.max(...cells.map(({ k }) => k));
  return [
    ...[...groupBy(drawn, ({ k, cardinality }) => `${k} ${cardinality}`).values()].flatMap((group) =>
      questions(summary).flatMap((question) => {
        // A chart of 100% everywhere says nothing that a sentence does not.
        const isWhole =
          question.id === 'argmaxable' && group.every(({ argmaxable }) => argmaxable.mean === 1);
        return isWhole ? [] : chartOf(question, group);
      }),
    ),
    ...[...groupBy(drawn, ({ series }) => series)].flatMap(([series, group]) =>
      percentileCharts(
        summary,
        series,
        group.filter(({ fixed, k, cardinality }) => fixed && k === largestK && cardinality === k),
      ),
    ),
  ];
}

function questions({ box, epsilon, leastRadius }: DrawnSummary): SizeChart[] {
  const floor = `Below ${leastRadius} a radius counts as ${leastRadius}: the paper's linear program does not tell it from none.`;
  const radius = { title: `radius in the box |x| ≤ ${box}`, scale: 'log' as const };
  const references = [
    { y: epsilon!, name: 'ε' },
    { y: leastRadius!, name: 'least radius' },
  ];
  return [
    {
      id: 'median-radius',
      title: 'Median radius',
      description: `Radius of the largest ball of inputs that all output the set, half of the sets below and half above. ${floor}`,
      y: radius,
      references,
      claims: ['radius-falls', 'slack-raises-radius'],
      point: ({ numLabels, radius: { p50 } }) => pointOf(numLabels, p50),
    },
    {
      id: 'low-radius',
      title: 'Radius, 5th percentile',
      description: `One set in twenty has a smaller radius. ${floor}`,
      y: radius,
      references,
      point: ({ numLabels, radius: { p5 } }) => pointOf(numLabels, p5),
    },
    {
      id: 'epsilon',
      title: 'ε-argmaxable label sets',
      description: `Sets with a radius over ε = ${epsilon} in the box.`,
      y: { title: 'ε-argmaxable', format: 'percent' },
      point: ({ numLabels, epsilonArgmaxable }) => pointOf(numLabels, epsilonArgmaxable, 1),
    },
    {
      id: 'argmaxable',
      title: 'Argmaxable label sets',
      description: 'Sets that some input outputs, by a proof for each; what is undecided does not count.',
      y: { title: 'argmaxable', format: 'percent' },
      claims: ['k-guarantee', 'random-of-same-width'],
      point: ({ numLabels, argmaxable }) => pointOf(numLabels, argmaxable, 1),
    },
    {
      id: 'margin',
      title: 'Median margin',
      description:
        'The margin depends on no box and on no scale. Layers without a median above the least margin that counts lie on its line.',
      y: { title: 'margin', scale: 'log' },
      references: [{ y: leastMargin({ box: box!, leastRadius: leastRadius! }), name: 'least margin' }],
      claims: ['tiny-margins'],
      point: ({ numLabels, margin: { p50 } }) => pointOf(numLabels, p50, 1),
    },
  ];
}

function chartOf({ point, ...chart }: SizeChart, cells: readonly DrawnCell[]): StudyChart[] {
  const { k, cardinality } = cells[0]!;
  return chartParts({
    ...chart,
    id: `${chart.id}-k${k}${cardinality === k ? '' : `-${cardinality}-on`}`,
    title: `${chart.title}, k = ${k}${cardinality === k ? '' : `, ${cardinality} labels on`}`,
    section: 'As the number of labels grows',
    x: { title: 'number of labels n', scale: 'log' },
    series: [...groupBy(cells, ({ series }) => series)].map(([name, group]) => ({
      name,
      points: group.map(point),
    })),
  });
}

/** All percentiles of the radius of one layer. */
function percentileCharts(
  { box, epsilon, leastRadius }: DrawnSummary,
  series: string,
  cells: readonly DrawnCell[],
): StudyChart[] {
  if (cells.length === 0) return [];
  const pick = (radius: PercentileIntervals, key: keyof Percentiles): PercentileIntervals['p50'] =>
    radius[key];
  return [
    {
      id: `percentiles-${series.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
      title: `${series}: percentiles of the radius, k = ${cells[0]!.k}`,
      description: 'How many of a hundred random sets of k labels have a smaller radius.',
      section: 'All percentiles of the radius',
      x: { title: 'number of labels n', scale: 'log' },
      y: { title: `radius in the box |x| ≤ ${box}`, scale: 'log' },
      references: [
        { y: epsilon!, name: 'ε' },
        { y: leastRadius!, name: 'least radius' },
      ],
      series: percentileNames.map(([key, name]) => ({
        name,
        points: cells.map(({ numLabels, radius }) => pointOf(numLabels, pick(radius, key))),
      })),
    },
  ];
}
