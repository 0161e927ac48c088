import { join, resolve } from 'node:path';
import { InputError } from '@sbn/core';
import type { Command } from 'commander';
import { didYouMean } from '../config/suggest.js';
import type { TaskRun } from '../experiment/task-run.js';
import type { Session } from '../session.js';
import { loadExperiment } from '../tasks/load-experiment.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { addExperimentOptions, type ExperimentOptions, quote, setFlags } from './experiment-options.js';
import { parseInteger } from './parse-integer.js';

interface Options extends CommonOptions, ExperimentOptions {
  readonly head?: string;
  readonly seed?: number;
  readonly out?: string;
  readonly fresh?: boolean;
}

/** `sbn train`: one head with one seed. */
export function addTrainCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'train <config>',
    summary: 'train one head of a configuration',
    description:
      'Trains one head with one seed into a run folder; goes on where an earlier training was interrupted. Where the ' +
      'configuration has several heads, widths or seeds, --head and --seed choose one.',
    examples: [
      'sbn train experiments/wordnet.yaml --head dft-k23-slack25 --seed 0',
      'sbn train my.yaml --set training.epochs=20 --out runs/longer',
      'sbn train experiments/synthetic.yaml --head mos-3-d10 --seed 0',
    ],
  })
    .option('--head <id>', 'the head to train, such as bsl-d25')
    .option('--seed <n>', 'the seed to train with', parseInteger(Number.MIN_SAFE_INTEGER))
    .option('--out <folder>', 'the run folder (default: runs/NAME/RUN)')
    .option('--fresh', 'throw an earlier run in this folder away first');
  addExperimentOptions(command).action(async (file: string, options: Options) => {
    const terminal = session.openTerminal(options);
    const { signal } = session;
    const { variables, workingDirectory } = session.environment;
    const experiment = await loadExperiment({ file, overrides: options.set, variables, workingDirectory });
    const { task, config } = experiment;
    const run = chooseRun(task.expandGrid(config), options);
    const folder = options.out ?? join('runs', config.name, run.id);
    const path = resolve(workingDirectory, folder);
    session.setResumeCommand(
      `sbn train ${quote(file)} --head ${run.headId} --seed ${run.seed}${options.out === undefined ? '' : ` --out ${quote(options.out)}`}${setFlags(options.set)}`,
    );
    const work = await task.load();
    const outcome = await work.start({ config, terminal, signal }).perform({
      run,
      path,
      stages: 'train',
      fresh: options.fresh ?? false,
      prefix: '',
    });
    const { json, lines, next } = work.describeTraining(outcome);
    await terminal.printJson(json);
    for (const line of lines) terminal.print(line);
    terminal.print(`Run folder: ${terminal.colors.bold(path)}`);
    if (next !== undefined) terminal.print(`Next: ${next(quote(folder))}`);
  });
}

/** @throws InputError when the choice is not unique, or there is no such run */
function chooseRun(runs: readonly TaskRun[], { head, seed }: Options): TaskRun {
  const heads = [...new Set(runs.map(({ headId }) => headId))];
  const seeds = [...new Set(runs.map((run) => run.seed))];
  if (head !== undefined && !heads.includes(head)) {
    throw new InputError(
      `--head ${head}: the configuration has no such head.${didYouMean(head, heads)} It has: ${heads.join(', ')}`,
      { code: 'bad-flag' },
    );
  }
  if (seed !== undefined && !seeds.includes(seed)) {
    throw new InputError(`--seed ${seed}: the configuration has the seeds ${seeds.join(', ')}`, {
      code: 'bad-flag',
    });
  }
  const chosen = runs.filter((run) => (head ?? run.headId) === run.headId && (seed ?? run.seed) === run.seed);
  if (chosen.length === 1) return chosen[0]!;
  const missing = [
    ...(head === undefined && heads.length > 1 ? [`--head, one of ${heads.join(', ')}`] : []),
    ...(seed === undefined && seeds.length > 1 ? [`--seed, one of ${seeds.join(', ')}`] : []),
  ];
  throw new InputError(
    `the configuration has ${chosen.length} runs and this command trains one: add ${missing.join(' and ')}; or run all by sbn experiment`,
    { code: 'bad-flag' },
  );
}
