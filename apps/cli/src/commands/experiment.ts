import type { Command } from 'commander';
import type { Session } from '../session.js';
import { defineCommand } from './define-command.js';
import { quote } from './experiment-options.js';
import { parseFolderName } from './parse-folder-name.js';
import { addRunOptions, type RunOptions, runConfiguration } from './run-configuration.js';
import { runConfigurations, type SuiteOptions } from './run-configurations.js';

/** `sbn experiment`: a whole grid, from data to report. */
export function addExperimentCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'experiment <config...>',
    summary: 'run a grid of heads, widths and seeds, and write the report',
    description:
      'Trains every head of the configuration at every width with every seed, evaluates it, decides for every ' +
      'different label set whether it can be output, and writes a report. With "task: synthetic" in the configuration, ' +
      'heads of the softmax family are fitted to a distribution that is known in full instead, and with ' +
      '"task: language-model" to running text behind an LSTM. What is done already is skipped; what was interrupted, ' +
      'even by kill -9, goes on where it stopped. The runs are folders under RUNS/NAME. Several configurations run one ' +
      'after another, each as if it were alone, and then one report of all of them is written to RUNS/SUITE, with ' +
      'what the paper claims and whether the runs bear it out. There, --set goes into every configuration that has the key, ' +
      'and --set NAME:key.path=value into the one of that name.',
    examples: [
      'sbn experiment experiments/wordnet.yaml',
      'sbn experiment experiments/synthetic.yaml --set dims=[5,10]',
      'sbn experiment experiments/language-model-small.yaml --set seeds=[0]',
      'sbn experiment experiments/taming/*.yaml --skip-missing',
      'sbn experiment experiments/bibtex.yaml --set data.train=bibtex-train.arff --set seeds=[0]',
    ],
  });
  addRunOptions(command)
    .option(
      '--suite <name>',
      'of several configurations: the folder of their report (default: the name of the folder that they lie in)',
      parseFolderName,
    )
    .option('--skip-missing', 'of several configurations: leave out those whose data is not there')
    .action((files: readonly string[], options: RunOptions & SuiteOptions) =>
      files.length === 1
        ? runConfiguration(
            files[0]!,
            options,
            session,
            (flags) => `sbn experiment ${quote(files[0]!)}${flags}`,
          )
        : runConfigurations(files, options, session),
    );
}
