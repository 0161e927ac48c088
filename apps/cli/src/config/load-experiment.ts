import { dirname, isAbsolute, resolve } from 'node:path';
import { readText } from '../files/read-text.js';
import type { Task, TaskConfig } from '../tasks/task.js';
import { taskOf } from '../tasks/tasks.js';
import { dataPartPathKeys, dataPathKeys } from './data.js';
import { experimentSchema } from './experiment.js';
import { type ConfigDocument, readConfigDocument } from './read-config-document.js';

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
  const config = withAbsolutePaths(document, dirname(path), workingDirectory);
  return { task: taskOf(config), config, file, source, overrides };
}

/** The paths in `data`, where a task has it. */
function withAbsolutePaths(
  document: ConfigDocument<TaskConfig>,
  folder: string,
  workingDirectory: string,
): TaskConfig {
  const config: TaskConfig & { readonly data?: unknown } = document.value;
  const { data } = config;
  if (typeof data !== 'object' || data === null) return config;
  const absolute = (path: string, keys: readonly string[]): string =>
    isAbsolute(path)
      ? path
      : resolve(document.isOverridden(['data', ...keys]) ? workingDirectory : folder, path);
  const entries = Object.entries(data).map(([key, value]: [string, unknown]) => {
    if (!dataPathKeys.includes(key)) return [key, value];
    if (typeof value === 'string') return [key, absolute(value, [key])];
    if (typeof value !== 'object' || value === null) return [key, value];
    const part = Object.entries(value).map(([partKey, path]: [string, unknown]) =>
      dataPartPathKeys.includes(partKey) && typeof path === 'string'
        ? [partKey, absolute(path, [key, partKey])]
        : [partKey, path],
    );
    return [key, Object.fromEntries(part)];
  });
  const absoluteConfig: typeof config = { ...config, data: Object.fromEntries(entries) };
  return absoluteConfig;
}
