import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { InputError } from '@sbn/core';
import { openRunFolder } from '@sbn/train';
import { findDifference } from '../config/find-difference.js';
import type { ScheduleConfig } from '../config/schedule.js';
import { readJson } from '../files/read-json.js';
import { requireRunConfig } from './run-config.js';
import { runFiles } from './run-files.js';

/** Settings of a training, as far as they have a meaning for all of them. */
export interface TrainingSettings {
  readonly schedule: ScheduleConfig;
  readonly epochs?: number | undefined;
}

/** What parameters depend on: `training`, where there is one, and whatever else the task has. */
export interface TrainedFrom {
  readonly seed: number;
  readonly training?: TrainingSettings;
}

/** Settings that say what computes, when it saves and how long it goes on; the parameters on the way are the same. */
const passingSettings: readonly string[] = ['epochs', 'backend', 'engine', 'threads', 'checkpointEverySteps'];

/**
 * Refuses a folder with parameters that were trained from other settings; a training may be gone on with for more epochs.
 *
 * @param trainedFrom the part of a `config.json` that the parameters depend on
 * @throws InputError naming the first setting that differs
 */
export async function requireSameTraining<Config extends object>(
  path: string,
  config: Config,
  trainedFrom: (config: Config) => TrainedFrom,
): Promise<void> {
  const files = runFiles(path);
  if (!existsSync(files.training) && !existsSync(files.lastCheckpoint)) return;
  const stored = (await readJson(files.config)) as Config | undefined;
  if (stored === undefined) return;
  const [earlier, now] = [trainedFrom(stored), trainedFrom(config)];
  const difference = findDifference(withoutPassing(earlier), withoutPassing(now));
  if (difference !== undefined) {
    throw otherSettings(path, `${difference.key} was ${difference.before} and is now ${difference.after}`);
  }
  const [before, after] = [earlier.training?.epochs, now.training?.epochs];
  if (before !== undefined && after !== undefined && before > after) {
    throw otherSettings(path, `training.epochs was ${before} and is now ${after}`);
  }
}

function withoutPassing({ training, ...others }: TrainedFrom): object {
  if (training === undefined) return others;
  const { schedule, epochs } = training;
  const kept = Object.entries(training).filter(([key]) => !passingSettings.includes(key));
  // A schedule that ends with the training is another one when the training is longer.
  const ends = endsWithTraining(schedule) ? { epochs } : {};
  return { ...others, training: { ...Object.fromEntries(kept), ...ends } };
}

function endsWithTraining(schedule: ScheduleConfig): boolean {
  if (schedule.kind === 'cosine-warmup') return endsWithTraining(schedule.after);
  const { kind } = schedule;
  return (kind === 'cosine' || kind === 'stairs' || kind === 'one-cycle') && schedule.steps === undefined;
}

/** A folder holds a run with other settings: which, in words. */
function otherSettings(path: string, words: string): InputError {
  return new InputError(`${path} holds a run with other settings: ${words}.`, {
    code: 'other-settings',
    hint: 'Use the same settings, another name or folder, or --fresh to throw that run away.',
  });
}

/** Throws a run away, where there is one. */
export async function removeRun(path: string): Promise<void> {
  if (!existsSync(path)) return;
  // Only ever what is a run: --fresh with a wrong folder must not empty it.
  requireRunConfig(path, (await readJson(runFiles(path).config)) as object | undefined);
  // Waits for nobody: refuses when another process is at work there.
  await (await openRunFolder(path)).release();
  await rm(path, { recursive: true });
}
