import { cleanText } from '../html/clean-text.js';
import type { StudyChart, StudyPoint } from '../study-report-data.js';
import type { MarkStyle } from '../theme/head-colors.js';

/** A series as charts draw it. */
export interface Line {
  readonly name: string;
  readonly mark: MarkStyle;
  readonly dashed: boolean;
  /** Neighbouring points that are joined, by increasing x; a point without a value ends a run. Empty for no values. */
  readonly runs: readonly (readonly LinePoint[])[];
}

/** A point with a value. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** The series of a chart as runs of points. */
export function linesOf(chart: StudyChart, marks: ReadonlyMap<string, MarkStyle>): Line[] {
  return chart.series.map(({ name, points, dashed = false }) => ({
    name: cleanText(name),
    mark: marks.get(name)!,
    dashed,
    runs: runsOf(points),
  }));
}

/** All points of some lines. */
export function pointsOf(lines: readonly Line[]): LinePoint[] {
  return lines.flatMap((line) => line.runs.flat());
}

function runsOf(points: readonly StudyPoint[]): LinePoint[][] {
  const runs: LinePoint[][] = [[]];
  for (const { x, y, low, high } of [...points].sort((a, b) => a.x - b.x)) {
    if (y === null) runs.push([]);
    else runs.at(-1)!.push({ x, y, interval: low === undefined ? null : { low, high: high! } });
  }
  return runs.filter((run) => run.length > 0);
}
