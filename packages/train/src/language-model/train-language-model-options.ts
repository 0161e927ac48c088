import type { EpochOptions } from '../loop/epoch-options.js';
import type { EarlyStoppingOptions } from '../loop/monitor.js';
import type { TrainEvent } from '../loop/train-event.js';
import type { TrainResult } from '../loop/train-options.js';
import type { LanguageModel } from './language-model.js';
import type { TextOptions } from './text-blocks.js';

/** Options of `trainLanguageModel`. */
export interface TrainLanguageModelOptions extends EpochOptions<AveragingEvent> {
  readonly model: LanguageModel;
  /** Texts, as numbers below the model's vocabularySize: the `parts` of a `readTextCorpus`. */
  readonly data: { readonly train: Int32Array; readonly valid?: Int32Array | undefined };
  /** Averages the parameters from some epoch on, and evaluates the averages (default: it does not). */
  readonly averaging?: AveragingOptions | undefined;
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
  readonly penalties?: ActivationPenalties | undefined;
  /** Ends the training when the validation loss gets no better. */
  readonly earlyStopping?: Omit<EarlyStoppingOptions, 'metric' | 'mode'> | undefined;
  /** Settings of the evaluation after each epoch. */
  readonly evaluation?: Pick<TextOptions, 'batchSize' | 'windowLength'> | undefined;
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

/** From the next step on parameters are averaged. */
export interface AveragingEvent {
  readonly event: 'averaging';
  readonly step: number;
  readonly epoch: number;
}

/** What a training reports while it runs; plain JSON. `metrics.jsonl` has the same objects. */
export type LanguageModelEvent = TrainEvent | AveragingEvent;

/** How a training ended: best is the smallest validation `loss`, and metrics are those of `evaluateLanguageModel`. */
export type TrainLanguageModelResult = TrainResult;
