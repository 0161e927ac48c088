import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@sbn/core';
import { requireRunConfig } from '../experiment/run-config.js';
import { type RunOutcome, readOutcome } from '../experiment/run-outcome.js';
import type { TaskWork } from '../experiment/task.js';
import type { TaskConfig } from '../experiment/task-run.js';
import { readJson } from '../files/read-json.js';
import { taskOf } from './tasks.js';

/** A folder with something to report on. */
export interface ReadFolder {
  readonly kind: 'run' | 'experiment';
  readonly work: TaskWork;
  readonly name: string;
  readonly config: Partial<TaskConfig>;
  readonly outcomes: readonly RunOutcome[];
  /** Runs that are not trained to the end. */
  readonly missing: readonly string[];
}

/**
 * Reads a run folder, or the folder of an experiment with all its runs.
 *
 * @throws InputError when it is neither, or nothing in it is done
 */
export async function readFolder(path: string): Promise<ReadFolder> {
  const config = (await readJson(join(path, 'config.json'))) as Partial<TaskConfig> | undefined;
  const isExperiment = config !== undefined && 'heads' in config && 'seeds' in config;
  const folder = isExperiment
    ? await readExperiment(path, config as TaskConfig)
    : await readRun(path, config);
  if (folder.outcomes.length > 0) return folder;
  throw new InputError(`${path}: no run in it is trained to the end, so there is nothing to report yet`, {
    code: 'nothing-done',
  });
}

async function readExperiment(path: string, config: TaskConfig): Promise<ReadFolder> {
  const task = taskOf(config);
  const work = await task.load();
  const outcomes: RunOutcome[] = [];
  const missing: string[] = [];
  for (const run of task.expandGrid(config)) {
    const runPath = join(path, run.id);
    const outcome = existsSync(runPath) ? await readOutcome(runPath, run) : undefined;
    if (outcome === undefined) missing.push(run.id);
    else outcomes.push(outcome);
  }
  return { kind: 'experiment', work, name: config.name, config, outcomes, missing };
}

async function readRun(path: string, config: Partial<TaskConfig> | undefined): Promise<ReadFolder> {
  requireRunConfig(path, config);
  const work = await taskOf(config).load();
  const run = work.runOf(config);
  const outcome = await readOutcome(path, run);
  return {
    kind: 'run',
    work,
    name: run.id,
    config,
    outcomes: outcome === undefined ? [] : [outcome],
    missing: outcome === undefined ? [run.id] : [],
  };
}
