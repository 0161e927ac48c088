import { performRuns } from '../experiment/perform-runs.js';
import { reportStudy } from '../experiment/report-study.js';
import { identityOf, runOf } from '../experiment/run-config.js';
import type { TaskWork } from '../experiment/task.js';
import { formatInteger } from '../terminal/format-number.js';
import { drawStage } from './draw-stage.js';
import type { DrawnLayersConfig } from './drawn-layers-config.js';
import type { DrawnOutcome, DrawnRunConfig } from './drawn-records.js';
import { drawnStudy } from './drawn-study.js';
import { drawnMeasurements, summarizeDrawn } from './drawn-summary.js';
import { drawnTable } from './drawn-table.js';
import type { DrawnRun } from './expand-drawn-grid.js';
import { measureStage } from './measure-stage.js';

/** How the task of drawn layers does its runs: a layer is drawn in place of a training. */
export const drawnWork: TaskWork<DrawnLayersConfig, DrawnRun, DrawnOutcome> = {
  start: ({ config, terminal, signal }) =>
    performRuns(
      { terminal, signal },
      {
        configOf: (run: DrawnRun) => runConfig(config, run),
        trainedFrom: ({ head, numLabels, k, dim, seed }) => ({ head, numLabels, k, dim, seed }),
        train: async (stage) => ({ record: await drawStage(stage) }),
        evaluate: (stage) => measureStage(stage),
        // The evaluation has the verdicts.
        detect: async () => undefined,
      },
    ),
  runOf: (stored) => {
    const config = stored as DrawnRunConfig;
    const { head, series, family, numLabels, k, dim } = config;
    return { ...runOf(config), head, series, family, numLabels, k, dim };
  },
  describeTraining: ({ run, path, training: { layer } }) => ({
    json: { run: run.id, path, layer },
    lines: [
      `${run.headName}, seed ${run.seed}: ${formatInteger(layer.numLabels)} × ${layer.dim} numbers drawn`,
    ],
  }),
  report: (options) => {
    const { name, outcomes } = options;
    const summary = summarizeDrawn(name, outcomes);
    return reportStudy(options, {
      summary,
      content: () => drawnStudy(summary, drawnMeasurements(outcomes)),
      table: drawnTable,
    });
  },
  study: ({ name, outcomes }) => drawnStudy(summarizeDrawn(name, outcomes), drawnMeasurements(outcomes)),
};

function runConfig(experiment: DrawnLayersConfig, run: DrawnRun): DrawnRunConfig {
  const { labelSets, detection } = experiment;
  const { head, series, family, numLabels, k, dim } = run;
  return { ...identityOf(experiment, run), head, series, family, numLabels, k, dim, labelSets, detection };
}
