import { formatNumber } from './format-number.js';
import { formatPercent } from './format-percent.js';

/** How a metric is shown. */
export interface MetricScale {
  /** True: a share of 1, shown in per cent. */
  readonly percent: boolean;
  format(value: number): string;
  /** The number a chart plots: per cent, or the value itself. */
  plotted(value: number): number;
}

/**
 * Percentages for metrics that live in [0, 1] (F1, precision, Hamming loss …), plain numbers for others
 * (losses, perplexities).
 *
 * @param key the metric's key
 * @param values every value of it that the report shows
 */
export function metricScale(key: string, values: readonly number[]): MetricScale {
  const unbounded = /loss|perplexity|entropy|seconds/i.test(key) && !/hamming/i.test(key);
  const percent = !unbounded && values.every((value) => value >= 0 && value <= 1);
  return {
    percent,
    format: (value) => (percent ? formatPercent(value, 2) : formatNumber(value)),
    plotted: (value) => (percent ? value * 100 : value),
  };
}
