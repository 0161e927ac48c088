import { formatCount } from '../format/format-count.js';
import { formatNumber } from '../format/format-number.js';
import { formatPercent } from '../format/format-percent.js';
import { cleanText } from '../html/clean-text.js';
import type { StudyAxis, StudyChart } from '../study-report-data.js';
import type { Line, LinePoint } from './line-data.js';

/** The title of an axis, with its scale where that is not linear. */
export function axisTitle({ title, scale }: StudyAxis): string {
  return cleanText(scale === 'log' ? `${title} (log scale)` : title);
}

/** How the numbers along an axis read in sentences and tables. */
export function axisNumber(axis: StudyAxis): (value: number) => string {
  if (axis.format === 'percent') return (value) => formatPercent(value);
  // What is counted (a width, an epoch) is written out: three digits of 33,278 would be another number.
  return (value) =>
    Number.isInteger(value) && Math.abs(value) < 1e7 ? formatCount(value) : formatNumber(value);
}

/** What a chart shows, for those who do not see it: where each line starts and ends, and its lowest and highest value. */
export function describeLines(chart: StudyChart, lines: readonly Line[]): string {
  const [x, y] = [axisNumber(chart.x), axisNumber(chart.y)];
  const at = (point: LinePoint): string => `${y(point.y)} at ${x(point.x)}`;
  const described = lines.map(({ name, runs }) => {
    const points = runs.flat();
    if (points.length === 0) return `${name}: no values.`;
    if (points.length === 1) return `${name}: ${at(points[0]!)}.`;
    const lowest = points.reduce((a, b) => (b.y < a.y ? b : a));
    const highest = points.reduce((a, b) => (b.y > a.y ? b : a));
    return `${name}: from ${at(points[0]!)} to ${at(points.at(-1)!)}; lowest ${at(lowest)}, highest ${at(highest)}.`;
  });
  const references = (chart.references ?? []).map(({ name, y: height }) => `${name}: ${y(height)}.`);
  return `${chart.y.title} over ${chart.x.title}. ${[...described, ...references].join(' ')}`;
}
