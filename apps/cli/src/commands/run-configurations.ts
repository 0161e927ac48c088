import { join, resolve } from 'node:path';
import type { Session } from '../session.js';
import { loadSuite } from '../suite/load-suite.js';
import { nameFiles } from '../suite/name-files.js';
import { quote } from './experiment-options.js';
import { printReport } from './print-report.js';
import { type RunOptions, runFlags } from './run-configuration.js';

/** The flags of `sbn experiment` for several configurations. */
export interface SuiteOptions {
  readonly suite?: string;
  readonly skipMissing?: boolean;
}

/** Runs the experiments of several files and prints what the paper's claims came to. */
export async function runConfigurations(
  files: readonly string[],
  options: RunOptions & SuiteOptions,
  session: Session,
): Promise<void> {
  const terminal = session.openTerminal(options);
  const { variables, workingDirectory } = session.environment;
  const suite = await loadSuite({
    files,
    name: options.suite,
    overrides: options.set,
    skipMissing: options.skipMissing ?? false,
    variables,
    workingDirectory,
  });
  for (const { name, files: missing } of suite.leftOut) {
    terminal.note(`Left out, since its data is not there: ${name} (${missing.join(', ')})`);
  }
  const suiteFlags = `${options.suite === undefined ? '' : ` --suite ${quote(options.suite)}`}${options.skipMissing ? ' --skip-missing' : ''}`;
  const command = `sbn experiment ${nameFiles(files, workingDirectory)}${suiteFlags}${runFlags(options)}`;
  session.setResumeCommand(command);
  const { runSuite } = await import('../suite/run-suite.js');
  const runs = resolve(workingDirectory, options.runs);
  const report = await runSuite({
    suite,
    runs,
    terminal,
    signal: session.signal,
    fresh: options.fresh ?? false,
    commandOf: ({ file, overrides }) =>
      `sbn experiment ${quote(file)}${runFlags({ ...options, set: overrides })}`,
    command,
  });
  await printReport(terminal, join(runs, suite.name), report);
}
