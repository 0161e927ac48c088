import { percentile } from '@sbn/report';
import { groupBy } from '../experiment/group-by.js';
import type { DrawnDetectionConfig } from './drawn-layers-config.js';
import type { MeasureLine, Percentiles, SetMeasures, YesNoCounts } from './drawn-records.js';

/** Sums up what was measured, by the number of labels of the sets; in the order of their first appearance. */
export function summarizeMeasures(
  lines: readonly MeasureLine[],
  { leastRadius, epsilon }: Pick<DrawnDetectionConfig, 'leastRadius' | 'epsilon'>,
): SetMeasures[] {
  return [...groupBy(lines, ({ labels }) => labels.length)].map(([cardinality, group]) => {
    const argmaxable = group.map(({ status }) =>
      status === 'undecided' ? undefined : status === 'argmaxable',
    );
    const inBox = group.map((line) => decide(line, (radius) => radius >= leastRadius));
    return {
      cardinality,
      total: group.length,
      argmaxable: count(argmaxable),
      argmaxableInBox: count(inBox),
      epsilonArgmaxable: count(group.map((line) => decide(line, (radius) => radius > epsilon))),
      missedByBox: group.filter((_, i) => argmaxable[i] === true && inBox[i] === false).length,
      radius: percentilesOf(group.map(({ radius }) => radius)),
      margin: percentilesOf(group.map(({ margin }) => margin)),
    };
  });
}

/** Whether a radius passes; undefined where its two bounds do not tell. */
function decide(
  { radius, radiusUpperBound }: MeasureLine,
  passes: (radius: number) => boolean,
): boolean | undefined {
  if (passes(radius)) return true;
  return radiusUpperBound === null || passes(radiusUpperBound) ? undefined : false;
}

function count(answers: readonly (boolean | undefined)[]): YesNoCounts {
  const yes = answers.filter((answer) => answer === true).length;
  const no = answers.filter((answer) => answer === false).length;
  return { yes, no, undecided: answers.length - yes - no };
}

function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const [p1, p5, p25, p50, p75, p95, p99] = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map((share) =>
    percentile(sorted, share),
  ) as [number, number, number, number, number, number, number];
  return { p1, p5, p25, p50, p75, p95, p99 };
}
