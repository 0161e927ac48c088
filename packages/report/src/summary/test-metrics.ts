import { type Digest, type Metric, metricOf } from './digest.js';
import { isScore } from './is-score.js';

/**
 * The metrics on the test split, most telling first: the one in the foreground, precision, recall and nDCG at its
 * cutoff, micro and macro F1, then the others as the runs list them.
 */
export function testMetrics(digest: Digest): Metric[] {
  const keys = new Set(digest.data.runs.flatMap((run) => Object.keys(run.test ?? {})));
  const foreground = digest.metric?.key ?? '';
  const cutoff = /At\d+$/.exec(foreground)?.[0] ?? '';
  const first = [
    foreground,
    `f1${cutoff}`,
    `precision${cutoff}`,
    `recall${cutoff}`,
    `ndcg${cutoff}`,
    'microF1',
    'macroF1',
  ];
  return [...new Set([...first.filter((key) => keys.has(key)), ...keys])]
    .filter((key) => key === foreground || isScore(key))
    .map((key) => metricOf(digest.data, key));
}
