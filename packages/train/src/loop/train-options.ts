import type { ExampleSource } from '@sbn/datasets';
import type { Loss } from '@sbn/heads';
import type { EngineName } from '../engines/choose-engine.js';
import type { EngineFactory } from '../engines/engine.js';
import type { EvaluationOptions } from '../evaluation/evaluate.js';
import type { Model } from '../model/model.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { RunFolder } from '../run/run-folder.js';
import type { Schedule } from '../schedules/schedule.js';
import type { EarlyStoppingOptions, MonitorOptions } from './monitor.js';
import type { EpochRecord, TrainEvent } from './train-event.js';

/** Options of {@link train}. */
export interface TrainOptions {
  readonly model: Model;
  readonly data: { readonly train: ExampleSource; readonly valid?: ExampleSource | undefined };
  /** Default: that of the head. */
  readonly loss?: Loss | undefined;
  /** Default: Adam with its defaults. */
  readonly optimizer?: Optimizer | undefined;
  /** Multiplies the learning rates step by step (default constant). */
  readonly schedule?: Schedule | undefined;
  readonly epochs: number;
  /** Examples per step (default 64). */
  readonly batchSize?: number | undefined;
  /** Decides the order of the examples and dropout; the initial parameters have the seeds of encoder and head. */
  readonly seed: number;
  /** Largest norm of the gradient over all parameters together (default: no clipping). */
  readonly clipNorm?: number | undefined;
  /** What the best parameters are; the default is the validation loss. */
  readonly monitor?: MonitorOptions | undefined;
  /** A monitor that also ends the training; instead of `monitor`. */
  readonly earlyStopping?: EarlyStoppingOptions | undefined;
  /** Settings of the evaluation after each epoch. */
  readonly evaluation?: EvaluationOptions | undefined;
  /** A folder for the metrics log and the checkpoints: a path, or a folder that the caller has opened and releases. */
  readonly folder?: string | RunFolder | undefined;
  /** Write a checkpoint every so many steps too, and not only after each epoch. */
  readonly checkpointEverySteps?: number | undefined;
  /** Every how many steps a step goes into the metrics log (default 50); `onEvent` gets every step. */
  readonly logEverySteps?: number | undefined;
  /** Go on from the folder's last checkpoint, where there is one (default false: a folder with one is refused). */
  readonly resume?: boolean | undefined;
  /** End with the best parameters in the model instead of the last ones (default true; needs validation examples). */
  readonly restoreBest?: boolean | undefined;
  /**
   * Computes the steps. `auto`, the default, is `fused` where the model, the loss and the optimiser are ours and the
   * current backend computes in this process (`cpu`, `wasm`), else `tfjs`.
   */
  readonly engine?: EngineName | 'auto' | EngineFactory | undefined;
  /** Threads of the fused engine (default: one for each processor). The result does not depend on it. */
  readonly threads?: number | undefined;
  /** Ends the training after the step that is under way, with a checkpoint written. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: TrainEvent) => void) | undefined;
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
