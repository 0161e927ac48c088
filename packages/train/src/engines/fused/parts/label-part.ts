import type { LabelSets } from '@sbn/core';
import type { Phase } from '@sbn/kernels/thread-team';
import type { BatchShape } from './batch-shape.js';
import type { PartialGradients, Scratch, Signal } from './part-setting.js';
import type { Room } from './room.js';
import type { ScorePhases } from './score-phases.js';

/**
 * The last part of a program: from the coefficients to the loss and back. There is one for each way in which a loss joins
 * the labels of an example.
 */
export interface LabelPart {
  /** What one thread works in, in bytes. */
  scratchBytes(lanes: number): number;
  /** Gives out the areas that depend on the batch. */
  layOut(room: Room, coefficients: Signal, scratch: Scratch): PartialGradients;
  /** Copies the active labels of a batch in. */
  load(labels: LabelSets, shape: BatchShape): void;
  /** Whether {@link update} needs {@link loss} before it; otherwise it computes the loss itself. */
  readonly isLossFirst: boolean;
  /** The loss alone: nothing that is trained is changed. */
  loss(): readonly Phase[];
  /** Gradients and updates, or kept gradients. */
  update(): readonly Phase[];
  /** What can be done with the coefficients instead. */
  readonly scores: ScorePhases;
  /** Sum of the loss's entries, of the last pass or of what was scored, without its scale. */
  lossSum(): number;
  /** Sum of the squares of the gradients that were kept. */
  squares(): number;
  /** The largest absolute logit that was scored; NaN when one is. */
  largestLogit(): number;
  /** The largest absolute label weight or bias among those that SGD has updated in the last pass; NaN when one is. */
  largestWeight(): number;
}
