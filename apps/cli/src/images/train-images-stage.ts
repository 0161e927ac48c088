import { type Loss, lossFromConfig } from '@sbn/heads';
import {
  adam,
  linearWarmup,
  type Model,
  type Schedule,
  sgd,
  type TrainEvent,
  type TrainResult,
  train as trainModel,
} from '@sbn/train';
import { asInputError } from '../as-input-error.js';
import type { TrainedRun } from '../experiment/perform-runs.js';
import { removeResults } from '../experiment/remove-results.js';
import { runFiles } from '../experiment/run-files.js';
import { showStage } from '../experiment/run-stage.js';
import { scheduleOf } from '../experiment/schedule-of.js';
import { showTraining } from '../experiment/show-training.js';
import { readTrainingRecord, trainingRecord } from '../experiment/training-record.js';
import { engineWords, trainedWords } from '../experiment/training-words.js';
import { writeJson } from '../files/write-whole.js';
import { buildImageModel } from './build-image-model.js';
import type { ImageHead } from './config/image-heads.js';
import type { ImageTrainingConfig } from './config/image-training.js';
import type { ImagesInputsRecord, ImagesTrainingRecord } from './images-records.js';
import type { ImagesStage } from './images-stage.js';
import { type OpenedImages, unknownFor } from './open-images.js';

/**
 * Trains one image classifier, from the start or from where it was interrupted; does nothing where it is done.
 *
 * @throws the signal's reason after a checkpoint was written, when it aborts
 */
export async function trainImagesStage(stage: ImagesStage): Promise<TrainedRun<ImagesTrainingRecord, Model>> {
  const { run, config, folder, signal } = stage;
  const files = runFiles(folder.path);
  const { epochs, batchSize } = config.training;
  const done: ImagesTrainingRecord | undefined = await readTrainingRecord(files.training, epochs);
  if (done !== undefined) return { record: done };

  const images = await stage.images();
  const backend = await stage.backend();
  signal.throwIfAborted();
  const model = await buildImageModel(config, images);
  try {
    await removeResults(folder.path);
    await writeJson(files.dataset, images.record);
    const { preparation } = images.dataset;
    const inputs: ImagesInputsRecord = { preparation, classNames: images.classNames };
    await writeJson(files.inputs, inputs);
    const total = epochs * Math.ceil(images.source('train', unknownFor(run.head)).labels.numRows / batchSize);
    const shown = { total, unit: 'steps', stopped: 'stopped, saved' };
    const record = await showStage(stage, 'Train', shown, async (task) => {
      const show = showTraining(task, {
        epochs,
        loss: (meanLoss) => `loss ${meanLoss.toPrecision(3)}`,
        curve: ({ metrics }) => metrics?.loss,
      });
      let computedBy = backend;
      const result = await fit(stage, model, images, total, (event) => {
        if (event.event === 'start' || event.event === 'resume') computedBy = engineWords(event);
        show(event);
      });
      signal.throwIfAborted();
      const { kind, numParams } = model.head;
      const made = trainingRecord({
        epochs,
        result,
        head: { kind: kind as ImageHead['kind'], numParams },
        numParams: model.numParams,
        backend: computedBy,
      });
      await writeJson(files.training, made);
      task.done(trainedWords(made));
      return made;
    });
    return { record, model };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function fit(
  { run, config, folder, signal }: ImagesStage,
  model: Model,
  images: OpenedImages,
  totalSteps: number,
  onEvent: (event: TrainEvent) => void,
): Promise<TrainResult> {
  const { epochs, batchSize, clipNorm, monitor: metric, patience, checkpointEverySteps } = config.training;
  const unknownAs = unknownFor(run.head);
  const [train, valid] = [images.source('train', unknownAs), images.source('valid', unknownAs)];
  const hasValid = valid.numExamples !== 0;
  const watching = patience === undefined ? { monitor: { metric } } : { earlyStopping: { metric, patience } };
  return asInputError(`training of ${run.id}`, () =>
    trainModel({
      model,
      data: { train, ...(hasValid ? { valid } : {}) },
      loss: lossOf(run.head),
      optimizer: optimizerOf(config.training),
      schedule: learningRateOf(config.training, totalSteps),
      epochs,
      batchSize,
      seed: run.seed,
      clipNorm,
      ...(hasValid ? watching : {}),
      evaluation: {
        ks: [1],
        batchSize: config.evaluation.batchSize,
        openSet: { score: run.head.scores[0]! },
      },
      folder,
      resume: true,
      checkpointEverySteps,
      signal,
      onEvent,
    }),
  );
}

function lossOf({ loss }: ImageHead): Loss {
  switch (loss.kind) {
    case 'sigmoid-cross-entropy':
      return lossFromConfig({ ...loss, reduction: 'mean' });
    case 'adaptive-cross-entropy': {
      const { kind, alpha, gamma, labelSmoothing: s } = loss;
      // To keep y in [s, 1 - s] is to go 2s of the way to a half.
      const smoothing = s === 0 ? {} : { labelSmoothing: { amount: 2 * s, target: 0.5 } };
      return lossFromConfig({ kind, alpha, gamma, reduction: 'mean', ...smoothing });
    }
    case 'softmax-cross-entropy':
    case 'entropic-open-set':
      return lossFromConfig(loss);
  }
}

function optimizerOf({ optimizer, learningRate, weightDecay }: ImageTrainingConfig): ReturnType<typeof adam> {
  return (optimizer === 'adam' ? adam : sgd)({ learningRate, weightDecay });
}

function learningRateOf({ schedule, warmupSteps }: ImageTrainingConfig, totalSteps: number): Schedule {
  const after = scheduleOf(schedule, Math.max(1, totalSteps - warmupSteps));
  return warmupSteps === 0 ? after : linearWarmup({ steps: warmupSteps, after });
}
