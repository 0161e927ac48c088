import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { InputError } from '@sbn/core';
import { openRunFolder } from '@sbn/train';
import type { ExperimentConfig } from '../config/experiment.js';
import { readJson } from '../files/read-json.js';
import { packageVersion } from '../version.js';
import { detectStage } from './detect-stage.js';
import { evaluateStage } from './evaluate-stage.js';
import type { GridRun } from './expand-grid.js';
import { findDifference } from './find-difference.js';
import { requireThreads } from './require-threads.js';
import { runFiles } from './run-files.js';
import type { DetectionRecord, EvaluationRecord, RunConfig, TrainingRecord } from './run-records.js';
import { type StageContext, trainStage } from './train-stage.js';

/** What {@link performRun} does. */
export interface PerformRunOptions extends Omit<StageContext, 'config' | 'folder'> {
  readonly config: ExperimentConfig;
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
export function runConfig(experiment: ExperimentConfig, run: GridRun): RunConfig {
  const { name, data, encoder, training, evaluation, detection } = experiment;
  const { id, headId, headName, head, seed } = run;
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
    training,
    evaluation,
    detection,
  };
}

/**
 * Reads what a run folder says about itself.
 *
 * @throws InputError when it is no run folder
 */
export async function readRunConfig(path: string): Promise<RunConfig> {
  const config = (await readJson(runFiles(path).config)) as RunConfig | undefined;
  if (config?.run === undefined || config.head === undefined) {
    throw new InputError(
      `${path} is no run folder: it has ${config === undefined ? 'no config.json' : 'a config.json of something else'}`,
      { code: 'no-run' },
    );
  }
  return config;
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
  const difference = findDifference(trainedFrom(earlier), trainedFrom(config));
  const fewerEpochs = earlier.training.epochs > config.training.epochs;
  if (difference === undefined && !fewerEpochs) return;
  const words =
    difference === undefined
      ? `training.epochs was ${earlier.training.epochs} and is now ${config.training.epochs}`
      : `${difference.key} was ${difference.before} and is now ${difference.after}`;
  throw new InputError(`${path} holds a run with other settings: ${words}.`, {
    code: 'other-settings',
    hint: 'Use the same settings, another name or folder, or --fresh to throw that run away.',
  });
}

async function removeRun(path: string): Promise<void> {
  if (!existsSync(path)) return;
  // Only ever what is a run: --fresh with a wrong folder must not empty it.
  await readRunConfig(path);
  // Waits for nobody: refuses when another process is at work there.
  await (await openRunFolder(path)).release();
  await rm(path, { recursive: true });
}
