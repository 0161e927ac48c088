import { InputError } from '@sbn/core';
import { checkCount, checkNonNegative, checkSeed } from '../checks.js';
import { type EpochPlan, planEpochs } from '../loop/epoch-plan.js';
import type { OptimizerConfig, ParameterRule } from '../optimizers/optimizer.js';
import { rulesFor } from '../optimizers/rules-for.js';
import type { ScheduleConfig } from '../schedules/schedule.js';
import type { LanguageModelConfig } from './language-model.js';
import type {
  ActivationPenalties,
  AveragingEvent,
  AveragingOptions,
  TrainLanguageModelOptions,
} from './train-language-model-options.js';

/** Everything that decides what a training computes, defaults filled in; plain JSON. */
export interface TrainLanguageModelConfig {
  readonly model: LanguageModelConfig;
  readonly data: { readonly trainTokens: number; readonly validTokens: number | null };
  readonly optimizer: OptimizerConfig;
  /** The settings of each parameter once the groups and the head's own rates are applied. */
  readonly rules: Readonly<Record<string, ParameterRule>>;
  readonly schedule: ScheduleConfig;
  readonly averaging: AveragingOptions | null;
  readonly epochs: number;
  readonly batchSize: number;
  readonly windowLength: number;
  readonly variableWindows: boolean;
  readonly seed: number;
  readonly clipNorm: number | null;
  readonly penalties: Required<ActivationPenalties>;
  readonly earlyStopping: { readonly patience: number; readonly minDelta: number } | null;
  readonly evaluation: { readonly batchSize: number; readonly windowLength: number };
}

/** The options of `trainLanguageModel` with their defaults filled in, and checked. */
export interface TrainLanguageModelPlan extends EpochPlan<AveragingEvent> {
  readonly options: TrainLanguageModelOptions;
  readonly config: TrainLanguageModelConfig;
}

const place = 'trainLanguageModel';

/**
 * Fills in the defaults and checks everything that can be checked before the first step.
 *
 * @throws TypeError, RangeError, InputError as `trainLanguageModel` says
 */
export function planLanguageModelTraining(options: TrainLanguageModelOptions): TrainLanguageModelPlan {
  const { model, data, averaging, epochs, seed, clipNorm, earlyStopping } = options;
  const { batchSize = 20, windowLength = 35, variableWindows = false } = options;
  const { optimizer, schedule, logEverySteps } = planEpochs(place, options);
  const penalties = { activation: 0, temporal: 0, ...options.penalties };
  const evaluation = { batchSize: 10, windowLength, ...options.evaluation };
  checkCount(place, 'batchSize', batchSize);
  checkCount(place, 'windowLength', windowLength);
  checkCount(place, 'evaluation.batchSize', evaluation.batchSize);
  checkCount(place, 'evaluation.windowLength', evaluation.windowLength);
  checkSeed(place, seed);
  for (const [name, weight] of Object.entries(penalties)) {
    if (name !== 'activation' && name !== 'temporal') {
      throw new TypeError(`${place}: penalties has no weight "${name}"; it has activation, temporal`);
    }
    checkNonNegative(place, `penalties.${name}`, weight);
  }
  for (const [name, setting] of Object.entries({ averaging, earlyStopping })) {
    if (setting !== undefined && data.valid === undefined) {
      throw new TypeError(`${place}: ${name} follows the validation loss, and needs data.valid`);
    }
  }
  if (averaging !== undefined) checkCount(place, 'averaging.nonMono', averaging.nonMono, 0);
  if (earlyStopping !== undefined) {
    checkCount(place, 'earlyStopping.patience', earlyStopping.patience);
    checkNonNegative(place, 'earlyStopping.minDelta', earlyStopping.minDelta ?? 0);
  }
  // Every column needs a first token and the one after it.
  checkText('train', data.train, model.vocabularySize, 2 * batchSize);
  if (data.valid !== undefined) checkText('valid', data.valid, model.vocabularySize, 2);
  const ruleFor = rulesFor(optimizer, model);
  return {
    place,
    checkpointFormat: 'sbn-language-model-checkpoint-1',
    options,
    optimizer,
    schedule,
    logEverySteps,
    monitor:
      data.valid === undefined
        ? undefined
        : { metric: 'loss', patience: earlyStopping?.patience, minDelta: earlyStopping?.minDelta },
    config: {
      model: model.toConfig(),
      data: { trainTokens: data.train.length, validTokens: data.valid?.length ?? null },
      optimizer: optimizer.toConfig(),
      rules: Object.fromEntries(model.parameters.map(({ name }) => [name, ruleFor(name)])),
      schedule: schedule.toConfig(),
      averaging: averaging === undefined ? null : { nonMono: averaging.nonMono },
      epochs,
      batchSize,
      windowLength,
      variableWindows,
      seed,
      clipNorm: clipNorm ?? null,
      penalties,
      earlyStopping:
        earlyStopping === undefined
          ? null
          : { patience: earlyStopping.patience, minDelta: earlyStopping.minDelta ?? 0 },
      evaluation,
    },
  };
}

/** All tokens, before the first step: the one that does not fit may come last. */
function checkText(part: string, tokens: Int32Array, vocabularySize: number, atLeast: number): void {
  if (tokens.length < atLeast) {
    throw new InputError(`data.${part} has ${tokens.length} tokens, and ${atLeast} or more are needed.`, {
      code: 'no-examples',
      hint: part === 'train' ? 'Use a longer text or a smaller batchSize.' : 'Use a longer text.',
    });
  }
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (!(token >= 0 && token < vocabularySize)) {
      throw new InputError(
        `data.${part}: token ${i} is ${token}, and the model knows the numbers below ${vocabularySize}.`,
        { code: 'data-mismatch', hint: 'Number the text by the vocabulary that the model is made for.' },
      );
    }
  }
}
