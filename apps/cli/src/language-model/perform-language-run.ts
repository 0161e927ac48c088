import { existsSync } from 'node:fs';
import type { TextCorpus } from '@sbn/datasets';
import { openRunFolder } from '@sbn/train';
import { detectClasses } from '../class-heads/detect-classes.js';
import { runFiles } from '../experiment/run-files.js';
import type { DetectionRecord } from '../experiment/run-records.js';
import { readJson } from '../files/read-json.js';
import { otherSettings, removeRun, requireSameSettings } from '../tasks/run-settings.js';
import type { PerformOptions } from '../tasks/task.js';
import type { Progress } from '../terminal/progress.js';
import { packageVersion } from '../version.js';
import { evaluateLanguageStage } from './evaluate-language-stage.js';
import type { LanguageRun } from './expand-language-grid.js';
import type { LanguageExperimentConfig } from './language-model-config.js';
import type {
  CorpusRecord,
  LanguageEvaluationRecord,
  LanguageRunConfig,
  LanguageTrainingRecord,
} from './language-model-records.js';
import type { LanguageStage } from './language-stage.js';
import { trainLanguageStage } from './train-language-stage.js';

/** What {@link performLanguageRun} does. */
export interface PerformLanguageOptions extends PerformOptions<LanguageRun> {
  readonly config: LanguageExperimentConfig;
  /** Reads the text, once however often it is asked for. */
  readonly corpus: () => Promise<TextCorpus>;
  /** Starts the TensorFlow.js backend, once. */
  readonly backend: () => Promise<string>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What a run has come to. */
export interface LanguageOutcome {
  readonly run: LanguageRun;
  readonly path: string;
  readonly dataset: CorpusRecord;
  readonly training: LanguageTrainingRecord;
  readonly evaluation?: LanguageEvaluationRecord | undefined;
  /** Which tokens can be the likeliest; left out where no linear layer decides (mixtures), and where it was not asked. */
  readonly detection?: DetectionRecord | undefined;
}

/**
 * Trains one language model in its folder, measures it, and asks which tokens can win: what is done is skipped, what is
 * half done goes on.
 *
 * @throws InputError when the folder holds a run that was trained with other settings
 * @throws the signal's reason when it aborts; everything up to then is saved
 */
export async function performLanguageRun(options: PerformLanguageOptions): Promise<LanguageOutcome> {
  const { run, config: experiment, path, stages, fresh, signal } = options;
  signal.throwIfAborted();
  const config = runConfig(experiment, run);
  if (fresh) await removeRun(path);
  await checkSameTraining(config, path);
  const folder = await openRunFolder(path);
  try {
    await folder.writeConfig(config);
    const stage: LanguageStage = { ...options, config, detection: experiment.detection, folder };
    const { record: training, model } = await trainLanguageStage(stage);
    const dataset = (await readJson(runFiles(path).dataset)) as CorpusRecord;
    try {
      if (stages === 'train') return { run, path, dataset, training };
      const evaluation = await evaluateLanguageStage(stage, model);
      return { run, path, dataset, training, evaluation, detection: await detectStage(stage) };
    } finally {
      model?.dispose();
    }
  } finally {
    await folder.release();
  }
}

/** What a run folder says its run has come to; undefined where it has not been trained to the end. */
export async function readLanguageOutcome(
  path: string,
  run: LanguageRun,
): Promise<LanguageOutcome | undefined> {
  const files = runFiles(path);
  const training = (await readJson(files.training)) as LanguageTrainingRecord | undefined;
  if (training === undefined) return undefined;
  const detection = (await readJson(files.detection)) as DetectionRecord | undefined;
  return {
    run,
    path,
    dataset: (await readJson(files.dataset)) as CorpusRecord,
    training,
    evaluation: (await readJson(files.evaluation)) as LanguageEvaluationRecord | undefined,
    detection: detection?.complete ? detection : undefined,
  };
}

/** Everything that decides what a run computes. */
function runConfig(experiment: LanguageExperimentConfig, run: LanguageRun): LanguageRunConfig {
  const { task, name, data, model, training, evaluation } = experiment;
  const { id, headId, headName, head, tied, seed } = run;
  return {
    task,
    version: packageVersion(),
    experiment: name,
    run: id,
    headId,
    headName,
    head,
    seed,
    data,
    model: { ...model, tied },
    training,
    evaluation,
  };
}

/** What the trained parameters depend on; more epochs may follow, and the backend may change. */
function trainedFrom({ data, model, head, seed, training, evaluation }: LanguageRunConfig): unknown {
  const { epochs, backend: _b, checkpointEverySteps: _c, ...rest } = training;
  // A schedule that ends with the training is another one when the training is longer.
  const endsWithTraining = rest.schedule.kind === 'cosine' && rest.schedule.steps === undefined;
  // The validation text is read like the test text, and decides which parameters are the best.
  const { batchSize, window } = evaluation;
  return {
    data,
    model,
    head,
    seed,
    training: endsWithTraining ? { ...rest, epochs } : rest,
    evaluation: { batchSize, window },
  };
}

async function checkSameTraining(config: LanguageRunConfig, path: string): Promise<void> {
  const { config: file, training, lastCheckpoint } = runFiles(path);
  if (!existsSync(training) && !existsSync(lastCheckpoint)) return;
  const earlier = (await readJson(file)) as LanguageRunConfig | undefined;
  if (earlier === undefined) return;
  requireSameSettings(path, trainedFrom(earlier), trainedFrom(config));
  const [before, after] = [earlier.training.epochs, config.training.epochs];
  if (before > after) throw otherSettings(path, `training.epochs was ${before} and is now ${after}`);
}

/** Asks for every token whether it can win. */
async function detectStage(stage: LanguageStage): Promise<DetectionRecord | undefined> {
  const { run, detection, folder, progress, prefix, signal } = stage;
  const { detection: file, weights } = runFiles(folder.path);
  if (!detection.enabled || !existsSync(weights)) return undefined;
  const done = (await readJson(file)) as DetectionRecord | undefined;
  if (done?.complete) return done;
  const task = progress.task(`${prefix}Decide ${run.headName}, seed ${run.seed}`, { unit: 'tokens' });
  try {
    const record = await detectClasses({
      path: folder.path,
      workers: detection.workers,
      signal,
      onProgress: (count, total) => task.update(count, { total }),
    });
    task.done(record === undefined ? '' : `${record.unargmaxable} of ${record.total} can never win`);
    return record;
  } catch (error) {
    task.stop(signal.aborted ? 'stopped, saved' : undefined);
    throw error;
  }
}
