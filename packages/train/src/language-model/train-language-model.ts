import { existsSync } from 'node:fs';
import { InputError } from '@sbn/core';
import { loadGradients } from '../backends/load-gradients.js';
import { createGradientStep } from '../engines/tfjs/gradient-step.js';
import { checkSameConfig } from '../loop/train-config.js';
import { writeParameters } from '../model/model-file.js';
import { parameterAverage } from '../optimizers/parameter-average.js';
import { rulesFor } from '../optimizers/rules-for.js';
import { readCheckpoint } from '../run/checkpoint.js';
import { type MetricsLog, openMetricsLog } from '../run/metrics-log.js';
import { openRunFolder, type RunFolder } from '../run/run-folder.js';
import {
  type LanguageModelCheckpoint,
  languageModelFormat,
  runLanguageModelEpochs,
} from './run-language-model-epochs.js';
import type { TrainLanguageModelOptions, TrainLanguageModelResult } from './train-language-model-options.js';
import { planLanguageModelTraining, type TrainLanguageModelPlan } from './train-language-model-plan.js';

/**
 * Trains a language model by truncated back-propagation: the text is cut into columns, a step reads one window of all of
 * them, and the states at its end are where the next window begins, without any gradient between the two. After each
 * epoch the model is measured on the validation text.
 *
 * The same options and the same seed on the same backend give the same bits, whether or not the training was interrupted
 * (by `signal`, by an error or by SIGKILL at any moment) and resumed from its folder in between.
 *
 * @example
 * await trainLanguageModel({
 *   model, data: { train, valid }, epochs: 40, seed: 1, clipNorm: 0.25,
 *   optimizer: sgd({ learningRate: 30, weightDecay: 1.2e-6 }), averaging: { nonMono: 5 },
 *   variableWindows: true, penalties: { activation: 2, temporal: 1 },
 * });
 *
 * @throws InputError with code `run-exists` (the folder has a checkpoint and `resume` is not set), `config-changed`,
 *   `data-mismatch`, `no-examples`, `folder-locked`, `file-corrupt`, `not-a-checkpoint`, `group-without-parameters`;
 *   TrainingError when the loss or a clipped gradient is not finite: parameters and checkpoints are then those of before
 *   the step; TypeError, RangeError when an option is wrong
 */
export async function trainLanguageModel(
  options: TrainLanguageModelOptions,
): Promise<TrainLanguageModelResult> {
  await loadGradients();
  const plan = planLanguageModelTraining(options);
  const { folder: place } = options;
  const folder = typeof place === 'string' ? await openRunFolder(place) : place;
  try {
    return await trainInFolder(plan, folder);
  } finally {
    if (typeof place === 'string') await folder?.release();
  }
}

async function trainInFolder(
  plan: TrainLanguageModelPlan,
  folder: RunFolder | undefined,
): Promise<TrainLanguageModelResult> {
  const { options, optimizer, config } = plan;
  const { model, clipNorm } = options;
  const checkpoint = await findCheckpoint(plan, folder);
  const gradientStep = await createGradientStep({
    parameters: model.parameters,
    optimizer,
    ruleFor: rulesFor(optimizer, model.head),
    clipNorm,
  });
  const average = parameterAverage(model.parameters);
  // After the checks, so that a training that cannot be leaves no trace.
  if (folder !== undefined && !existsSync(folder.configFile)) await folder.writeConfig(config);
  let log: MetricsLog | undefined;
  try {
    if (folder !== undefined) {
      if (checkpoint !== undefined) {
        const { tensors, state } = checkpoint;
        writeParameters(model, tensors, folder.lastCheckpoint);
        await gradientStep.restore(tensors, folder.lastCheckpoint);
        if (state.averageCount > 0) average.restore(tensors, state.averageCount, folder.lastCheckpoint);
      }
      log = await openMetricsLog(folder.metricsFile, { keepBytes: checkpoint?.state.metricsBytes ?? 0 });
    }
    return await runLanguageModelEpochs({ plan, folder, gradientStep, average, log, checkpoint });
  } finally {
    await log?.close();
    gradientStep.dispose();
    average.dispose();
  }
}

/** The checkpoint to go on from, if any. */
async function findCheckpoint(
  { options, config }: TrainLanguageModelPlan,
  folder: RunFolder | undefined,
): Promise<LanguageModelCheckpoint | undefined> {
  const { resume = false } = options;
  if (folder === undefined) {
    if (resume) throw new TypeError('trainLanguageModel: resume needs a folder');
    return undefined;
  }
  if (!existsSync(folder.lastCheckpoint)) return undefined;
  if (!resume) {
    throw new InputError('already holds a run.', {
      code: 'run-exists',
      file: folder.path,
      hint: 'Resume it, or choose another folder.',
    });
  }
  const checkpoint: LanguageModelCheckpoint = await readCheckpoint(
    folder.lastCheckpoint,
    languageModelFormat,
  );
  checkSameConfig(config, checkpoint.config, folder.lastCheckpoint);
  return checkpoint;
}
