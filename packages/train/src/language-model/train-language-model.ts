import { loadGradients } from '../backends/load-gradients.js';
import { findCheckpoint } from '../loop/find-checkpoint.js';
import { runEpochs } from '../loop/run-epochs.js';
import { withRunFolder } from '../run/run-folder.js';
import { createLanguageModelLearner } from './language-model-learner.js';
import type { TrainLanguageModelOptions, TrainLanguageModelResult } from './train-language-model-options.js';
import { planLanguageModelTraining } from './train-language-model-plan.js';

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
  return withRunFolder(options.folder, async (folder) => {
    const checkpoint = await findCheckpoint(plan, folder);
    const learner = await createLanguageModelLearner(plan);
    try {
      return await runEpochs({ plan, learner, folder, checkpoint });
    } finally {
      learner.dispose();
    }
  });
}
