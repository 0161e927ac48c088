import { detectClassesStage } from '../class-heads/detect-classes-stage.js';
import { once } from '../experiment/once.js';
import { performRuns } from '../experiment/perform-runs.js';
import { reportStudy } from '../experiment/report-study.js';
import { identityOf, runOf } from '../experiment/run-config.js';
import { startBackend } from '../experiment/start-backend.js';
import type { TaskWork } from '../experiment/task.js';
import { formatInteger } from '../terminal/format-number.js';
import { drawTruth } from './draw-truth.js';
import type { SyntheticRun } from './expand-synthetic-grid.js';
import { fitStage } from './fit-stage.js';
import { measureStage } from './measure-stage.js';
import type { SyntheticConfig } from './synthetic-config.js';
import type { SyntheticOutcome, SyntheticRunConfig } from './synthetic-records.js';
import { syntheticStudy } from './synthetic-study.js';
import { summarizeSynthetic } from './synthetic-summary.js';
import { syntheticTable } from './synthetic-table.js';

/** How the synthetic task does its runs. */
export const syntheticWork: TaskWork<SyntheticConfig, SyntheticRun, SyntheticOutcome> = {
  start: ({ config, terminal, signal }) => {
    const truth = once(async () => drawTruth(config.truth));
    const backend = once(() => startBackend(config.training.backend, terminal));
    return performRuns(
      { terminal, signal },
      {
        configOf: (run: SyntheticRun) => runConfig(config, run),
        trainedFrom: ({ head, dim, seed, truth, training }) => ({ head, dim, seed, truth, training }),
        train: (stage) => fitStage({ ...stage, truth, backend }),
        evaluate: (stage, fitted) => measureStage({ ...stage, truth, backend }, fitted),
        detect: (stage) => detectClassesStage(stage, config.detection, 'classes'),
      },
    );
  },
  runOf: (stored) => {
    const config = stored as SyntheticRunConfig;
    const { series, head, dim } = config;
    return { ...runOf(config), series, head, dim };
  },
  describeTraining: ({ run, path, training }) => ({
    json: { run: run.id, path, ...training },
    lines: [
      `${run.headName}, seed ${run.seed}: ${formatInteger(training.head.numParams)} parameters in the head`,
      `Cross entropy: ${training.history.at(-1)!.loss.toPrecision(5)} nats`,
    ],
  }),
  report: (options) => {
    const { name, config, outcomes } = options;
    const summary = summarizeSynthetic(name, outcomes);
    return reportStudy(options, {
      summary,
      content: () => syntheticStudy(summary, config),
      table: syntheticTable,
    });
  },
};

function runConfig(experiment: SyntheticConfig, run: SyntheticRun): SyntheticRunConfig {
  const { truth, training } = experiment;
  const { series, head, dim } = run;
  return { ...identityOf(experiment, run), series, head, dim, truth, training };
}
