import { loadGradients } from '../backends/load-gradients.js';
import { chooseEngine } from '../engines/choose-engine.js';
import { EngineError } from '../engines/engine-error.js';
import { type RunFolder, withRunFolder } from '../run/run-folder.js';
import { exampleLearner } from './example-learner.js';
import { findCheckpoint } from './find-checkpoint.js';
import { runEpochs } from './run-epochs.js';
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
  return withRunFolder(options.folder, (folder) => trainInFolder(plan, folder));
}

async function trainInFolder(plan: TrainPlan, folder: RunFolder | undefined): Promise<TrainResult> {
  const { options, model, loss, optimizer } = plan;
  const checkpoint = await findCheckpoint(plan, folder);
  const createEngine = chooseEngine({
    engine: options.engine ?? 'auto',
    threads: options.threads,
    model,
    loss,
    optimizer,
  });
  const engine = await createEngine({ model, optimizer, loss, clipNorm: options.clipNorm });
  try {
    return await runEpochs({ plan, learner: exampleLearner(plan, engine), folder, checkpoint });
  } catch (error) {
    // The parameters of the last good step belong into the model; after a step that broke off there are none.
    if (!(error instanceof EngineError)) await engine.sync();
    throw error;
  } finally {
    engine.dispose();
  }
}
