import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { InputError } from '@sbn/core';
import { parseKeyPath, valueAt } from '../config/key-path.js';
import {
  type LoadExperimentOptions,
  type LoadedExperiment,
  loadExperiment,
} from '../tasks/load-experiment.js';
import { commonFolder } from './common-folder.js';
import { readWithOverrides } from './suite-overrides.js';

/** Several experiments that are reported on together. */
export interface LoadedSuite {
  /** Names the folder of its report. */
  readonly name: string;
  /** In the order in which they were named. */
  readonly experiments: readonly LoadedExperiment[];
  /** Those whose data is not there. */
  readonly leftOut: readonly MissingData[];
}

/** An experiment and the files that it needs and that are not there. */
export interface MissingData {
  readonly name: string;
  readonly files: readonly string[];
}

/** What {@link loadSuite} reads. */
export interface LoadSuiteOptions extends Omit<LoadExperimentOptions, 'file'> {
  readonly files: readonly string[];
  /** The folder that the files lie in gives it when left out. */
  readonly name?: string | undefined;
  /** Leaves experiments out whose data is not there, instead of refusing the whole suite. */
  readonly skipMissing: boolean;
}

/**
 * Reads the configurations of a suite and checks all that can be checked before anything runs.
 *
 * @throws InputError when one of them is wrong, two have one name, or data is missing
 */
export async function loadSuite(options: LoadSuiteOptions): Promise<LoadedSuite> {
  const { files, overrides = [], variables, workingDirectory, skipMissing } = options;
  const members = [];
  for (const file of files) {
    const read = (changes: readonly string[]): Promise<LoadedExperiment> =>
      loadExperiment({ file, overrides: changes, variables, workingDirectory });
    members.push({ name: (await read([])).config.name, read });
  }
  const experiments = await readWithOverrides(members, overrides);
  const name = options.name ?? suiteName(files.map((file) => resolve(workingDirectory, file)));
  requireOwnFolders(name, experiments);
  // A grid that cannot be is found before the first of many runs, not after it.
  for (const { task, config } of experiments) task.expandGrid(config);
  const missing = experiments.map(missingFiles);
  const leftOut = experiments.flatMap(({ config }, at) =>
    missing[at]!.length === 0 ? [] : [{ name: config.name, files: missing[at]! }],
  );
  if (leftOut.length === experiments.length || (leftOut.length > 0 && !skipMissing))
    throw missingData(leftOut);
  return { name, experiments: experiments.filter((_, at) => missing[at]!.length === 0), leftOut };
}

function suiteName(paths: readonly string[]): string {
  const name = basename(commonFolder(paths));
  return name === '' ? 'suite' : name;
}

/** @throws InputError when two folders under RUNS would be one */
function requireOwnFolders(suite: string, experiments: readonly LoadedExperiment[]): void {
  const files = new Map<string, string>();
  for (const { config, file } of experiments) {
    const { name } = config;
    const other = files.get(name);
    if (other !== undefined) {
      throw new InputError(
        `${other} and ${file} both have the name ${name}, and so one folder for their runs. Give one another name, or leave it out`,
        { code: 'duplicate-name' },
      );
    }
    files.set(name, file);
  }
  const taken = files.get(suite);
  if (taken !== undefined) {
    throw new InputError(
      `the suite and ${taken} are both called ${suite}, and so would have one folder. Name the suite with --suite`,
      { code: 'duplicate-name' },
    );
  }
}

/** Files and folders that a configuration names and that are not there. */
function missingFiles({ task, config }: LoadedExperiment): string[] {
  return task.paths
    .map((path) => valueAt(config, parseKeyPath(path)))
    .filter((path): path is string => typeof path === 'string' && !existsSync(path));
}

function missingData(leftOut: readonly MissingData[]): InputError {
  const lines = leftOut.flatMap(({ name, files }) => files.map((file) => `${name}: ${file} is not there`));
  return new InputError(lines.join('\n'), {
    code: 'no-data',
    hint: 'Put the files there, or leave these experiments out with --skip-missing.',
  });
}
