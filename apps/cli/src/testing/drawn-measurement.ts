import type { Percentiles } from '../drawn-layers/drawn-records.js';
import type { DrawnMeasurement } from '../drawn-layers/drawn-summary.js';

/** Percentiles that are all the same. */
export function allPercentiles(value: number): Percentiles {
  return { p1: value, p5: value, p25: value, p50: value, p75: value, p95: value, p99: value };
}

/** What a Gaussian layer of 100 labels does with ten pairs, but for what is changed. */
export function drawnMeasurement(changes: Partial<DrawnMeasurement> = {}): DrawnMeasurement {
  const { k = 2, seed = 0, dim = 5 } = changes;
  return {
    headId: `gaussian-d${dim}`,
    headName: 'Gaussian',
    head: { kind: 'gaussian', extraDims: dim - 2 * k - 1, constantColumn: false },
    series: 'Gaussian',
    family: 'Gaussian',
    numLabels: 100,
    k,
    dim,
    seed,
    cardinality: k,
    total: 10,
    argmaxable: { yes: 0, no: 10, undecided: 0 },
    argmaxableInBox: { yes: 0, no: 10, undecided: 0 },
    epsilonArgmaxable: { yes: 0, no: 10, undecided: 0 },
    missedByBox: 0,
    radius: allPercentiles(0),
    margin: allPercentiles(0),
    ...changes,
  };
}
