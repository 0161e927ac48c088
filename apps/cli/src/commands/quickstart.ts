import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
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

const configFile = fileURLToPath(new URL('../../experiments/quickstart.yaml', import.meta.url));

/** `sbn quickstart`: the main job on a small real data set, in about two minutes. */
export function addQuickstartCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'quickstart',
    summary: 'the main job on WordNet, in about two minutes: start here',
    description:
      'Trains two bottlenecked sigmoid layers and a DFT layer on the nouns of WordNet, evaluates them, decides for ' +
      'every label set of the test examples whether each layer can output it, and writes a report. It is the ' +
      `experiment ${relative(process.cwd(), configFile)}: copy that file to start one of your own.`,
    examples: ['sbn quickstart', 'sbn quickstart --set training.epochs=10 --runs /tmp/runs'],
  })
    .option('--runs <folder>', 'where the folders of experiments go', 'runs')
    .option('--fresh', 'throw an earlier quickstart away first');
  addExperimentOptions(command).action(async (options: Options) => {
    const terminal = session.openTerminal(options);
    const { variables, workingDirectory } = session.environment;
    const experiment = await loadExperiment({
      file: configFile,
      overrides: options.set,
      variables,
      workingDirectory,
    });
    const flags = `${options.runs === 'runs' ? '' : ` --runs ${quote(options.runs)}`}${setFlags(options.set)}`;
    // In a clone of the repository `sbn` is not on the path, but npm's script is at hand.
    const again =
      variables.npm_lifecycle_event === 'quickstart'
        ? `npm run quickstart${flags === '' ? '' : ` --${flags}`}`
        : `sbn quickstart${flags}`;
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
