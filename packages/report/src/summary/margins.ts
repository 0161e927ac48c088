import type { ReportDetection } from '../report-data.js';
import type { Configuration } from './configuration.js';
import { percentile } from './percentile.js';

/** The margins of one configuration, all seeds together. */
export interface Margins extends GatheredMargins {
  readonly configuration: Configuration;
  readonly unargmaxable: number;
  readonly undecided: number;
}

/** Margins of argmaxable label sets. */
export interface GatheredMargins {
  /** Argmaxable sets with a recorded positive margin. */
  readonly count: number;
  /** log10 of single margins, in increasing order. */
  readonly values: Float64Array;
  /** Bins of recorded histograms. */
  readonly bins: readonly MarginBin[];
  /** log10 of the 5th, 50th and 95th percentile. */
  readonly quantiles: readonly [number, number, number];
  /** log10 of the smallest and the largest margin; of a histogram, the outermost edges. */
  readonly range: readonly [number, number];
}

/** `count` margins somewhere between 10^low and 10^high. */
export interface MarginBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Collects the margins of each configuration that has some; what is not above zero is no margin and is left out. */
export function collectMargins(configurations: readonly Configuration[]): Margins[] {
  return configurations.flatMap((configuration) => {
    const detections = configuration.runs.flatMap(({ detection }) => detection ?? []);
    const gathered = gatherMargins(detections.map(({ margins }) => margins));
    if (gathered === null) return [];
    const sum = (status: 'unargmaxable' | 'undecided'): number =>
      detections.reduce((all, detection) => all + detection[status], 0);
    return [{ configuration, ...gathered, unargmaxable: sum('unargmaxable'), undecided: sum('undecided') }];
  });
}

/** Puts recorded margins together, single values and histograms alike; null where there are none above zero. */
export function gatherMargins(recorded: readonly ReportDetection['margins'][]): GatheredMargins | null {
  const single: number[] = [];
  const bins: MarginBin[] = [];
  for (const margins of recorded) {
    if (margins === undefined) continue;
    if ('log10Edges' in margins) {
      for (const [i, count] of margins.counts.entries()) {
        if (count > 0) bins.push({ low: margins.log10Edges[i]!, high: margins.log10Edges[i + 1]!, count });
      }
    } else {
      for (const margin of margins) if (margin > 0) single.push(Math.log10(margin));
    }
  }
  const values = Float64Array.from(single).sort();
  const count = values.length + bins.reduce((sum, bin) => sum + bin.count, 0);
  if (count === 0) return null;
  const range: [number, number] = [
    Math.min(values[0] ?? Number.POSITIVE_INFINITY, ...bins.map((bin) => bin.low)),
    Math.max(values.at(-1) ?? Number.NEGATIVE_INFINITY, ...bins.map((bin) => bin.high)),
  ];
  const quantile = (share: number): number =>
    bins.length === 0 ? percentile(values, share) : binnedQuantile(values, bins, share * count, range);
  return { count, values, bins, quantiles: [quantile(0.05), quantile(0.5), quantile(0.95)], range };
}

/** Where `target` margins lie below: bins count as evenly filled. Halving the range finds it for any mixture. */
function binnedQuantile(
  values: Float64Array,
  bins: readonly MarginBin[],
  target: number,
  range: readonly [number, number],
): number {
  let [low, high] = range;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    let below = 0;
    for (const value of values) if (value <= middle) below++;
    for (const bin of bins) {
      below += bin.count * Math.min(1, Math.max(0, (middle - bin.low) / (bin.high - bin.low)));
    }
    if (below < target) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Counts margins per equal bin.
 *
 * @param edges log10, increasing, evenly spaced; what lies outside goes into the outermost bins
 * @returns the count of each bin; they add up to `margins.count` up to rounding
 */
export function binMargins(margins: Pick<Margins, 'values' | 'bins'>, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const first = edges[0]!;
  const width = (edges.at(-1)! - first) / counts.length;
  const binOf = (value: number): number =>
    Math.min(counts.length - 1, Math.max(0, Math.floor((value - first) / width)));
  for (const value of margins.values) counts[binOf(value)]! += 1;
  for (const { low, high, count } of margins.bins) {
    for (let bin = binOf(low); bin <= binOf(high); bin++) {
      const from = bin === 0 ? low : Math.max(low, edges[bin]!);
      const to = bin === counts.length - 1 ? high : Math.min(high, edges[bin + 1]!);
      if (to > from) counts[bin]! += (count * (to - from)) / (high - low);
    }
  }
  return counts;
}
