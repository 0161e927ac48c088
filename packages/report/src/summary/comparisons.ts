import type { ReportComparison } from '../report-data.js';
import type { Configuration } from './configuration.js';
import { type Spread, spread } from './spread.js';

/** Two configurations side by side. Differences are relative to the baseline: −0.004 is 0.4% below it. */
export interface Comparison {
  readonly candidate: Configuration;
  readonly baseline: Configuration;
  readonly candidateMetric: Spread | null;
  readonly baselineMetric: Spread | null;
  /** mean(candidate) / mean(baseline) − 1; null without both metrics or with a baseline of 0. */
  readonly relativeDifference: number | null;
  /** The relative difference seed by seed, over the seeds that both have. */
  readonly perSeed: Spread | null;
  /** 1 − candidate parameters / baseline parameters: positive where the candidate is smaller. */
  readonly parameterSaving: number | null;
}

/** Sets two configurations side by side on one metric (null: parameters only). */
export function compareConfigurations(
  candidate: Configuration,
  baseline: Configuration,
  metric: string | null,
): Comparison {
  const candidateMetric = metric === null ? null : candidate.test(metric);
  const baselineMetric = metric === null ? null : baseline.test(metric);
  const perSeed =
    metric === null
      ? null
      : spread(
          candidate.runs.map((run) => {
            const other = baseline.runs.find((one) => one.seed === run.seed)?.test?.[metric];
            const own = run.test?.[metric];
            return typeof own === 'number' && typeof other === 'number' && other !== 0
              ? own / other - 1
              : null;
          }),
        );
  return {
    candidate,
    baseline,
    candidateMetric,
    baselineMetric,
    relativeDifference:
      candidateMetric === null || baselineMetric === null || baselineMetric.mean === 0
        ? null
        : candidateMetric.mean / baselineMetric.mean - 1,
    perSeed,
    parameterSaving:
      baseline.head.numParams === 0 ? null : 1 - candidate.head.numParams / baseline.head.numParams,
  };
}

/**
 * The pairs the paper compares: a head with s slack dims against the bottlenecked sigmoid layer of width d = 2s
 * (Grivas, Vergari, Lopez, AAAI 2024, section 5).
 */
export function defaultComparisons(configurations: readonly Configuration[]): readonly ReportComparison[] {
  return configurations.flatMap(({ head }) =>
    configurations
      .filter(
        (other) => other.head.kind === 'sigmoid-bottleneck' && isHalf(head.slackDims, other.head.columns),
      )
      .map((other) => ({ candidate: head.label, baseline: other.head.label })),
  );
}

/** Half of an odd width is rounded either way. */
function isHalf(slackDims: number | undefined, width: number): boolean {
  return slackDims !== undefined && slackDims > 0 && Math.abs(2 * slackDims - width) <= width % 2;
}
