import { meanInterval, type StudyInterval } from '@sbn/report';
import { groupBy } from '../experiment/group-by.js';
import { intervalOver } from '../experiment/over-seeds.js';
import type { DrawnLayersConfig } from './drawn-layers-config.js';
import type { DrawnOutcome, Percentiles, SetMeasures, YesNoCounts } from './drawn-records.js';
import type { DrawnRun } from './expand-drawn-grid.js';

/** What one layer, drawn with one seed, does with the label sets of one cardinality. */
export interface DrawnMeasurement extends SetMeasures, Omit<DrawnRun, 'id'> {}

/** Intervals of percentiles: of their logarithms, since they span many powers of ten. */
export type PercentileIntervals = Readonly<Record<keyof Percentiles, StudyInterval>>;

/** One layer of one size over its seeds, with the label sets of one cardinality. */
export interface DrawnCell
  extends Pick<DrawnRun, 'headId' | 'headName' | 'series' | 'family' | 'numLabels' | 'k' | 'dim'> {
  readonly fixed: boolean;
  readonly cardinality: number;
  readonly seeds: readonly number[];
  /** Label sets of all seeds together. */
  readonly total: number;
  /** Shares of the label sets. */
  readonly argmaxable: StudyInterval;
  readonly argmaxableInBox: StudyInterval;
  readonly epsilonArgmaxable: StudyInterval;
  /** Where any of the three questions is open. */
  readonly undecided: StudyInterval;
  /** Label sets of all seeds together that are argmaxable by proof and not by the paper's decision. */
  readonly missedByBox: number;
  readonly radius: PercentileIntervals;
  readonly margin: PercentileIntervals;
}

/** What a study of drawn layers comes to: `summary.json`. */
export interface DrawnSummary {
  readonly name: string;
  /** B; null where nothing was measured. */
  readonly box: number | null;
  readonly epsilon: number | null;
  /** Radii below this count as this in intervals and charts: the paper's program does not tell them from 0. */
  readonly leastRadius: number | null;
  readonly cells: readonly DrawnCell[];
}

/** The measurements of all runs that are done, one for each run and cardinality. */
export function drawnMeasurements(outcomes: readonly DrawnOutcome[]): DrawnMeasurement[] {
  return outcomes.flatMap(({ run: { id: _, ...run }, evaluation }) =>
    (evaluation?.byCardinality ?? []).map((measures) => ({ ...run, ...measures })),
  );
}

/** Means over the seeds of each layer of each size, in the order of the runs. */
export function summarizeDrawn(name: string, outcomes: readonly DrawnOutcome[]): DrawnSummary {
  const question = outcomes.find(({ evaluation }) => evaluation !== undefined)?.evaluation?.question;
  const measurements = drawnMeasurements(outcomes);
  const groups = groupBy(measurements, ({ headId, cardinality }) => `${headId} ${cardinality}`);
  return {
    name,
    box: question?.box ?? null,
    epsilon: question?.epsilon ?? null,
    leastRadius: question?.leastRadius ?? null,
    cells: question === undefined ? [] : [...groups.values()].map((group) => cellOf(group, question)),
  };
}

function cellOf(
  group: readonly DrawnMeasurement[],
  question: Pick<DrawnLayersConfig['detection'], 'leastRadius' | 'box'>,
): DrawnCell {
  const { headId, headName, series, family, numLabels, k, dim, cardinality, head } = group[0]!;
  const share = (pick: (measures: SetMeasures) => number): StudyInterval =>
    intervalOver(group, (measures) => pick(measures) / measures.total)!;
  const yes = (pick: (measures: SetMeasures) => YesNoCounts): StudyInterval =>
    share((measures) => pick(measures).yes);
  return {
    headId,
    headName,
    series,
    family,
    numLabels,
    k,
    dim,
    fixed: head.kind === 'dft' || head.kind === 'vandermonde',
    cardinality,
    seeds: group.map(({ seed }) => seed),
    total: group.reduce((sum, { total }) => sum + total, 0),
    argmaxable: yes((measures) => measures.argmaxable),
    argmaxableInBox: yes((measures) => measures.argmaxableInBox),
    epsilonArgmaxable: yes((measures) => measures.epsilonArgmaxable),
    undecided: share(({ argmaxable, argmaxableInBox, epsilonArgmaxable }) =>
      Math.max(argmaxable.undecided, argmaxableInBox.undecided, epsilonArgmaxable.undecided),
    ),
    missedByBox: group.reduce((sum, { missedByBox }) => sum + missedByBox, 0),
    radius: percentileIntervals(group, ({ radius }) => radius, question.leastRadius),
    margin: percentileIntervals(group, ({ margin }) => margin, leastMargin(question)),
  };
}

/** The margin that goes with the least radius: a ball of radius r around a center as far as the box has margin r / B or so. */
export function leastMargin({
  leastRadius,
  box,
}: Pick<DrawnLayersConfig['detection'], 'leastRadius' | 'box'>): number {
  return leastRadius / box;
}

function percentileIntervals(
  group: readonly DrawnMeasurement[],
  pick: (measures: SetMeasures) => Percentiles,
  least: number,
): PercentileIntervals {
  const of = (key: keyof Percentiles): StudyInterval =>
    logInterval(group.map((measures) => Math.max(least, pick(measures)[key])));
  return {
    p1: of('p1'),
    p5: of('p5'),
    p25: of('p25'),
    p50: of('p50'),
    p75: of('p75'),
    p95: of('p95'),
    p99: of('p99'),
  };
}

/** The geometric mean of positive numbers with the 95% interval of the mean of their logarithms. */
export function logInterval(values: readonly number[]): StudyInterval {
  const { mean, low, high, n } = meanInterval(values.map(Math.log10));
  const back = { mean: 10 ** mean, n };
  return low === undefined || high === undefined ? back : { ...back, low: 10 ** low, high: 10 ** high };
}
