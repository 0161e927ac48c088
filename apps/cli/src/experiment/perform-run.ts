import { existsSync } from 'node:fs';
import { InputError } from '@sbn/core';
import { openRunFolder } from '@sbn/train';
import { isGridClassHead } from '../class-heads/grid-class-head.js';
import type { ClassificationConfig } from '../config/classification.js';
import type { LossConfig } from '../config/training.js';
import { readJson } from '../files/read-json.js';
import { requireRunConfig } from '../tasks/read-folder.js';
import { otherSettings, removeRun, requireSameSettings } from '../tasks/run-settings.js';
import { packageVersion } from '../version.js';
import { detectStage } from './detect-stage.js';
import { evaluateStage } from './evaluate-stage.js';
import type { GridRun } from './expand-grid.js';
import { requireThreads } from './require-threads.js';
import { runFiles } from './run-files.js';
import type { DetectionRecord, EvaluationRecord, RunConfig, TrainingRecord } from './run-records.js';
import { type StageContext, trainStage } from './train-stage.js';

/** What {@link performRun} does. */
export interface PerformRunOptions extends Omit<StageContext, 'config' | 'folder'> {
  readonly config: ClassificationConfig;
  /** The run's folder. */
  readonly path: string;
  /** Which stages; training always comes first. */
  readonly stages: 'train' | 'all';
  /** Throws an earlier run in this folder away first. */
  readonly fresh: boolean;
}

/** What a run has come to. */
export interface RunOutcome {
  readonly run: GridRun;
  readonly path: string;
  readonly training: TrainingRecord;
  readonly evaluation?: EvaluationRecord | undefined;
  readonly detection?: DetectionRecord | undefined;
}

/**
 * Trains, evaluates and asks about one run in its folder: what is done is skipped, what is half done goes on.
 *
 * @throws InputError when the folder holds a run that was trained with other settings
 * @throws the signal's reason when it aborts; everything up to then is saved
 */
export async function performRun(options: PerformRunOptions): Promise<RunOutcome> {
  const { run, config: experiment, path, stages, fresh, signal } = options;
  signal.throwIfAborted();
  requireThreads(experiment.training);
  const config = runConfig(experiment, run);
  if (fresh) await removeRun(path);
  await checkSameTraining(config, path);
  const folder = await openRunFolder(path);
  try {
    await folder.writeConfig(config);
    const context: StageContext = { ...options, config, folder };
    const { record: training, model } = await trainStage(context);
    try {
      if (stages === 'train') return { run, path, training };
      const evaluation = await evaluateStage(context, model);
      model?.dispose();
      return { run, path, training, evaluation, detection: await detectStage(context) };
    } finally {
      model?.dispose();
    }
  } finally {
    await folder.release();
  }
}

/** Everything that decides what a run computes. */
export function runConfig(experiment: ClassificationConfig, run: GridRun): RunConfig {
  const { name, data, encoder, training, evaluation, detection } = experiment;
  const { id, headId, headName, head, seed } = run;
  const isForClasses = isGridClassHead(head);
  const loss: LossConfig = isForClasses
    ? { kind: 'softmax-cross-entropy' }
    : { kind: 'sigmoid-cross-entropy', reduction: 'mean' };
  return {
    version: packageVersion(),
    experiment: name,
    run: id,
    headId,
    headName,
    head,
    seed,
    data,
    encoder,
    training: { ...training, loss: training.loss ?? loss },
    evaluation,
    detection: { ...detection, rule: detection.rule ?? (isForClasses ? 'argmax' : 'threshold') },
  };
}

/**
 * Reads what a run folder says about itself.
 *
 * @throws InputError when it is no run folder, or one of another task
 */
export async function readRunConfig(path: string): Promise<RunConfig> {
  const config = (await readJson(runFiles(path).config)) as object | undefined;
  requireRunConfig(path, config);
  const { task = 'classification' } = config;
  if (task !== 'classification') {
    throw new InputError(
      `${path} is a run of the task ${task}, and this command works on those of the task classification.`,
      { code: 'other-task', hint: `sbn report and sbn audit ${path} --rule argmax work on it.` },
    );
  }
  return config as unknown as RunConfig;
}

/** The parts of a configuration that the trained parameters depend on; more epochs may follow, and engine and backend may change. */
function trainedFrom({ data, encoder, head, seed, training }: RunConfig): unknown {
  const { epochs, backend: _b, engine: _e, threads: _t, checkpointEverySteps: _c, ...rest } = training;
  // A schedule that ends with the training is another one when the training is longer.
  const endsWithTraining = rest.schedule.kind === 'cosine' && rest.schedule.steps === undefined;
  return { data, encoder, head, seed, training: endsWithTraining ? { ...rest, epochs } : rest };
}

async function checkSameTraining(config: RunConfig, path: string): Promise<void> {
  const { config: file, training, lastCheckpoint } = runFiles(path);
  if (!existsSync(training) && !existsSync(lastCheckpoint)) return;
  const earlier = (await readJson(file)) as RunConfig | undefined;
  if (earlier === undefined) return;
  requireSameSettings(path, trainedFrom(earlier), trainedFrom(config));
  const [before, after] = [earlier.training.epochs, config.training.epochs];
  if (before > after) throw otherSettings(path, `training.epochs was ${before} and is now ${after}`);
}
