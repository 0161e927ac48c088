import { dirname, resolve } from 'node:path';
import { parseKeyPath, valueAt } from '../config/key-path.js';
import { type ConfigDocument, readConfigDocument } from '../config/read-config-document.js';
import type { Task } from '../experiment/task.js';
import type { TaskConfig } from '../experiment/task-run.js';
import { readText } from '../files/read-text.js';
import { experimentSchema } from './experiment-schema.js';
import { taskOf } from './tasks.js';

/** An experiment's configuration and where it came from. */
export interface LoadedExperiment {
  readonly task: Task;
  /** Defaults filled in, paths absolute. */
  readonly config: TaskConfig;
  /** The file as it was named. */
  readonly file: string;
  /** The text of the file. */
  readonly source: string;
  /** The `key=value` texts that changed it. */
  readonly overrides: readonly string[];
}

/** What {@link loadExperiment} reads. */
export interface LoadExperimentOptions {
  readonly file: string;
  readonly overrides?: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
}

/**
 * Reads an experiment's YAML file.
 *
 * Relative paths in the file are relative to the file; those in overrides to the working directory.
 *
 * @throws InputError with one line per problem, naming file, line, column and key
 */
export async function loadExperiment(options: LoadExperimentOptions): Promise<LoadedExperiment> {
  const { file, overrides = [], variables, workingDirectory } = options;
  const path = resolve(workingDirectory, file);
  const source = await readText(path, file);
  const document = readConfigDocument({ source, file, schema: experimentSchema, overrides, variables });
  const task = taskOf(document.value);
  const config = withAbsolutePaths(document, task.paths, dirname(path), workingDirectory);
  return { task, config, file, source, overrides };
}

function withAbsolutePaths(
  document: ConfigDocument<TaskConfig>,
  paths: readonly string[],
  folder: string,
  workingDirectory: string,
): TaskConfig {
  const config = structuredClone(document.value);
  for (const place of paths.map(parseKeyPath)) {
    const parent = valueAt(config, place.slice(0, -1));
    const key = place.at(-1)!;
    if (typeof parent !== 'object' || parent === null || !(key in parent)) continue;
    const mapping = parent as Record<string | number, unknown>;
    const path = mapping[key];
    if (typeof path !== 'string') continue;
    mapping[key] = resolve(document.isOverridden(place) ? workingDirectory : folder, path);
  }
  return config;
}
