import type { LabelSets } from '@sbn/core';
import { createDetector, findUnargmaxable, type SweepCounts, type SweepProgress } from '@sbn/detect';
import type { CoverageHead, CoverageKind } from './coverage-heads.js';

/** Which label sets of some examples one head can output. The counts are of different sets. */
export interface Coverage extends SweepCounts {
  readonly head: CoverageKind;
  readonly width: number;
  readonly guaranteedK?: number;
  readonly seed?: number;
  /** Of the argmaxable sets: those with an input that outputs them, and those that only a theorem proves. */
  readonly byWitness: number;
  readonly byTheorem: number;
  /** The same counts, of the examples that carry the sets. */
  readonly examples: SweepCounts;
  /** The first unargmaxable sets, for people to look at. */
  readonly notable: readonly (readonly number[])[];
  readonly seconds: number;
}

/** How many sets {@link Coverage.notable} holds. */
const numNotable = 20;

/**
 * Decides every different label set for one head.
 *
 * @throws the signal's reason when it aborts
 */
export async function measureCoverage(
  head: CoverageHead,
  labelSets: LabelSets,
  options: {
    readonly workers: number;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: SweepProgress) => void;
  },
): Promise<Coverage> {
  const started = performance.now();
  const { kind, width, guaranteedK, seed } = head;
  const detector = await createDetector({ ...head.layer(), margin: 'any' });
  let byTheorem = 0;
  try {
    const { total, argmaxable, unargmaxable, undecided, examples, found } = await findUnargmaxable(
      detector,
      { kind: 'observed', labelSets },
      {
        ...options,
        keep: numNotable,
        onVerdict: (verdict) => {
          if (verdict.status === 'argmaxable' && verdict.proof === 'alternation') byTheorem++;
        },
      },
    );
    return {
      head: kind,
      width,
      ...(guaranteedK === undefined ? {} : { guaranteedK }),
      ...(seed === undefined ? {} : { seed }),
      total,
      argmaxable,
      byWitness: argmaxable - byTheorem,
      byTheorem,
      unargmaxable,
      undecided,
      examples: examples!,
      notable: found.map(({ labels }) => labels),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    detector.dispose();
  }
}
