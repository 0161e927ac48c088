import type { DetectionRecord } from '../../detection/detection-record.js';

/**
 * The share of the different test label sets that are argmaxable: as the paper decides it, by a ball in a box, where a box
 * was given; else over all inputs.
 */
export function argmaxableShare({ inBox, argmaxable, total }: DetectionRecord): number {
  return inBox === undefined ? argmaxable / total : inBox.sets.argmaxable / inBox.sets.total;
}

/** The share of the sets whose ball has a radius over epsilon; undefined where no box was given. */
export function epsilonArgmaxableShare({ inBox }: DetectionRecord): number | undefined {
  return inBox === undefined ? undefined : inBox.sets.epsilonArgmaxable / inBox.sets.total;
}
