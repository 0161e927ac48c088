import { once } from '../experiment/once.js';
import { performRuns } from '../experiment/perform-runs.js';
import { identityOf, runOf } from '../experiment/run-config.js';
import { startBackend } from '../experiment/start-backend.js';
import type { TaskWork } from '../experiment/task.js';
import { formatInteger } from '../terminal/format-number.js';
import { metricTitle } from '../terminal/metric-title.js';
import { showStep } from '../terminal/show-step.js';
import type { Terminal } from '../terminal/terminal.js';
import type { ImageDataConfig } from './config/image-data.js';
import { evaluateImagesStage } from './evaluate-images-stage.js';
import type { ImageRun } from './expand-image-grid.js';
import type { ImagesConfig } from './images-config.js';
import type { ImagesOutcome, ImagesRunConfig } from './images-records.js';
import { type OpenedImages, openImages } from './open-images.js';
import { reportImages } from './report-images.js';
import { trainImagesStage } from './train-images-stage.js';

/** How the image task does its runs. */
export const imagesWork: TaskWork<ImagesConfig, ImageRun, ImagesOutcome> = {
  start: ({ config, terminal, signal }) => {
    const images = once(() => showOpening(config.data, terminal, signal));
    const backend = once(() => startBackend(config.training.backend, terminal));
    return performRuns(
      { terminal, signal },
      {
        configOf: (run: ImageRun) => runConfig(config, run),
        trainedFrom: ({ data, encoder, head: { scores: _scores, ...head }, seed, training }) => ({
          data: withoutWorkers(data),
          encoder,
          head,
          seed,
          training,
        }),
        train: (stage) => trainImagesStage({ ...stage, images, backend }),
        evaluate: (stage, trained) => evaluateImagesStage({ ...stage, images, backend }, trained),
        detect: async () => undefined,
      },
    );
  },
  runOf: (stored) => {
    const config = stored as ImagesRunConfig;
    return { ...runOf(config), head: config.head };
  },
  describeTraining: ({ run, path, training }) => {
    const { best } = training.result;
    return {
      json: { run: run.id, path, ...training },
      lines: [
        `${run.headName}, seed ${run.seed}: ${formatInteger(training.numParams)} parameters, ${formatInteger(training.head.numParams)} of them in the head`,
        ...(best === null
          ? []
          : [
              `Best validation ${metricTitle(best.metric)}: ${best.value.toPrecision(4)} (epoch ${best.epoch + 1})`,
            ]),
      ],
      next: (folder) => `sbn classify PICTURES --model ${folder} --out sorted`,
    };
  },
  report: reportImages,
};

function showOpening(
  config: ImageDataConfig,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<OpenedImages> {
  return showStep(terminal.progress, 'Open the pictures', { signal }, async (task) => {
    const opened = await openImages(config, signal);
    const { counts, skipped, classNames } = opened.record;
    const { train, test } = counts;
    task.done(
      `${formatInteger(train.known)} of ${formatInteger(classNames.length)} classes and ${formatInteger(train.unknown)} unknown to train on, ${formatInteger(test.known)} and ${formatInteger(test.unknown)} to test on`,
    );
    if (skipped.length > 0) {
      const [first] = skipped;
      terminal.note(
        `  Left out: ${formatInteger(skipped.length)} ${skipped.length === 1 ? 'file' : 'files'}, such as ${first!.file}: ${first!.reason}`,
      );
    }
    return opened;
  });
}

function runConfig(experiment: ImagesConfig, run: ImageRun): ImagesRunConfig {
  const { data, encoder, training, evaluation } = experiment;
  return { ...identityOf(experiment, run), head: run.head, data, encoder, training, evaluation };
}

/** How many threads decode, and how much stays in memory, changes no picture. */
function withoutWorkers(data: ImageDataConfig): object {
  return Object.fromEntries(
    Object.entries(data).filter(([key]) => key !== 'workers' && key !== 'cacheBytes'),
  );
}
