import { join } from 'node:path';
import type { TaskReport } from '../experiment/task.js';
import type { LoadedExperiment } from '../tasks/load-experiment.js';
import { runExperiment } from '../tasks/run-experiment.js';
import type { Terminal } from '../terminal/terminal.js';
import type { LoadedSuite } from './load-suite.js';
import { reportSuite } from './report-suite.js';

/** What {@link runSuite} does. */
export interface RunSuiteOptions {
  readonly suite: LoadedSuite;
  /** The folder in which every experiment has one of its name, and the suite one for its report. */
  readonly runs: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Throws earlier runs away first. */
  readonly fresh: boolean;
  /** The command line that runs one of the configurations again. */
  readonly commandOf: (experiment: LoadedExperiment) => string;
  /** The one that runs all of them. */
  readonly command: string;
}

/** Runs the experiments of a suite one after another, each as if it were alone, and makes one report of all of them. */
export async function runSuite(options: RunSuiteOptions): Promise<TaskReport> {
  const { suite, runs, terminal, signal, fresh, commandOf, command } = options;
  const { experiments, leftOut } = suite;
  for (const [at, experiment] of experiments.entries()) {
    await runExperiment({
      experiment,
      folder: join(runs, experiment.config.name),
      terminal,
      signal,
      fresh,
      reproduce: [commandOf(experiment)],
      prefix: `[experiment ${at + 1}/${experiments.length}] `,
    });
  }
  signal.throwIfAborted();
  return reportSuite({
    name: suite.name,
    folders: experiments.map((experiment) => ({
      path: join(runs, experiment.config.name),
      command: commandOf(experiment),
    })),
    leftOut,
    folder: join(runs, suite.name),
    command,
    progress: terminal.progress,
    force: false,
  });
}
