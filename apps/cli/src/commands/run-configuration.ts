import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { loadExperiment } from '../tasks/load-experiment.js';
import type { CommonOptions } from './define-command.js';
import { addExperimentOptions, type ExperimentOptions, quote, setFlags } from './experiment-options.js';
import { printReport } from './print-report.js';

/** The flags of the commands that run a whole experiment. */
export interface RunOptions extends CommonOptions, ExperimentOptions {
  readonly runs: string;
  readonly fresh?: boolean;
}

/** Adds the flags of {@link RunOptions}. */
export function addRunOptions(command: Command): Command {
  return addExperimentOptions(
    command
      .option('--runs <folder>', 'where the folders of experiments go', 'runs')
      .option('--fresh', 'throw earlier runs of this experiment away first'),
  );
}

/**
 * Runs the experiment of a file and prints what it came to.
 *
 * @param commandLine what runs it again, given the flags that are not at their defaults
 */
export async function runConfiguration(
  file: string,
  options: RunOptions,
  session: Session,
  commandLine: (flags: string) => string,
): Promise<void> {
  const terminal = session.openTerminal(options);
  const { variables, workingDirectory } = session.environment;
  const experiment = await loadExperiment({ file, overrides: options.set, variables, workingDirectory });
  const again = commandLine(runFlags(options));
  session.setResumeCommand(again);
  const { runExperiment } = await import('../tasks/run-experiment.js');
  const folder = join(resolve(workingDirectory, options.runs), experiment.config.name);
  const report = await runExperiment({
    experiment,
    folder,
    terminal,
    signal: session.signal,
    fresh: options.fresh ?? false,
    reproduce: [again],
  });
  await printReport(terminal, folder, report);
}

/** The flags that are not at their defaults, as they were typed; `--fresh` is for the first time only. */
export function runFlags({ runs, set }: RunOptions): string {
  return `${runs === 'runs' ? '' : ` --runs ${quote(runs)}`}${setFlags(set)}`;
}
