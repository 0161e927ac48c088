import { join, resolve } from 'node:path';
import { InputError } from '@sbn/core';
import type { Command } from 'commander';
import { loadExperiment } from '../config/load-experiment.js';
import { didYouMean } from '../config/suggest.js';
import { expandGrid, type GridRun } from '../experiment/expand-grid.js';
import type { Session } from '../session.js';
import { formatInteger } from '../terminal/format-number.js';
import { metricTitle } from '../terminal/metric-title.js';
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
    const { config } = experiment;
    const run = chooseRun(expandGrid(config), options);
    const path = resolve(workingDirectory, options.out ?? join('runs', config.name, run.id));
    session.setResumeCommand(
      `sbn train ${quote(file)} --head ${run.headId} --seed ${run.seed}${options.out === undefined ? '' : ` --out ${quote(options.out)}`}${setFlags(options.set)}`,
    );
    const [{ performRun }, { sharedWork }] = await Promise.all([
      import('../experiment/perform-run.js'),
      import('../experiment/shared-work.js'),
    ]);
    const work = sharedWork({ data: config.data, backend: config.training.backend, terminal, signal });
    const { training } = await performRun({
      run,
      config,
      path,
      stages: 'train',
      fresh: options.fresh ?? false,
      data: work.data,
      backend: work.backend,
      progress: terminal.progress,
      prefix: '',
      signal,
    });
    await terminal.printJson({ run: run.id, path, ...training });
    const { result, head } = training;
    terminal.print(
      `${run.headName}, seed ${run.seed}: ${formatInteger(head.numParams)} parameters in the head`,
    );
    const { best } = result;
    if (best !== null) {
      terminal.print(
        `Best validation ${metricTitle(best.metric)}: ${best.value.toPrecision(4)} (epoch ${best.epoch + 1})`,
      );
    }
    terminal.print(`Run folder: ${terminal.colors.bold(path)}`);
    terminal.print(`Next: sbn evaluate ${quote(options.out ?? join('runs', config.name, run.id))}`);
  });
}

/** @throws InputError when the choice is not unique, or there is no such run */
function chooseRun(runs: readonly GridRun[], { head, seed }: Options): GridRun {
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
