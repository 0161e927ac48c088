import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockFolder } from '@sbn/train';
import type { LoadedExperiment } from '../config/load-experiment.js';
import { writeFileWhole, writeJson } from '../files/write-whole.js';
import type { Terminal } from '../terminal/terminal.js';
import { expandGrid } from './expand-grid.js';
import { performRun, type RunOutcome } from './perform-run.js';
import { type ReportedOutcomes, reportOutcomes } from './report-outcomes.js';
import { requireThreads } from './require-threads.js';
import { sharedWork } from './shared-work.js';

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
}

/** What an experiment has come to. */
export interface ExperimentOutcome extends ReportedOutcomes {
  readonly folder: string;
  readonly outcomes: readonly RunOutcome[];
}

/**
 * Runs the grid of an experiment: trains, evaluates and asks about every head at every width with every seed, and
 * writes the report. What is done already is skipped, what is half done goes on.
 */
export async function runExperiment(options: RunExperimentOptions): Promise<ExperimentOutcome> {
  const { experiment, folder, terminal, signal, fresh, reproduce } = options;
  const { config } = experiment;
  const runs = expandGrid(config);
  requireThreads(config.training);
  await mkdir(folder, { recursive: true });
  const lock = await lockFolder(folder);
  try {
    await writeFileWhole(join(folder, 'experiment.yaml'), experiment.source);
    await writeJson(join(folder, 'config.json'), config);
    const work = sharedWork({ data: config.data, backend: config.training.backend, terminal, signal });
    const outcomes: RunOutcome[] = [];
    for (const [index, run] of runs.entries()) {
      outcomes.push(
        await performRun({
          run,
          config,
          path: join(folder, run.id),
          stages: 'all',
          fresh,
          data: work.data,
          backend: work.backend,
          progress: terminal.progress,
          prefix: runs.length === 1 ? '' : `[${index + 1}/${runs.length}] `,
          signal,
        }),
      );
    }
    signal.throwIfAborted();
    const reported = await reportOutcomes({
      name: config.name,
      description: config.description,
      folder,
      outcomes,
      report: config.report,
      config,
      reproduce,
      progress: terminal.progress,
      force: false,
    });
    return { ...reported, folder, outcomes };
  } finally {
    await lock.release();
  }
}
