import { InputError } from '@sbn/core';
import { packageVersion } from '../version.js';
import type { TaskConfig, TaskRun } from './task-run.js';

/** `config.json` of a run folder, with what it has in every task: all that decides what the run computes. */
export interface RunConfig {
  readonly task: string;
  /** The version of @sbn/cli that made the run. */
  readonly version: string;
  readonly experiment: string;
  readonly run: string;
  readonly headId: string;
  readonly headName: string;
  readonly seed: number;
  readonly head: object;
  /** Left out where nothing is trained. */
  readonly training?: object;
}

/** What `config.json` says of a run before its settings. */
export function identityOf<Task extends string>(
  { task, name }: TaskConfig & { readonly task: Task },
  { id, headId, headName, seed }: TaskRun,
): Omit<RunConfig, 'task' | 'head' | 'training'> & { readonly task: Task } {
  return { task, version: packageVersion(), experiment: name, run: id, headId, headName, seed };
}

/** The run that a `config.json` is of. */
export function runOf({ run: id, headId, headName, seed }: RunConfig): TaskRun {
  return { id, headId, headName, seed };
}

/** As much of a `config.json` as tells that a folder is that of a run. */
export interface RunFolderConfig extends Partial<TaskConfig> {
  readonly run: string;
  readonly head: object;
}

/** @throws InputError when what `config.json` holds, if anything, does not describe a run */
export function requireRunConfig(
  path: string,
  config: object | undefined,
): asserts config is RunFolderConfig {
  if (config !== undefined && 'run' in config && 'head' in config) return;
  throw new InputError(
    `${path} is no run folder: it has ${config === undefined ? 'no config.json' : 'a config.json of something else'}`,
    { code: 'no-run' },
  );
}
