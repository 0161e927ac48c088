import type { ClassificationConfig } from '../classification/classification-config.js';
import { classificationWork } from '../classification/classification-work.js';
import { reportSchema } from '../classification/config/report.js';
import type { GridRun } from '../classification/expand-grid.js';
import { requireThreads } from '../classification/require-threads.js';
import type { ClassificationOutcome } from '../classification/run-records.js';
import { sharedWork } from '../classification/shared-work.js';
import { performRuns } from '../experiment/perform-runs.js';
import { reportStudy } from '../experiment/report-study.js';
import { identityOf } from '../experiment/run-config.js';
import type { PerformOptions, RunPerformer, StartOptions, TaskWork } from '../experiment/task.js';
import { countStage } from './count-stage.js';
import { type CountingRun, countingRun, type LabelOrderRun, type OrderedRun } from './expand-orders.js';
import { labelOrderId } from './label-order-config.js';
import type { CountingOutcome, CountingRunConfig, LabelOrderOutcome } from './label-order-records.js';
import { labelOrderStudy } from './label-order-study.js';
import type { LabelOrderStudyConfig } from './label-order-study-config.js';
import { summarizeLabelOrder } from './label-order-summary.js';
import { labelOrderTable } from './label-order-table.js';
import { learnOrdersStage } from './learn-orders-stage.js';

/**
 * How the task of label orders does its runs: one counts, the others are classifications in every way, so that all
 * commands for runs work on their folders.
 */
export const labelOrderWork: TaskWork<LabelOrderStudyConfig, LabelOrderRun, LabelOrderOutcome> = {
  start: (options) => {
    requireThreads(options.config.training);
    const counting = countingPerformer(options);
    const ordered = orderedPerformer(options);
    return {
      perform: ({ run, ...others }) =>
        run.kind === 'counting' ? counting.perform({ ...others, run }) : ordered.perform({ ...others, run }),
    };
  },
  // The other runs are those of the task classification.
  runOf: () => countingRun,
  describeTraining: ({ run, path }) => ({ json: { run: run.id, path }, lines: [run.headName] }),
  report: (options) => {
    const { name, outcomes, config } = options;
    const summary = summarizeLabelOrder(name, outcomes, config.metric);
    return reportStudy(options, {
      summary,
      content: () => labelOrderStudy(summary),
      table: labelOrderTable,
    });
  },
  study: ({ name, config, outcomes }) => labelOrderStudy(summarizeLabelOrder(name, outcomes, config.metric)),
};

function countingPerformer({
  config,
  terminal,
  signal,
}: StartOptions<LabelOrderStudyConfig>): RunPerformer<CountingRun, CountingOutcome> {
  const { data } = sharedWork({ data: config.data, backend: config.training.backend, terminal, signal });
  return performRuns(
    { terminal, signal },
    {
      configOf: (run: CountingRun): CountingRunConfig => ({
        ...identityOf(config, run),
        head: { kind: 'dft', k: config.counting.ks, slackDims: 0 },
        data: config.data,
        orders: config.orders,
        counting: config.counting,
      }),
      trainedFrom: ({ seed, data: from, orders }) => ({ seed, data: from, orders }),
      train: (stage) => learnOrdersStage({ ...stage, data }),
      evaluate: (stage) => countStage({ ...stage, data }),
      detect: async () => undefined,
    },
  );
}

function orderedPerformer(
  options: StartOptions<LabelOrderStudyConfig>,
): RunPerformer<OrderedRun, LabelOrderOutcome> {
  const { config } = options;
  let current: { readonly id: string; readonly performer: RunPerformer<GridRun, ClassificationOutcome> };
  return {
    perform: async ({ run, ...others }: PerformOptions<OrderedRun>) => {
      const { id, headId, headName, head, seed, order } = run;
      const orderId = labelOrderId(order);
      // Runs of one order follow one another, and no more than one copy of the data is held.
      if (current?.id !== orderId) {
        const classification: ClassificationConfig = {
          ...config,
          task: 'classification',
          data: { ...config.data, labelOrder: order },
          report: reportSchema.parse({}),
        };
        current = {
          id: orderId,
          performer: classificationWork.start({ ...options, config: classification }),
        };
      }
      const outcome = await current.performer.perform({
        ...others,
        run: { id, headId, headName, head, seed },
      });
      return { ...outcome, run };
    },
  };
}
