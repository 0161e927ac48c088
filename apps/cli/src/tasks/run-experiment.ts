import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockFolder } from '@sbn/train';
import type { RunOutcome } from '../experiment/run-outcome.js';
import type { TaskReport } from '../experiment/task.js';
import { writeFileWhole, writeJson } from '../files/write-whole.js';
import type { Terminal } from '../terminal/terminal.js';
import type { LoadedExperiment } from './load-experiment.js';

/** What {@link runExperiment} does. */
export interface RunExperimentOptions {
  readonly experiment: LoadedExperiment;
  /** The experiment's folder; its runs are folders in it. */
  readonly folder: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Throws earlier runs of the grid away first. */
  readonly fresh: boolean;
  /** Command lines that run it again, for the report. */
  readonly reproduce: readonly string[];
  /** Before every label of a progress bar, such as `[experiment 2/7] `; nothing when left out. */
  readonly prefix?: string;
}

/**
 * Runs the grid of an experiment, every stage of every run, and writes the report. What is done already is skipped, what
 * is half done goes on.
 */
export async function runExperiment(options: RunExperimentOptions): Promise<TaskReport> {
  const { experiment, folder, terminal, signal, fresh, reproduce, prefix = '' } = options;
  const { task, config } = experiment;
  const runs = task.expandGrid(config);
  const work = await task.load();
  const performer = work.start({ config, terminal, signal });
  await mkdir(folder, { recursive: true });
  const lock = await lockFolder(folder);
  try {
    await writeFileWhole(join(folder, 'experiment.yaml'), experiment.source);
    await writeJson(join(folder, 'config.json'), config);
    const outcomes: RunOutcome[] = [];
    for (const [index, run] of runs.entries()) {
      signal.throwIfAborted();
      outcomes.push(
        await performer.perform({
          run,
          path: join(folder, run.id),
          stages: 'all',
          fresh,
          prefix: runs.length === 1 ? prefix : `${prefix}[${index + 1}/${runs.length}] `,
        }),
      );
    }
    signal.throwIfAborted();
    return await work.report({
      name: config.name,
      config,
      folder,
      outcomes,
      reproduce,
      progress: terminal.progress,
      force: false,
    });
  } finally {
    await lock.release();
  }
}
