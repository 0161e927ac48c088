import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@sbn/core';
import type { ExperimentConfig } from '../config/experiment.js';
import { readJson } from '../files/read-json.js';
import { expandGrid, type GridRun } from './expand-grid.js';
import { type RunOutcome, readRunConfig } from './perform-run.js';
import { runFiles } from './run-files.js';
import type { DetectionRecord, EvaluationRecord, RunConfig, TrainingRecord } from './run-records.js';

/** What a run folder says its run has come to; undefined where it has not been trained to the end. */
export async function readOutcome(path: string, run: GridRun): Promise<RunOutcome | undefined> {
  const files = runFiles(path);
  const training = (await readJson(files.training)) as TrainingRecord | undefined;
  if (training === undefined) return undefined;
  const detection = (await readJson(files.detection)) as DetectionRecord | undefined;
  return {
    run,
    path,
    training,
    evaluation: (await readJson(files.evaluation)) as EvaluationRecord | undefined,
    detection: detection?.complete ? detection : undefined,
  };
}

/** The run that a run folder's configuration describes. */
export function gridRunOf({ run: id, headId, headName, head, seed }: RunConfig): GridRun {
  return { id, headId, headName, head, seed };
}

/** A folder with something to report on. */
export interface ReadFolder {
  readonly kind: 'run' | 'experiment';
  readonly name: string;
  readonly config: RunConfig | ExperimentConfig;
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
  const config = (await readJson(join(path, 'config.json'))) as Partial<ExperimentConfig> | undefined;
  const isExperiment = config?.heads !== undefined && config.seeds !== undefined;
  const folder = isExperiment ? await readExperiment(path, config as ExperimentConfig) : await readRun(path);
  if (folder.outcomes.length > 0) return folder;
  throw new InputError(`${path}: no run in it is trained to the end, so there is nothing to report yet`, {
    code: 'nothing-done',
  });
}

async function readExperiment(path: string, config: ExperimentConfig): Promise<ReadFolder> {
  const outcomes: RunOutcome[] = [];
  const missing: string[] = [];
  for (const run of expandGrid(config)) {
    const runPath = join(path, run.id);
    const outcome = existsSync(runPath) ? await readOutcome(runPath, run) : undefined;
    if (outcome === undefined) missing.push(run.id);
    else outcomes.push(outcome);
  }
  return { kind: 'experiment', name: config.name, config, outcomes, missing };
}

async function readRun(path: string): Promise<ReadFolder> {
  const config = await readRunConfig(path);
  const outcome = await readOutcome(path, gridRunOf(config));
  return {
    kind: 'run',
    name: config.run,
    config,
    outcomes: outcome === undefined ? [] : [outcome],
    missing: outcome === undefined ? [config.run] : [],
  };
}
