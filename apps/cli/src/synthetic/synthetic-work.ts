import type { Truth } from '@sbn/train/synthetic';
import { startBackend } from '../experiment/start-backend.js';
import type { TaskWork } from '../tasks/task.js';
import { formatInteger } from '../terminal/format-number.js';
import { drawTruth } from './draw-truth.js';
import type { SyntheticRun } from './expand-synthetic-grid.js';
import { performSyntheticRun, readSyntheticOutcome, type SyntheticOutcome } from './perform-synthetic-run.js';
import { reportSynthetic } from './report-synthetic.js';
import type { SyntheticConfig } from './synthetic-config.js';
import type { SyntheticRunConfig } from './synthetic-records.js';

/** How the synthetic task does its runs. */
export const syntheticWork: TaskWork<SyntheticConfig, SyntheticRun, SyntheticOutcome> = {
  start: ({ config, terminal, signal }) => {
    let truth: Truth | undefined;
    let backend: Promise<string> | undefined;
    return {
      perform: (options) =>
        performSyntheticRun({
          ...options,
          config,
          truth: async () => {
            truth ??= drawTruth(config.truth);
            return truth;
          },
          backend: () => {
            backend ??= startBackend(config.training.backend, terminal);
            return backend;
          },
          progress: terminal.progress,
          signal,
        }),
    };
  },
  readOutcome: readSyntheticOutcome,
  runOf: (config) => {
    const { run: id, headId, headName, series, head, dim, seed } = config as SyntheticRunConfig;
    return { id, headId, headName, series, head, dim, seed };
  },
  describeTraining: ({ run, path, training }) => ({
    json: { run: run.id, path, ...training },
    lines: [
      `${run.headName}, seed ${run.seed}: ${formatInteger(training.head.numParams)} parameters in the head`,
      `Cross entropy: ${training.history.at(-1)!.loss.toPrecision(5)} nats`,
    ],
  }),
  report: reportSynthetic,
};
