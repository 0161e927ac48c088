import type { ExampleSource } from '@sbn/datasets';
import type { Loss } from '@sbn/heads';
import type { EngineName } from '../engines/choose-engine.js';
import type { EngineFactory } from '../engines/engine.js';
import type { EvaluationOptions } from '../evaluation/evaluate.js';
import type { Model } from '../model/model.js';
import type { EpochOptions } from './epoch-options.js';
import type { EarlyStoppingOptions, MonitorOptions } from './monitor.js';
import type { EpochRecord } from './train-event.js';

/** Options of {@link train}. */
export interface TrainOptions extends EpochOptions {
  readonly model: Model;
  readonly data: { readonly train: ExampleSource; readonly valid?: ExampleSource | undefined };
  /** Default: that of the head. */
  readonly loss?: Loss | undefined;
  /** Examples per step (default 64). */
  readonly batchSize?: number | undefined;
  /** Decides the order of the examples and dropout; the initial parameters have the seeds of encoder and head. */
  readonly seed: number;
  /** What the best parameters are; the default is the validation loss. */
  readonly monitor?: MonitorOptions | undefined;
  /** A monitor that also ends the training; instead of `monitor`. */
  readonly earlyStopping?: EarlyStoppingOptions | undefined;
  /** Settings of the evaluation after each epoch. */
  readonly evaluation?: EvaluationOptions | undefined;
  /**
   * Computes the steps. `auto`, the default, is `fused` where the model, the loss and the optimiser are ours and the
   * current backend computes in this process (`cpu`, `wasm`), else `tfjs`.
   */
  readonly engine?: EngineName | 'auto' | EngineFactory | undefined;
  /** Threads of the fused engine (default: one for each processor). The result does not depend on it. */
  readonly threads?: number | undefined;
}

/** How a training ended. */
export interface TrainResult {
  /** Steps in all, those before a resume included. */
  readonly steps: number;
  /** Whole epochs in all. */
  readonly epochs: number;
  /** The monitored metric at its best, and the epoch (from 0) of it; null when nothing was monitored. */
  readonly best: { readonly metric: string; readonly value: number; readonly epoch: number } | null;
  readonly stoppedBecause: 'completed' | 'early-stopping' | 'aborted';
  readonly history: readonly EpochRecord[];
}
