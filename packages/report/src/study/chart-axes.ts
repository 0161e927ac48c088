import { type Frame, frame } from '../charts/frame.js';
import { type NumberAxis, numberAxis } from '../charts/number-axis.js';
import { shortenText } from '../charts/shorten-text.js';
import { textWidth } from '../charts/svg-text.js';
import type { StudyChart } from '../study-report-data.js';
import { type AxisScale, axisScale } from './axis-scale.js';
import { axisTitle } from './chart-words.js';
import { type Line, pointsOf } from './line-data.js';
import { xTicks } from './x-ticks.js';

/** Mean width of a letter, in units of the font size: what titles of axes are cut by. */
const letter = 0.55;

/** The scales that all drawings of a chart share: they hold every point, interval and reference line. */
export function chartScales(
  { x, y, references = [] }: StudyChart,
  lines: readonly Line[],
): { x: AxisScale; y: AxisScale } {
  const points = pointsOf(lines);
  const heights = points.flatMap((point) => [
    point.y,
    point.interval?.low ?? point.y,
    point.interval?.high ?? point.y,
  ]);
  return {
    x: axisScale(
      x,
      points.map((point) => point.x),
      0.03,
    ),
    y: axisScale(y, [...heights, ...references.map((reference) => reference.y)], 0.07),
  };
}

/**
 * The frame and the axes of one drawing.
 *
 * @param outer size of the drawing and of its texts, and the room right of the plot, px
 */
export function chartAxes(
  chart: StudyChart,
  lines: readonly Line[],
  outer: {
    readonly width: number;
    readonly height: number;
    readonly fontSize: number;
    readonly right: number;
  },
): { box: Frame; scales: { x: AxisScale; y: AxisScale }; x: NumberAxis; y: NumberAxis } {
  const { width, fontSize, right } = outer;
  const scales = chartScales(chart, lines);
  const yTicks = scales.y.ticks(6);
  const left = 14 + fontSize * Math.max(...yTicks.map((tick) => textWidth(scales.y.format(tick))));
  const box = frame(outer, { left, right, top: 34, bottom: 48 });
  const axis = (at: 'x' | 'y', room: number) => ({
    title: shortenText(axisTitle(chart[at]), Math.floor(room / (letter * fontSize))),
    domain: scales[at].domain,
    log: scales[at].log,
    format: scales[at].format,
  });
  const xs = pointsOf(lines).map((point) => point.x);
  return {
    box,
    scales,
    x: numberAxis({ ...axis('x', box.width), ticks: xTicks(xs, scales.x, { width: box.width, fontSize }) }),
    y: numberAxis({ ...axis('y', width - 8), ticks: yTicks, titleX: -left }),
  };
}
