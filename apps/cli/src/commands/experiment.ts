import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { loadExperiment } from '../config/load-experiment.js';
import type { Session } from '../session.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { addExperimentOptions, type ExperimentOptions, quote, setFlags } from './experiment-options.js';
import { printExperiment } from './print-experiment.js';

interface Options extends CommonOptions, ExperimentOptions {
  readonly runs: string;
  readonly fresh?: boolean;
}

/** `sbn experiment`: a whole grid, from data to report. */
export function addExperimentCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'experiment <config>',
    summary: 'run a grid of heads, widths and seeds, and write the report',
    description:
      'Trains every head of the configuration at every width with every seed, evaluates it, decides for every ' +
      'different label set whether it can be output, and writes a report. What is done already is skipped; what was ' +
      'interrupted, even by kill -9, goes on where it stopped. The runs are folders under RUNS/NAME.',
    examples: [
      'sbn experiment experiments/wordnet-527.yaml',
      'sbn experiment experiments/bibtex.yaml --set data.train=bibtex-train.arff --set seeds=[0]',
    ],
  })
    .option('--runs <folder>', 'where the folders of experiments go', 'runs')
    .option('--fresh', 'throw earlier runs of this experiment away first');
  addExperimentOptions(command).action(async (file: string, options: Options) => {
    const terminal = session.openTerminal(options);
    const { variables, workingDirectory } = session.environment;
    const experiment = await loadExperiment({ file, overrides: options.set, variables, workingDirectory });
    const again = `sbn experiment ${quote(file)}${options.runs === 'runs' ? '' : ` --runs ${quote(options.runs)}`}${setFlags(options.set)}`;
    session.setResumeCommand(again);
    const { runExperiment } = await import('../experiment/run-experiment.js');
    const outcome = await runExperiment({
      experiment,
      folder: join(resolve(workingDirectory, options.runs), experiment.config.name),
      terminal,
      signal: session.signal,
      fresh: options.fresh ?? false,
      reproduce: [again],
    });
    await printExperiment(terminal, outcome);
  });
}
