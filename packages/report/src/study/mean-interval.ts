// Programs that read this package from its sources find the types of jStat through this line alone.
/// <reference path="./jstat.d.ts" />
import jstat from 'jstat';
import type { StudyInterval } from '../study-report-data.js';

/**
 * The mean of a few measurements, such as one for each seed, and the confidence interval of the true mean (Student's t):
 *
 *     mean ± t · s / √n        s² = Σ (x - mean)² / (n - 1),   t = quantile (1 + confidence) / 2 with n - 1 degrees of freedom
 *
 * It holds the true mean as often as `confidence` says where the measurements are independent and about normal. The
 * quantile is jStat's, through the beta distribution: t² = ν (1 - x) / x with x the quantile 1 - confidence of
 * Beta(ν/2, 1/2).
 *
 * Source: Student, "The probable error of a mean", Biometrika 1908.
 *
 * @param values at least one
 * @param confidence in (0, 1); what the reports say is 0.95
 * @returns without `low` and `high` where there is one value: it tells nothing of the spread
 * @throws RangeError for no values, values that are not finite, a confidence outside (0, 1)
 */
export function meanInterval(values: readonly number[], confidence = 0.95): StudyInterval {
  const n = values.length;
  if (n === 0) throw new RangeError('meanInterval: values must have at least one number, got none');
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(
      `meanInterval: values[${wrong}] must be a finite number, got ${String(values[wrong])}`,
    );
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`meanInterval: confidence must be a number in (0, 1), got ${String(confidence)}`);
  }
  // Shifted by the first value: the sum of many large values that lie close together keeps its digits.
  const first = values[0]!;
  const mean = first + values.reduce((sum, value) => sum + (value - first), 0) / n;
  if (n === 1) return { mean, n };
  const freedom = n - 1;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const x = jstat.ibetainv(1 - confidence, freedom / 2, 0.5);
  const half = Math.sqrt(((freedom * (1 - x)) / x) * (squares / freedom / n));
  return { mean, low: mean - half, high: mean + half, n };
}
