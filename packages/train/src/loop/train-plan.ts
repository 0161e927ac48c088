import { InputError } from '@sbn/core';
import type { ExampleSource } from '@sbn/datasets';
import type { Loss } from '@sbn/heads';
import { checkCount, checkNonNegative, checkSeed } from '../checks.js';
import { threadCount } from '../engines/fused/thread-count.js';
import { type EvaluationOptions, metricNames } from '../evaluation/evaluate.js';
import { checkSourceFits } from '../evaluation/score-source.js';
import { defaultLoss } from '../model/default-loss.js';
import type { Model } from '../model/model.js';
import { rulesFor } from '../optimizers/rules-for.js';
import { classifierFormat } from '../run/checkpoint.js';
import { type EpochPlan, planEpochs } from './epoch-plan.js';
import { type MonitorOptions, monitorMode } from './monitor.js';
import { sourceShape, type TrainConfig } from './train-config.js';
import type { TrainOptions } from './train-options.js';

/** The options of `train` with their defaults filled in, and checked. */
export interface TrainPlan extends EpochPlan {
  readonly options: TrainOptions;
  readonly model: Model;
  readonly trainSource: ExampleSource;
  readonly validSource: ExampleSource | undefined;
  readonly loss: Loss;
  readonly batchSize: number;
  readonly evaluation: EvaluationOptions;
  readonly config: TrainConfig;
}

/**
 * Fills in the defaults and checks everything that can be checked before the first step.
 *
 * @throws TypeError, RangeError, InputError as `train` says
 */
export function planTraining(options: TrainOptions): TrainPlan {
  const { model, data, epochs, seed, clipNorm, monitor, earlyStopping } = options;
  const { loss = defaultLoss(model.head), batchSize = 64 } = options;
  const { optimizer, schedule, logEverySteps } = planEpochs('train', options);
  checkCount('train', 'batchSize', batchSize);
  checkSeed('train', seed);
  const { engine = 'auto', threads } = options;
  if (typeof engine !== 'function' && !['auto', 'fused', 'tfjs'].includes(engine)) {
    throw new TypeError(`train: engine must be auto, fused, tfjs or a function, got ${String(engine)}`);
  }
  // Before the folder is touched.
  if (threads !== undefined) threadCount('train', threads);
  if (monitor !== undefined && earlyStopping !== undefined) {
    throw new TypeError(
      'train: give monitor or earlyStopping, not both: earlyStopping is a monitor with patience',
    );
  }
  const watched = earlyStopping ?? monitor;
  if (watched !== undefined && data.valid === undefined) {
    throw new TypeError('train: monitor and earlyStopping need data.valid');
  }
  if (watched?.patience !== undefined) checkCount('train', 'patience', watched.patience);
  if (watched?.minDelta !== undefined) checkNonNegative('train', 'minDelta', watched.minDelta);
  checkPart(model, 'train', data.train);
  if (data.valid !== undefined) checkPart(model, 'valid', data.valid);
  const chosen: MonitorOptions = watched ?? { metric: 'loss' };
  // Average precision over all scores is worth its time at the end, not after every epoch.
  const evaluation = { pooledAveragePrecision: false, ...options.evaluation };
  const known = metricNames(evaluation);
  if (!known.includes(chosen.metric)) {
    throw new InputError(`the evaluation has no metric "${chosen.metric}"; it has ${known.join(', ')}.`, {
      code: 'unknown-metric',
    });
  }
  const ruleFor = rulesFor(optimizer, model);
  return {
    place: 'train',
    checkpointFormat: classifierFormat,
    options,
    model,
    trainSource: data.train,
    validSource: data.valid,
    loss,
    optimizer,
    schedule,
    batchSize,
    logEverySteps,
    monitor: data.valid === undefined ? undefined : chosen,
    evaluation,
    config: {
      model: model.toConfig(),
      data: {
        train: sourceShape(data.train),
        valid: data.valid === undefined ? null : sourceShape(data.valid),
      },
      loss: loss.toConfig(),
      optimizer: optimizer.toConfig(),
      rules: Object.fromEntries(model.parameters.map(({ name }) => [name, ruleFor(name)])),
      schedule: schedule.toConfig(),
      epochs,
      batchSize,
      seed,
      clipNorm: clipNorm ?? null,
      monitor:
        data.valid === undefined
          ? null
          : {
              metric: chosen.metric,
              mode: monitorMode(chosen),
              minDelta: chosen.minDelta ?? 0,
              patience: chosen.patience ?? null,
            },
    },
  };
}

function checkPart(model: Model, name: string, source: ExampleSource): void {
  checkSourceFits(`data.${name}`, model, source);
  if (source.numExamples === 0) throw noExamples(name);
}

/** @returns the error for a part of the data without examples */
export function noExamples(name: string): InputError {
  return new InputError(`data.${name} has no examples.`, { code: 'no-examples' });
}
