import { createOpenSetMetrics, type OpenSetReport } from '@sbn/core';
import type { SplitName } from '@sbn/datasets';
import type { Model } from '@sbn/train';
import { asInputError } from '../as-input-error.js';
import { findDifference } from '../config/find-difference.js';
import { loadTrainedModel } from '../experiment/load-trained-model.js';
import { runFiles } from '../experiment/run-files.js';
import { showStage } from '../experiment/run-stage.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import { formatShare } from '../terminal/format-number.js';
import { drawMaps } from './draw-maps.js';
import { fitRejection } from './fit-rejection.js';
import type { ImagesEvaluationRecord, RejectionRecord } from './images-records.js';
import type { ImagesStage } from './images-stage.js';
import { type ScoredPictures, scorePictures } from './score-pictures.js';

/**
 * Fits how the trained model of a run decides, and measures it on the test pictures; does nothing where that is done with the
 * same settings.
 *
 * @param trained the model, where it is in memory
 */
export async function evaluateImagesStage(
  stage: ImagesStage,
  trained: Model | undefined,
): Promise<ImagesEvaluationRecord> {
  const { run, folder, signal } = stage;
  const { evaluation: file } = runFiles(folder.path);
  const config = stage.config.evaluation;
  const { scores } = run.head;
  const done = (await readJson(file)) as ImagesEvaluationRecord | undefined;
  const isDone =
    done !== undefined &&
    findDifference(done.config, config) === undefined &&
    done.scores.map(({ rejection }) => rejection.score).join() === scores.join();
  if (isDone) return done;

  const images = await stage.images();
  await stage.backend();
  const model = trained ?? (await loadTrainedModel(folder.path));
  const numClasses = images.classNames.length;
  const sources = (['valid', 'test'] as const).map((split) => images.source(split, 'empty'));
  const total = sources.reduce((sum, { labels }) => sum + labels.numRows, 0);
  try {
    return await showStage(stage, 'Evaluate', { total, unit: 'pictures' }, async (task) => {
      const started = performance.now();
      let before = 0;
      const scored = async (split: SplitName): Promise<ScoredPictures> => {
        const source = images.source(split, 'empty');
        const pictures = await scorePictures({
          model,
          source,
          batchSize: config.batchSize,
          signal,
          onProgress: (count) => task.update(before + count),
        });
        before += pictures.numRows;
        return pictures;
      };
      const record = await asInputError(`evaluation of ${run.id}`, async () => {
        const [validation, test] = [await scored('valid'), await scored('test')];
        const measured = scores.map((score) => {
          const { ownThresholdFrom } = config;
          const rejection = fitRejection({ validation, numClasses, head: run.head, score, ownThresholdFrom });
          const uncalibrated = measure(test, numClasses, { ...rejection, temperature: 1 });
          return {
            rejection,
            test: measure(test, numClasses, rejection),
            calibrationErrorBefore: uncalibrated.expectedCalibrationError ?? null,
          };
        });
        const maps = await drawMaps({
          model,
          folder: folder.path,
          source: images.source('test', 'empty'),
          files: images.files('test'),
          classNames: images.classNames,
          preparation: images.dataset.preparation,
          count: config.maps,
          signal,
        });
        return { config, scores: measured, maps, seconds: (performance.now() - started) / 1000 };
      });
      await writeJson(file, record);
      task.done(mainMetrics(record.scores[0]!.test));
      return record;
    });
  } finally {
    if (trained === undefined) model.dispose();
  }
}

function measure(
  { logits, numRows, labels }: ScoredPictures,
  numClasses: number,
  { score, temperature, thresholds }: RejectionRecord,
): OpenSetReport {
  const metrics = createOpenSetMetrics({ numClasses, score, temperature, threshold: thresholds });
  metrics.add({ logits, numRows, labels });
  return metrics.result();
}

function mainMetrics({ closedSetAccuracy, areaUnderRoc, falsePositiveRateAt95 }: OpenSetReport): string {
  return [
    ...(closedSetAccuracy === undefined ? [] : [`accuracy ${formatShare(closedSetAccuracy)}`]),
    ...(areaUnderRoc === undefined ? [] : [`AUROC ${areaUnderRoc.toFixed(3)}`]),
    ...(falsePositiveRateAt95 === undefined ? [] : [`FPR@95 ${formatShare(falsePositiveRateAt95)}`]),
  ].join(', ');
}
