import { headFromConfig } from '@sbn/heads';
import { adam, type Model, saveModel } from '@sbn/train';
import { distributionModel, fitDistribution, type Truth } from '@sbn/train/synthetic';
import { asInputError } from '../as-input-error.js';
import { classHeadConfig } from '../class-heads/class-head-config.js';
import { exportLayer } from '../experiment/export-layer.js';
import type { TrainedRun } from '../experiment/perform-runs.js';
import { removeResults } from '../experiment/remove-results.js';
import { runFiles } from '../experiment/run-files.js';
import { showStage } from '../experiment/run-stage.js';
import { scheduleOf } from '../experiment/schedule-of.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import type { ProgressTask } from '../terminal/progress.js';
import type { SyntheticTrainingRecord } from './synthetic-records.js';
import type { SyntheticStage } from './synthetic-stage.js';

/** Losses that `training.json` keeps. */
const historyLength = 50;

/**
 * Fits one head at one width; does nothing where it is done. A fit that was interrupted starts again, since it takes
 * seconds.
 *
 * @throws the signal's reason when it aborts
 */
export async function fitStage(stage: SyntheticStage): Promise<TrainedRun<SyntheticTrainingRecord, Model>> {
  const { run, config, folder } = stage;
  const files = runFiles(folder.path);
  const done = (await readJson(files.training)) as SyntheticTrainingRecord | undefined;
  if (done !== undefined) return { record: done };

  const truth = await stage.truth();
  const backend = await stage.backend();
  await removeResults(folder.path);
  const model = await asInputError(`head ${run.headId}`, () => {
    const shared = { inDim: run.dim, numLabels: truth.numClasses, seed: run.seed };
    const head = headFromConfig(classHeadConfig(run.head, shared));
    return distributionModel({ numContexts: truth.numContexts, head, seed: run.seed });
  });
  try {
    const shown = { total: config.training.steps, unit: 'steps' };
    const record = await showStage(stage, 'Fit', shown, async (task) => {
      const started = performance.now();
      const history = await fit(stage, model, truth, task);
      await saveModel(model, folder.lastCheckpoint);
      await exportLayer(model.head, folder.outputLayerFolder);
      const made: SyntheticTrainingRecord = {
        history,
        head: { kind: run.head.kind, numParams: model.head.numParams },
        numParams: model.numParams,
        backend,
        seconds: (performance.now() - started) / 1000,
      };
      await writeJson(files.training, made);
      task.done(`cross entropy ${history.at(-1)!.loss.toPrecision(4)}`);
      return made;
    });
    return { record, model };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

async function fit(
  { run, config, signal }: SyntheticStage,
  model: Model,
  truth: Truth,
  task: ProgressTask,
): Promise<SyntheticTrainingRecord['history']> {
  const { steps, batchSize, learningRate, schedule } = config.training;
  const history: { step: number; loss: number }[] = [];
  await asInputError(`fit of ${run.id}`, () =>
    fitDistribution({
      model,
      truth,
      steps,
      batchSize,
      optimizer: adam({ learningRate }),
      schedule: scheduleOf(schedule, steps),
      seed: run.seed,
      signal,
      onStep: ({ step, loss }) => {
        task.update(step + 1, { detail: `cross entropy ${loss.toPrecision(4)}` });
        if (step % Math.ceil(steps / historyLength) === 0 || step === steps - 1) history.push({ step, loss });
      },
    }),
  );
  return history;
}
