import type { JudgedExperiment, JudgedHead, JudgedRun } from '../classification/claims/judged-experiment.js';
import type { DetectionRecord } from '../detection/detection-record.js';

/** An experiment for the judges of claims. */
export function judgedOf(
  bottlenecks: readonly JudgedHead[],
  dfts: readonly JudgedHead[] = [],
): JudgedExperiment {
  return { metric: 'f1At5', metricTitle: 'F1@5', bottlenecks, dfts };
}

/** A head with one run for each entry, under the seeds 0, 1, … */
export function judgedHead(
  width: number,
  numParams: number,
  runs: readonly Partial<JudgedRun>[],
): JudgedHead {
  return {
    name: `head ${width}`,
    width,
    numParams,
    runs: runs.map((run, seed) => ({ seed, course: [], ...run })),
  };
}

/** Verdicts on 100 label sets. */
export function detectionOf(counts: {
  readonly unargmaxable?: number;
  readonly undecided?: number;
  /** In the box; no box when left out. */
  readonly epsilonArgmaxable?: number;
  /** Of the promised sets, all 100 here; no promise when left out. */
  readonly k?: number;
}): DetectionRecord {
  const { unargmaxable = 0, undecided = 0, epsilonArgmaxable, k } = counts;
  const verdicts = {
    total: 100,
    argmaxable: 100 - unargmaxable - undecided,
    unargmaxable,
    undecided,
  };
  const inBox = { ...verdicts, epsilonArgmaxable };
  return {
    ...verdicts,
    decidedBy: [{ name: 'search', count: 100, milliseconds: 200 }],
    ...(k === undefined ? {} : { guarantee: { k, ...verdicts } }),
    ...(epsilonArgmaxable === undefined ? {} : { inBox: { box: 1e4, epsilon: 1, sets: inBox } }),
  } as unknown as DetectionRecord;
}
