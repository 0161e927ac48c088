import { evaluate, evaluateClasses, type Model, tuneThreshold } from '@sbn/train';
import { asInputError } from '../as-input-error.js';
import { isGridClassHead } from '../class-heads/grid-class-head.js';
import { findDifference } from '../config/find-difference.js';
import { loadTrainedModel } from '../experiment/load-trained-model.js';
import { runFiles } from '../experiment/run-files.js';
import { showStage } from '../experiment/run-stage.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import type { ProgressTask } from '../terminal/progress.js';
import { buildTraining } from './build-training.js';
import type { EvaluationConfig } from './config/evaluation.js';
import type { EvaluationRecord } from './run-records.js';
import type { StageContext } from './train-stage.js';

/**
 * Measures the trained model of a run; does nothing where that is done with the same settings.
 *
 * @param trained the model, where it is in memory
 */
export async function evaluateStage(context: StageContext, trained?: Model): Promise<EvaluationRecord> {
  const files = runFiles(context.folder.path);
  const config = context.config.evaluation;
  const done = (await readJson(files.evaluation)) as EvaluationRecord | undefined;
  if (done !== undefined && findDifference(done.config, config) === undefined) return done;

  const record = await measure(context, config, trained);
  await writeJson(files.evaluation, record);
  return record;
}

/**
 * Measures the trained model of a run, and writes nothing.
 *
 * @param trained the model, where it is in memory
 */
export async function measure(
  context: StageContext,
  config: EvaluationConfig,
  trained?: Model,
): Promise<EvaluationRecord> {
  const { folder, run, signal } = context;
  const data = await context.data();
  await context.backend();
  const model = trained ?? (await loadTrainedModel(folder.path));
  const measureClasses = async (task: ProgressTask): Promise<EvaluationRecord['metrics']> => {
    const { batchSize } = config;
    const source = data.source(config.split);
    const { accuracy, perplexity, negativeLogLikelihood, ...more } = await evaluateClasses({
      model,
      source,
      batchSize,
      signal,
      onProgress: ({ numExamples }) => task.update(numExamples),
    });
    const { meanReciprocalRank, brierScore, expectedCalibrationError } = more;
    const calibration = { brierScore, expectedCalibrationError };
    return { accuracy, perplexity, meanReciprocalRank, ...calibration, loss: negativeLogLikelihood };
  };
  const measureLabelSets = async (task: ProgressTask): Promise<EvaluationRecord['metrics']> => {
    const { batchSize, ks, batchAverages } = config;
    const threshold =
      config.threshold === 'tuned'
        ? (await tuneThreshold({ model, source: data.source('valid'), batchSize, signal })).threshold
        : config.threshold;
    const report = await evaluate({
      model,
      source: data.source(config.split),
      loss: buildTraining(context.config.training, 1).loss,
      ks,
      batchAverages,
      threshold,
      batchSize,
      signal,
      onProgress: ({ numExamples, totalExamples }) =>
        task.update(numExamples, { total: totalExamples ?? undefined }),
    });
    return { ...report };
  };
  const shown = { total: data.source(config.split).numExamples ?? undefined, unit: 'examples' };
  try {
    return await showStage(context, 'Evaluate', shown, async (task) => {
      const started = performance.now();
      const metrics = await asInputError(`evaluation of ${run.id}`, () =>
        isGridClassHead(run.head) ? measureClasses(task) : measureLabelSets(task),
      );
      const seconds = (performance.now() - started) / 1000;
      task.done(mainMetrics(metrics));
      return { config, metrics, seconds };
    });
  } finally {
    if (trained === undefined) model.dispose();
  }
}

function mainMetrics(metrics: Readonly<Record<string, number>>): string {
  const shown: [key: string, title: string][] = [
    ['f1At5', 'F1@5'],
    ['precisionAt1', 'P@1'],
    ['microF1', 'micro-F1'],
    ['accuracy', 'accuracy'],
    ['perplexity', 'perplexity'],
  ];
  return shown
    .flatMap(([key, title]) => (metrics[key] === undefined ? [] : `${title} ${metrics[key].toFixed(4)}`))
    .join(', ');
}
