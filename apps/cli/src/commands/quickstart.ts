import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { defineCommand } from './define-command.js';
import { addRunOptions, type RunOptions, runConfiguration } from './run-configuration.js';

const configFile = fileURLToPath(new URL('../../experiments/quickstart.yaml', import.meta.url));

/** `sbn quickstart`: the main job on a real data set that comes with npm. */
export function addQuickstartCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'quickstart',
    summary: 'the main job on WordNet, in one to two minutes: start here',
    description:
      'Trains two bottlenecked sigmoid layers and a DFT layer on the nouns of WordNet, evaluates them, decides for ' +
      'every label set of the test examples whether each layer can output it, and writes a report. It is the ' +
      `experiment ${configFile}: copy that file to start one of your own.`,
    examples: ['sbn quickstart', 'sbn quickstart --set training.epochs=10 --runs more-runs'],
  });
  addRunOptions(command).action((options: RunOptions) => {
    // In a clone of the repository `sbn` is not on the path, but npm's script is at hand.
    const isNpmScript = session.environment.variables.npm_lifecycle_event === 'quickstart';
    return runConfiguration(configFile, options, session, (flags) =>
      isNpmScript ? `npm run quickstart${flags === '' ? '' : ` --${flags}`}` : `sbn quickstart${flags}`,
    );
  });
}
