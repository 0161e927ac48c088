import type { ReportEpoch } from '../report-data.js';
import { type Digest, type Metric, metricOf } from './digest.js';
import { isScore } from './is-score.js';

/** The validation metric that the report follows over the epochs. */
export interface ValidMetric extends Metric {
  read(line: ReportEpoch): number | null;
  /** Whether a is better than b: higher for scores, lower for losses. */
  better(a: number, b: number): boolean;
}

/** The metric in the foreground if the history has it, else the first score it has; null without one. */
export function validMetric(digest: Digest): ValidMetric | null {
  const keys = new Set(
    digest.data.runs.flatMap((run) => (run.history ?? []).flatMap((line) => Object.keys(line.valid ?? {}))),
  );
  const key =
    digest.metric !== null && keys.has(digest.metric.key) ? digest.metric.key : [...keys].find(isScore);
  if (key === undefined) return null;
  const metric = metricOf(digest.data, key);
  const lower = /loss|perplexity|entropy/i.test(key);
  return {
    ...metric,
    read: (line) => {
      const value = line.valid?.[key];
      return typeof value === 'number' && Number.isFinite(value) ? value : null;
    },
    better: (a, b) => (lower ? a < b : a > b),
  };
}
