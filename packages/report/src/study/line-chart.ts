import type { TopLevelSpec } from 'vega-lite';
import type { ChartPlan } from '../charts/chart-plan.js';
import { shortenText } from '../charts/shorten-text.js';
import { textWidth } from '../charts/svg-text.js';
import { cleanText } from '../html/clean-text.js';
import type { StudyChart } from '../study-report-data.js';
import { chartConfig, type DrawingSize, drawingSizes, faintInk } from '../theme/chart-theme.js';
import type { MarkStyle } from '../theme/head-colors.js';
import type { AxisScale } from './axis-scale.js';
import { chartAxes } from './chart-axes.js';
import { describeLines } from './chart-words.js';
import { type Line, linesOf, pointsOf } from './line-data.js';
import { lineLayers } from './line-layers.js';
import { endNames, referenceNames } from './line-names.js';

/** Up to so many bands can lie over each other and be told apart; with more lines, intervals are bars side by side. */
const mostBands = 3;

/**
 * The lines of a study over their x: intervals, reference lines, and, where there is room, each name at the end of its
 * line. Null where no series has a value.
 */
export function lineChart(chart: StudyChart, marks: ReadonlyMap<string, MarkStyle>): ChartPlan | null {
  const lines = linesOf(chart, marks);
  const drawn = lines.filter((line) => line.runs.length > 0);
  if (drawn.length === 0) return null;
  return {
    name: chart.id,
    title: chart.title,
    caption: caption(chart, lines),
    alternative: `${chart.title}. ${describeLines(chart, lines)}`,
    legend: drawn.map(({ name, mark }) => ({ label: name, color: mark })),
    layout: { kind: 'single', sizes: drawingSizes.map((size) => ({ size, spec: spec(chart, drawn, size) })) },
  };
}

function caption(chart: StudyChart, lines: readonly Line[]): string {
  const withInterval = linesWithInterval(lines);
  const empty = lines.filter((line) => line.runs.length === 0).map((line) => line.name);
  return [
    chart.description,
    withInterval === 0
      ? ''
      : withInterval <= mostBands
        ? 'Bands are 95% confidence intervals.'
        : 'Bars are 95% confidence intervals; points of the same x are set side by side, so that none hides another.',
    empty.length === 0 ? '' : `Without values: ${empty.join(', ')}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function linesWithInterval(lines: readonly Line[]): number {
  return lines.filter((line) => pointsOf([line]).some((point) => point.interval !== null)).length;
}

function spec(chart: StudyChart, lines: readonly Line[], size: DrawingSize): TopLevelSpec {
  const { fontSize } = size;
  const narrow = size.name === 'narrow';
  // One line needs no name beside it: the legend has it. Where the drawing is narrow the legend has to do for all.
  const named = narrow || lines.length === 1 ? [] : lines;
  const references = (chart.references ?? []).map(({ y, name }) => ({ y, name: cleanText(name) }));
  const mostCharacters = Math.floor((0.27 * size.width) / (0.58 * fontSize));
  const margin = (narrow ? [] : [...named, ...references]).map(({ name }) =>
    shortenText(name, mostCharacters),
  );
  const { box, scales, x, y } = chartAxes(chart, lines, {
    ...size,
    // The width of a text is an estimate, and fonts differ: a tenth more keeps the longest name inside.
    right: margin.length === 0 ? 20 : 44 + 1.12 * fontSize * Math.max(...margin.map(textWidth)),
  });
  const intervals = linesWithInterval(lines) <= mostBands ? 'band' : 'bar';
  const shift = intervals === 'band' ? (value: number) => value : sideBySide(lines, scales.x, box.width);
  return {
    ...box,
    config: chartConfig(fontSize),
    layer: [
      {
        data: { values: references },
        mark: { type: 'rule', strokeWidth: 1.5, strokeDash: [2, 3], color: faintInk },
        encoding: { y: { field: 'y', ...y } },
      },
      ...lineLayers(lines, {
        x,
        y,
        symbolSize: narrow ? 70 : 95,
        intervals,
        shift,
      }),
      ...(narrow
        ? referenceNames(references, scales.y, box, fontSize)
        : endNames({ lines: named, references, margin, scales, shift, box, fontSize })),
    ],
  };
}

/** Moves the points of one x apart: a little, so that a steep line is not seen at another height than it has. */
function sideBySide(
  lines: readonly Line[],
  scale: AxisScale,
  width: number,
): (x: number, line: number) => number {
  const places = [...new Set(pointsOf(lines).map((point) => scale.place(point.x) * width))].sort(
    (a, b) => a - b,
  );
  const room = Math.min(...places.slice(1).map((place, i) => place - places[i]!));
  const step = Math.min(3, (0.5 * room) / lines.length);
  return (x, line) => scale.valueAt(scale.place(x) + (step * (line - (lines.length - 1) / 2)) / width);
}
