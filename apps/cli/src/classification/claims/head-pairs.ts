import type { JudgedExperiment, JudgedHead, JudgedRun } from './judged-experiment.js';

/** A DFT layer with s slack columns beside a bottleneck of width 2s. */
export interface HeadPair {
  readonly dft: JudgedHead;
  readonly bottleneck: JudgedHead;
}

/** All pairs of an experiment, the narrowest first; half of an odd width rounds either way. */
export function headPairs({ dfts, bottlenecks }: JudgedExperiment): HeadPair[] {
  return dfts.flatMap((dft) =>
    bottlenecks
      .filter(({ width }) => dft.width > 0 && Math.abs(2 * dft.width - width) <= width % 2)
      .map((bottleneck) => ({ dft, bottleneck })),
  );
}

/** 1 - parameters of the DFT layer / parameters of the bottleneck. */
export function parameterSaving({ dft, bottleneck }: HeadPair): number {
  return 1 - dft.numParams / bottleneck.numParams;
}

/** The runs of both heads that have the same seed. */
export function sameSeeds({
  dft,
  bottleneck,
}: HeadPair): (readonly [dft: JudgedRun, bottleneck: JudgedRun])[] {
  return dft.runs.flatMap((run) => {
    const other = bottleneck.runs.find(({ seed }) => seed === run.seed);
    return other === undefined ? [] : [[run, other] as const];
  });
}
