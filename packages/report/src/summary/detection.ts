import type { ReportDetection, ReportVerdictCounts } from '../report-data.js';
import type { Configuration } from './configuration.js';
import type { Digest } from './digest.js';
import { type Spread, spread } from './spread.js';

/** Verdicts of one configuration over its seeds. */
export interface DetectionSummary {
  readonly configuration: Configuration;
  /** Seeds that were checked. */
  readonly numSeeds: number;
  /** Label sets that were checked with each seed. */
  readonly total: Spread;
  readonly counts: Readonly<Record<Verdict, Spread>>;
  /** Shares of the label sets. */
  readonly shares: Readonly<Record<Verdict, Spread>>;
  /** The sets that the construction promises, all seeds added up; null without a guarantee. */
  readonly guarantee: ReportVerdictCounts | null;
  /** Shares of the examples; null where not given. */
  readonly exampleShares: Readonly<Record<Verdict, Spread>> | null;
}

export type Verdict = 'argmaxable' | 'unargmaxable' | 'undecided';

/** The verdicts of each configuration that was checked on at least one label set. */
export function summariseDetection(digest: Digest): DetectionSummary[] {
  return digest.configurations.flatMap((configuration) => {
    const checked = configuration.runs.flatMap((run) => run.detection ?? []).filter((one) => one.total > 0);
    const total = spread(checked.map((one) => one.total));
    if (total === null) return [];
    const examples = checked.flatMap((one) => one.perExample ?? []).filter((one) => one.total > 0);
    return [
      {
        configuration,
        numSeeds: checked.length,
        total,
        counts: perVerdict((verdict) => spread(checked.map((one) => one[verdict]))!),
        shares: perVerdict((verdict) => spread(checked.map((one) => one[verdict] / one.total))!),
        guarantee: addUp(checked),
        exampleShares:
          examples.length === 0
            ? null
            : perVerdict((verdict) => spread(examples.map((one) => one[verdict] / one.total))!),
      },
    ];
  });
}

function addUp(checked: readonly ReportDetection[]): ReportVerdictCounts | null {
  const promised = checked.flatMap((one) => one.guarantee ?? []);
  if (promised.length === 0) return null;
  const sum = (key: keyof ReportVerdictCounts): number => promised.reduce((all, one) => all + one[key], 0);
  return {
    total: sum('total'),
    argmaxable: sum('argmaxable'),
    unargmaxable: sum('unargmaxable'),
    undecided: sum('undecided'),
  };
}

function perVerdict<T>(make: (verdict: Verdict) => T): Record<Verdict, T> {
  return {
    argmaxable: make('argmaxable'),
    unargmaxable: make('unargmaxable'),
    undecided: make('undecided'),
  };
}
