import { isGridClassHead } from '../class-heads/grid-class-head.js';
import type { ClassificationConfig } from '../config/classification.js';
import { reportSchema } from '../config/report.js';
import type { TaskWork } from '../tasks/task.js';
import { formatInteger } from '../terminal/format-number.js';
import { metricTitle } from '../terminal/metric-title.js';
import type { GridRun } from './expand-grid.js';
import { performRun, type RunOutcome } from './perform-run.js';
import { gridRunOf, readOutcome } from './read-outcome.js';
import { reportOutcomes } from './report-outcomes.js';
import { requireThreads } from './require-threads.js';
import type { RunConfig } from './run-records.js';
import { sharedWork } from './shared-work.js';
import { summaryTable } from './summary-table.js';

/** How the classification task does its runs. */
export const classificationWork: TaskWork<ClassificationConfig, GridRun, RunOutcome> = {
  start: ({ config, terminal, signal }) => {
    requireThreads(config.training);
    const { backend } = config.training;
    const shared = sharedWork({ data: config.data, backend, terminal, signal });
    return {
      perform: (options) =>
        performRun({
          ...options,
          config,
          data: shared.data,
          backend: shared.backend,
          progress: terminal.progress,
          signal,
        }),
    };
  },
  readOutcome,
  runOf: (config) => gridRunOf(config as RunConfig),
  describeTraining: ({ run, path, training }) => {
    const { result, head } = training;
    const { best } = result;
    return {
      json: { run: run.id, path, ...training },
      lines: [
        `${run.headName}, seed ${run.seed}: ${formatInteger(head.numParams)} parameters in the head`,
        ...(best === null
          ? []
          : [
              `Best validation ${metricTitle(best.metric)}: ${best.value.toPrecision(4)} (epoch ${best.epoch + 1})`,
            ]),
      ],
      next: (folder) => `sbn evaluate ${folder}`,
    };
  },
  report: async (options) => {
    const { description, report: configured = reportSchema.parse({}) } = options.config;
    const { outcomes } = options;
    const isForClasses = outcomes.every(({ run }) => isGridClassHead(run.head));
    const metric = configured.metric ?? (isForClasses ? 'accuracy' : 'f1At5');
    const { summary, report: page } = await reportOutcomes({
      ...options,
      description,
      report: { ...configured, metric },
    });
    return {
      report: page,
      json: {
        ...summary,
        runs: outcomes.map(({ run, path, evaluation }) => ({
          id: run.id,
          path,
          metrics: evaluation?.metrics ?? null,
        })),
      },
      table: (colors) => summaryTable(summary, colors),
    };
  },
};
