import type { Command } from 'commander';
import type { Session } from '../session.js';
import { defineCommand } from './define-command.js';
import { quote } from './experiment-options.js';
import { addRunOptions, type RunOptions, runConfiguration } from './run-configuration.js';

/** `sbn experiment`: a whole grid, from data to report. */
export function addExperimentCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'experiment <config>',
    summary: 'run a grid of heads, widths and seeds, and write the report',
    description:
      'Trains every head of the configuration at every width with every seed, evaluates it, decides for every ' +
      'different label set whether it can be output, and writes a report. With "task: synthetic" in the configuration, ' +
      'heads of the softmax family are fitted to a distribution that is known in full instead, and with ' +
      '"task: language-model" to running text behind an LSTM. What is done already is skipped; what was interrupted, ' +
      'even by kill -9, goes on where it stopped. The runs are folders under RUNS/NAME.',
    examples: [
      'sbn experiment experiments/wordnet.yaml',
      'sbn experiment experiments/synthetic.yaml --set dims=[5,10]',
      'sbn experiment experiments/language-model-small.yaml --set seeds=[0]',
      'sbn experiment experiments/bibtex.yaml --set data.train=bibtex-train.arff --set seeds=[0]',
    ],
  });
  addRunOptions(command).action((file: string, options: RunOptions) =>
    runConfiguration(file, options, session, (flags) => `sbn experiment ${quote(file)}${flags}`),
  );
}
