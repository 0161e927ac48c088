import { existsSync } from 'node:fs';
import { InputError } from '@sbn/core';
import { loadGradients } from '../backends/load-gradients.js';
import { chooseEngine } from '../engines/choose-engine.js';
import { EngineError } from '../engines/engine-error.js';
import { writeParameters } from '../model/model-file.js';
import { type Checkpoint, readCheckpoint } from '../run/checkpoint.js';
import { type MetricsLog, openMetricsLog } from '../run/metrics-log.js';
import { openRunFolder, type RunFolder } from '../run/run-folder.js';
import { runEpochs } from './run-epochs.js';
import { checkSameConfig } from './train-config.js';
import type { TrainOptions, TrainResult } from './train-options.js';
import { planTraining, type TrainPlan } from './train-plan.js';

/**
 * Trains a model: epochs of shuffled batches, an evaluation after each, checkpoints, early stopping.
 *
 * The same options and the same seed on the same engine and backend give the same bits, whether or not the training was
 * interrupted (by `signal`, by an error or by SIGKILL at any moment) and resumed from its folder in between: order,
 * dropout and schedule are functions of seed, epoch and step alone, and a checkpoint holds the rest.
 *
 * @throws InputError with code `run-exists` (the folder has a checkpoint and `resume` is not set), `config-changed`,
 *   `data-mismatch`, `no-examples`, `engine-unsuited`, `not-enough-memory`, `no-shared-memory`, `unknown-metric`, `folder-locked`, `file-corrupt`, `group-without-parameters`;
 *   TrainingError when the loss or a clipped gradient is not finite: parameters and checkpoints are then those of
 *   before the step; EngineError when a thread of the fused engine died: checkpoints are whole,
 *   parameters in memory are not; TypeError, RangeError when an option is wrong
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  await loadGradients();
  const plan = planTraining(options);
  const { folder: place } = options;
  const folder = typeof place === 'string' ? await openRunFolder(place) : place;
  try {
    return await trainInFolder(plan, folder);
  } finally {
    if (typeof place === 'string') await folder?.release();
  }
}

async function trainInFolder(plan: TrainPlan, folder: RunFolder | undefined): Promise<TrainResult> {
  const { options, model } = plan;
  const checkpoint = await findCheckpoint(plan, folder);
  const createEngine = chooseEngine({
    engine: options.engine ?? 'auto',
    threads: options.threads,
    model,
    loss: plan.loss,
    optimizer: plan.optimizer,
  });
  const engine = await createEngine({
    model,
    optimizer: plan.optimizer,
    loss: plan.loss,
    clipNorm: options.clipNorm,
  });
  // After the engine, so that a training that cannot be leaves no trace.
  if (folder !== undefined && !existsSync(folder.configFile)) await folder.writeConfig(plan.config);
  let log: MetricsLog | undefined;
  try {
    if (folder !== undefined) {
      if (checkpoint !== undefined) {
        writeParameters(model, checkpoint.tensors, folder.lastCheckpoint);
        await engine.restore(checkpoint.tensors, folder.lastCheckpoint);
      }
      log = await openMetricsLog(folder.metricsFile, { keepBytes: checkpoint?.state.metricsBytes ?? 0 });
    }
    return await runEpochs({ plan, folder, engine, log, checkpoint });
  } catch (error) {
    // The parameters of the last good step belong into the model; after a step that broke off there are none.
    if (!(error instanceof EngineError)) await engine.sync();
    throw error;
  } finally {
    await log?.close();
    engine.dispose();
  }
}

/** The checkpoint to go on from, if any. */
async function findCheckpoint(
  { options, config }: TrainPlan,
  folder: RunFolder | undefined,
): Promise<Checkpoint | undefined> {
  const { resume = false } = options;
  if (folder === undefined) {
    if (resume) throw new TypeError('train: resume needs a folder');
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
  const checkpoint = await readCheckpoint(folder.lastCheckpoint);
  checkSameConfig(config, checkpoint.config, folder.lastCheckpoint);
  return checkpoint;
}
