import { performRuns } from '../experiment/perform-runs.js';
import { reportStudy } from '../experiment/report-study.js';
import { identityOf, runOf } from '../experiment/run-config.js';
import type { StudyContent } from '../experiment/study-content.js';
import type { TaskWork } from '../experiment/task.js';
import { drawPicturesStage } from './draw-pictures-stage.js';
import type { PicturedRun } from './expand-pictures-grid.js';
import { loadPictures } from './load-pictures.js';
import type { PicturesConfig } from './pictures-config.js';
import type { PicturesOutcome, PicturesRunConfig } from './pictures-records.js';
import { picturesStudy } from './pictures-study.js';
import { type PicturesSummary, summarizePictures } from './pictures-summary.js';
import { picturesTable } from './pictures-table.js';
import { takeLayerStage } from './take-layer-stage.js';

/** How the task of pictures of layers does its runs: a layer is drawn at random or read in place of a training. */
export const picturesWork: TaskWork<PicturesConfig, PicturedRun, PicturesOutcome> = {
  start: ({ config, terminal, signal }) =>
    performRuns(
      { terminal, signal },
      {
        configOf: (run: PicturedRun) => runConfig(config, run),
        trainedFrom: ({ head, seed }) => ({ head, seed }),
        train: async (stage) => ({ record: await takeLayerStage(stage) }),
        evaluate: (stage) => drawPicturesStage(stage),
        // The evaluation has every set that can be output.
        detect: async () => undefined,
      },
    ),
  runOf: (stored) => {
    const config = stored as PicturesRunConfig;
    return { ...runOf(config), head: config.head };
  },
  describeTraining: ({ run, path, training: { layer } }) => ({
    json: { run: run.id, path, layer },
    lines: [`${run.headName}, seed ${run.seed}: ${layer.numLabels} labels on ${layer.dim} inputs`],
    next: (folder) => `sbn geometry --run ${folder}`,
  }),
  report: (options) => {
    const { name, outcomes } = options;
    const summary = summarizePictures(name, outcomes);
    return reportStudy(options, {
      summary,
      content: () => contentOf(summary, outcomes),
      table: picturesTable,
    });
  },
  study: ({ name, outcomes }) => contentOf(summarizePictures(name, outcomes), outcomes),
};

async function contentOf(
  summary: PicturesSummary,
  outcomes: readonly PicturesOutcome[],
): Promise<StudyContent> {
  return picturesStudy(summary, await loadPictures(summary, outcomes));
}

function runConfig(experiment: PicturesConfig, run: PicturedRun): PicturesRunConfig {
  const { pictures, sparse } = experiment;
  return { ...identityOf(experiment, run), head: run.head, pictures, sparse };
}
