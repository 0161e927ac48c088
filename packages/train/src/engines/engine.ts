import type { Batch } from '@sbn/datasets';
import type { Loss } from '@sbn/heads';
import type { Scorer } from '../evaluation/scorer.js';
import type { NamedArray } from '../files/safetensors.js';
import type { Model } from '../model/model.js';
import type { Optimizer } from '../optimizers/optimizer.js';

/** What an engine is made from. */
export interface EngineOptions {
  readonly model: Model;
  readonly optimizer: Optimizer;
  /** Default: that of the head. */
  readonly loss?: Loss | undefined;
  /** Gradients are scaled down so that their norm over all parameters together is at most this. */
  readonly clipNorm?: number | undefined;
}

/** What one step tells. */
export interface StepResult {
  /** Loss of the batch before the update. When it is not finite, no parameter was changed. */
  readonly loss: number;
  /** Norm of the gradient over all parameters, before clipping; only known where it was needed on the host. */
  readonly gradientNorm?: number;
}

/**
 * Computes training steps. The loop above it decides what is trained on when, and when to save; an engine only knows
 * how to make a step. Engines differ in where they compute, not in what: the same parameters come out, to rounding.
 */
export interface Engine {
  readonly kind: 'fused' | 'tfjs';
  /** How many threads compute a step, where that is the engine's own choice and not the backend's. */
  readonly threads?: number;
  /**
   * One update.
   *
   * @param at.step steps done before this one, in the whole training: dropout and Adam's bias correction follow it
   * @param at.rateFactor the schedule's factor
   */
  step(batch: Batch, at: { readonly step: number; readonly rateFactor: number }): Promise<StepResult>;
  /**
   * Scores with the engine's parameters as they are at that moment, and its loss, without {@link sync}; not while a step
   * is under way. Undefined for an engine that cannot. Disposed of with the engine.
   */
  readonly scorer?: Scorer | undefined;
  /** Brings the model's own parameters up to date with the engine's. */
  sync(): Promise<void>;
  /**
   * All parameters under the names that files give them, as they are now, without {@link sync}. An array may be made only
   * when its `data` is asked for: take it before the next step.
   */
  readParameters(): Promise<ReadonlyMap<string, NamedArray>>;
  /** The optimiser's arrays by name, in the same way. */
  readState(): Promise<ReadonlyMap<string, NamedArray>>;
  /**
   * Takes over the model's current parameters and the optimiser's arrays of a checkpoint.
   *
   * @param file for messages
   * @throws InputError (code `parameters-mismatch`)
   */
  restore(state: ReadonlyMap<string, NamedArray>, file: string): Promise<void>;
  dispose(): void;
}

/** Makes an engine for a model. */
export type EngineFactory = (options: EngineOptions) => Promise<Engine>;
