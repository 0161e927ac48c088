import type { ReportData, ReportDetection, ReportHead, ReportRun } from '../report-data.js';

/** A BSL of width d on 64 inputs and 100 labels. */
export function bsl(d: number): ReportHead {
  return {
    kind: 'sigmoid-bottleneck',
    label: `BSL ${d}`,
    columns: d,
    numParams: 164 * d + d,
    numWeights: 164 * d,
  };
}

/** A DFT head with k = 5 and s slack dims on 64 inputs and 100 labels. */
export function dft(slackDims: number): ReportHead {
  const columns = 11 + slackDims;
  const numWeights = 64 * columns + slackDims * 100;
  return {
    kind: 'dft',
    label: `DFT ${slackDims}`,
    columns,
    k: 5,
    slackDims,
    numParams: numWeights + columns,
    numWeights,
  };
}

/** A run with one metric. */
export function run(
  head: ReportHead,
  seed: number,
  f1At5: number | null,
  more: Partial<ReportRun> = {},
): ReportRun {
  return { id: `${head.label} seed ${seed}`, head, seed, test: { f1At5 }, ...more };
}

/** Verdicts on `total` label sets; what is neither unargmaxable nor undecided is argmaxable. */
export function verdicts(
  total: number,
  unargmaxable: number,
  undecided: number,
  more: Partial<ReportDetection> = {},
): ReportDetection {
  return { total, unargmaxable, undecided, argmaxable: total - unargmaxable - undecided, ...more };
}

/** The least a report needs, around some runs. */
export function reportOf(runs: readonly ReportRun[], more: Partial<ReportData> = {}): ReportData {
  return {
    title: 'A report',
    createdAt: '2025-03-01T12:00:00Z',
    dataset: { name: 'numbers' },
    runs,
    ...more,
  };
}
