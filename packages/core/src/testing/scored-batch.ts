import type { ScoredBatch } from '../metrics/check-scores.js';
import { labelSetsFrom } from '../sparse/label-sets.js';
import type { PlainRow } from './plain-metrics.js';

/** Rows as a batch of scores, float64 unless told otherwise. */
export function scoredBatch(
  rows: readonly PlainRow[],
  numLabels: number,
  kind: typeof Float64Array | typeof Float32Array = Float64Array,
): ScoredBatch {
  return {
    scores: kind.from(rows.flatMap(({ scores }) => scores)),
    numRows: rows.length,
    labels: labelSetsFrom(
      rows.map(({ gold }) => gold),
      numLabels,
    ),
  };
}
