import type { ReportEpoch } from '../report-data.js';
import type { Configuration } from './configuration.js';

/** One point of a mean learning curve. */
export interface CurvePoint {
  readonly epoch: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly numSeeds: number;
}

/**
 * Mean over the seeds of one number against the epoch, at most `mostPoints` points.
 *
 * Seeds that stopped early drop out of the mean from then on: `numSeeds` says how many are left.
 *
 * @param read the number of one line of the history; null, undefined and not finite are left out
 */
export function learningCurve(
  configuration: Configuration,
  read: (line: ReportEpoch) => number | null | undefined,
  mostPoints = 200,
): CurvePoint[] {
  const byEpoch = new Map<number, number[]>();
  for (const run of configuration.runs) {
    for (const line of run.history ?? []) {
      const value = read(line);
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      const values = byEpoch.get(line.epoch);
      if (values === undefined) byEpoch.set(line.epoch, [value]);
      else values.push(value);
    }
  }
  const points = [...byEpoch.entries()]
    .sort(([a], [b]) => a - b)
    .map(([epoch, values]) => ({
      epoch,
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      min: Math.min(...values),
      max: Math.max(...values),
      numSeeds: values.length,
    }));
  const stride = Math.ceil(points.length / mostPoints);
  return points.filter((_, i) => i % stride === 0 || i === points.length - 1);
}
