import { performRuns } from '../experiment/perform-runs.js';
import { runOf } from '../experiment/run-config.js';
import { runFiles } from '../experiment/run-files.js';
import type { TaskWork } from '../experiment/task.js';
import { readJson } from '../files/read-json.js';
import { formatInteger } from '../terminal/format-number.js';
import { metricTitle } from '../terminal/metric-title.js';
import { chosenMetric } from './chosen-metric.js';
import type { ClassificationConfig } from './classification-config.js';
import { classificationStudy } from './classification-study.js';
import { classificationTable } from './classification-table.js';
import { reportSchema } from './config/report.js';
import { detectStage } from './detect-stage.js';
import { evaluateStage } from './evaluate-stage.js';
import type { GridRun } from './expand-grid.js';
import { reportOutcomes } from './report-outcomes.js';
import { requireThreads } from './require-threads.js';
import { runConfig } from './run-config.js';
import type { ClassificationOutcome, ClassificationRunConfig, DatasetRecord } from './run-records.js';
import { sharedWork } from './shared-work.js';
import { trainStage } from './train-stage.js';

/** How the classification task does its runs. */
export const classificationWork: TaskWork<ClassificationConfig, GridRun, ClassificationOutcome> = {
  start: ({ config, terminal, signal }) => {
    requireThreads(config.training);
    const { backend } = config.training;
    const shared = sharedWork({ data: config.data, backend, terminal, signal });
    return performRuns(
      { terminal, signal },
      {
        configOf: (run: GridRun) => runConfig(config, run),
        trainedFrom: ({ data, encoder, head, seed, training }) => ({ data, encoder, head, seed, training }),
        train: (stage) => trainStage({ ...stage, ...shared }),
        evaluate: (stage, trained) => evaluateStage({ ...stage, ...shared }, trained),
        detect: (stage) => detectStage({ ...stage, ...shared }),
      },
    );
  },
  runOf: (stored) => {
    const config = stored as ClassificationRunConfig;
    return { ...runOf(config), head: config.head };
  },
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
    const { report: configured = reportSchema.parse({}) } = options.config;
    const { outcomes } = options;
    const metric = chosenMetric(configured.metric, outcomes);
    const { summary, report: page } = await reportOutcomes({
      ...options,
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
      table: (colors) => classificationTable(summary, colors),
    };
  },
  study: async (options) => {
    const { dataset } = runFiles(options.outcomes[0]!.path);
    return classificationStudy(options, (await readJson(dataset)) as DatasetRecord | undefined);
  },
};
