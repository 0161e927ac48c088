import type { TopLevelSpec } from 'vega-lite';
import type { ChartPlan } from '../charts/chart-plan.js';
import type { StudyChart } from '../study-report-data.js';
import { chartConfig, drawingSizes, faintInk, panelSize } from '../theme/chart-theme.js';
import type { MarkStyle } from '../theme/head-colors.js';
import { chartAxes, chartScales } from './chart-axes.js';
import { describeLines } from './chart-words.js';
import { type Line, linesOf, pointsOf } from './line-data.js';
import { lineLayers } from './line-layers.js';

/** What the name of such a chart adds to that of the chart it goes with. */
export const oneByOneSuffix = '-one-by-one';

/** Points nearer to each other than this cover each other, px. */
const covered = 9;
/** With a larger share of covered points, a chart needs this one beside it. */
const mostCovered = 0.25;

/**
 * The lines of a chart once more, each in a panel of its own with all others in grey: where many lines lie over each
 * other, no colour makes one of them stand out. Null where the chart can be read without it.
 */
export function oneByOne(chart: StudyChart, marks: ReadonlyMap<string, MarkStyle>): ChartPlan | null {
  const lines = linesOf(chart, marks).filter((line) => line.runs.length > 0);
  if (!isCrowded(chart, lines)) return null;
  return {
    name: `${chart.id}${oneByOneSuffix}`,
    title: `${chart.title}: one by one`,
    caption:
      'The lines of the chart before, each in front of all others in grey. All panels share their axes.',
    alternative: `${chart.title}, a panel for each line. ${describeLines(chart, lines)}`,
    legend: [],
    layout: {
      kind: 'grid',
      rows: [{ panels: lines.map((line) => ({ heading: line.name, spec: spec(chart, lines, line) })) }],
    },
  };
}

/** Whether many points of different lines lie over each other in the widest drawing. */
function isCrowded(chart: StudyChart, lines: readonly Line[]): boolean {
  if (lines.length < 4) return false;
  const { width, height } = drawingSizes[0]!;
  const scales = chartScales(chart, lines);
  const places = lines.map((line) =>
    pointsOf([line]).map((point) => ({
      x: scales.x.place(point.x) * width,
      y: scales.y.place(point.y) * height,
    })),
  );
  const isCovered = (own: number, { x, y }: { x: number; y: number }): boolean =>
    places.some(
      (others, line) =>
        line !== own && others.some((other) => Math.hypot(other.x - x, other.y - y) < covered),
    );
  const points = places.flatMap((own, line) => own.map((place) => isCovered(line, place)));
  return points.filter((one) => one).length > mostCovered * points.length;
}

function spec(chart: StudyChart, lines: readonly Line[], front: Line): TopLevelSpec {
  const fontSize = 12;
  const { box, x, y } = chartAxes(chart, lines, { ...panelSize, fontSize, right: 16 });
  const others = lines.flatMap((line, place) =>
    line === front
      ? []
      : line.runs.flatMap((run, number) => run.map((point) => ({ ...point, run: `${place}.${number}` }))),
  );
  return {
    ...box,
    config: chartConfig(fontSize),
    layer: [
      {
        data: { values: others },
        mark: { type: 'line', strokeWidth: 1, color: faintInk, opacity: 0.5 },
        encoding: { x: { field: 'x', ...x }, y: { field: 'y', ...y }, detail: { field: 'run' } },
      },
      ...lineLayers([front], { x, y, symbolSize: 55, intervals: 'band', shift: (value) => value }),
    ],
  };
}
