import type { EarlyStoppingOptions } from '../loop/monitor.js';
import type { EpochRecord, TrainEvent } from '../loop/train-event.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { RunFolder } from '../run/run-folder.js';
import type { Schedule } from '../schedules/schedule.js';
import type { LanguageModel } from './language-model.js';
import type { TextOptions } from './text-blocks.js';

/** Options of `trainLanguageModel`. */
export interface TrainLanguageModelOptions {
  readonly model: LanguageModel;
  /** Texts, as numbers below the model's vocabularySize: the `parts` of a `readTextCorpus`. */
  readonly data: { readonly train: Int32Array; readonly valid?: Int32Array | undefined };
  /** Default: Adam with its defaults. */
  readonly optimizer?: Optimizer | undefined;
  /** Multiplies the learning rates step by step (default constant). */
  readonly schedule?: Schedule | undefined;
  /** Averages the parameters from some epoch on, and evaluates the averages (default: it does not). */
  readonly averaging?: AveragingOptions | undefined;
  readonly epochs: number;
  /** Columns that the text is cut into, which are read side by side (default 20); what is left over at its end is not read. */
  readonly batchSize?: number | undefined;
  /** Steps back in time that a gradient reaches, and tokens of a column per update (default 35). */
  readonly windowLength?: number | undefined;
  /**
   * Draws the length of every window anew, around `windowLength`, and scales the learning rates of its update with it
   * (default false): see `textWindows` of @sbn/datasets.
   */
  readonly variableWindows?: boolean | undefined;
  /** Decides the lengths of the windows; initial parameters and dropout have the seed of the model. */
  readonly seed: number;
  /** Largest norm of the gradient over all parameters together (default: no clipping). */
  readonly clipNorm?: number | undefined;
  readonly penalties?: ActivationPenalties | undefined;
  /** Ends the training when the validation loss gets no better. */
  readonly earlyStopping?: Omit<EarlyStoppingOptions, 'metric' | 'mode'> | undefined;
  /** Settings of the evaluation after each epoch. */
  readonly evaluation?: Pick<TextOptions, 'batchSize' | 'windowLength'> | undefined;
  /** A folder for the metrics log and the checkpoints: a path, or a folder that the caller has opened and releases. */
  readonly folder?: string | RunFolder | undefined;
  /** Write a checkpoint every so many steps too, and not only after each epoch. */
  readonly checkpointEverySteps?: number | undefined;
  /** Every how many steps a step goes into the metrics log (default 50); `onEvent` gets every step. */
  readonly logEverySteps?: number | undefined;
  /** Go on from the folder's last checkpoint, where there is one (default false: a folder with one is refused). */
  readonly resume?: boolean | undefined;
  /** End with the best parameters in the model instead of the last ones (default true; needs a validation text). */
  readonly restoreBest?: boolean | undefined;
  /** Ends the training after the step that is under way, with a checkpoint written. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: LanguageModelEvent) => void) | undefined;
}

/**
 * When averages begin. With `sgd` this is NT-ASGD (Merity et al., *Regularizing and Optimizing LSTM Language Models*,
 * ICLR 2018).
 */
export interface AveragingOptions {
  /**
   * Averages begin after the first epoch whose validation loss is worse than the best of all epochs but the last
   * `nonMono` before it. 5 in the paper.
   */
  readonly nonMono: number;
}

/** What is added to the loss that is differentiated, and not to the one that is told (Merity et al., 2017). */
export interface ActivationPenalties {
  /** Times the mean square of the features after dropout (AR, α; default 0). */
  readonly activation?: number | undefined;
  /** Times the mean square of the change of the last layer's output from step to step (TAR, β; default 0). */
  readonly temporal?: number | undefined;
}

/** What a training reports while it runs; plain JSON. `metrics.jsonl` has the same objects. */
export type LanguageModelEvent =
  | TrainEvent
  | {
      /** From the next step on parameters are averaged. */
      readonly event: 'averaging';
      readonly step: number;
      readonly epoch: number;
    };

/** How a training ended. */
export interface TrainLanguageModelResult {
  /** Steps in all, those before a resume included. */
  readonly steps: number;
  /** Whole epochs in all. */
  readonly epochs: number;
  /** The smallest validation loss, and the epoch (from 0) of it; null without a validation text. */
  readonly best: { readonly metric: string; readonly value: number; readonly epoch: number } | null;
  readonly stoppedBecause: 'completed' | 'early-stopping' | 'aborted';
  /** The metrics of an epoch are those of `evaluateLanguageModel`. */
  readonly history: readonly EpochRecord[];
}
