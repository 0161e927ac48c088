import type { RankedBatch, ScoredBatch } from '@sbn/core';
import type { Batch } from '@sbn/datasets';

/** What is wanted of a batch's scores. */
export interface ScoreRequest {
  /** Whether to compute the loss. */
  readonly hasLoss: boolean;
  /** Rank the labels of each example, and predict where a logit is strictly greater than the threshold. */
  readonly ranking?: { readonly k: number; readonly threshold: number } | undefined;
  /** Gets all logits, in pieces of some examples each, in order; a piece holds only while it is looked at. */
  readonly onLogits?: ((piece: ScoredBatch) => void) | undefined;
  /** Ends the scoring between two pieces with the signal's reason as error. */
  readonly signal?: AbortSignal | undefined;
}

/** What {@link Scorer.score} found. */
export interface BatchScores {
  /** Sum of the examples' losses, 0 where none was asked for. */
  readonly lossSum: number;
  /** There where it was asked for, with the logits of the top labels. */
  readonly ranking: (RankedBatch & { readonly topScores: Float32Array }) | undefined;
}

/** Computes the logits of a model, and what is asked about them. */
export interface Scorer {
  readonly kind: 'fused' | 'tfjs';
  /** One batch at a time; undefined when the loss or a logit is NaN. */
  score(batch: Batch, request: ScoreRequest): Promise<BatchScores | undefined>;
  dispose(): void;
}
