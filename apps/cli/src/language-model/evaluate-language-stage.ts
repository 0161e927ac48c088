import { createClassMetrics, createRankMeter } from '@sbn/core';
import {
  evaluateLanguageModel,
  type LanguageModel,
  logProbabilityBlocks,
  type TextProgress,
} from '@sbn/train/language-model';
import { asInputError } from '../as-input-error.js';
import { findDifference } from '../config/find-difference.js';
import { runFiles } from '../experiment/run-files.js';
import { showStage } from '../experiment/run-stage.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import type { LanguageEvaluationConfig } from './language-model-config.js';
import type { LanguageContextsRecord, LanguageEvaluationRecord } from './language-model-records.js';
import type { LanguageStage } from './language-stage.js';
import { loadTrainedLanguageModel } from './train-language-stage.js';

/**
 * Measures the trained model of a run; does nothing where that is done with the same settings.
 *
 * @param trained the model, where it is in memory
 */
export async function evaluateLanguageStage(
  stage: LanguageStage,
  trained: LanguageModel | undefined,
): Promise<LanguageEvaluationRecord> {
  const { run, folder, signal } = stage;
  const files = runFiles(folder.path);
  const config = stage.config.evaluation;
  const done = (await readJson(files.evaluation)) as LanguageEvaluationRecord | undefined;
  if (done !== undefined && findDifference(done.config, config) === undefined) return done;

  const tokens = (await stage.corpus()).parts[config.split];
  await stage.backend();
  const model = trained ?? (await loadTrainedLanguageModel(folder.path));
  try {
    return await showStage(stage, 'Evaluate', { unit: 'tokens' }, async (task) => {
      const started = performance.now();
      const { text, contexts } = await asInputError(`evaluation of ${run.id}`, async () => ({
        text: await evaluateLanguageModel({
          model,
          tokens,
          batchSize: config.batchSize,
          windowLength: config.window,
          signal,
          onProgress: ({ numTokens, totalTokens }) => task.update(numTokens, { total: totalTokens }),
        }),
        contexts: await measureContexts(config, model, tokens, signal, ({ numTokens, totalTokens }) =>
          task.update(numTokens, { total: totalTokens, detail: 'ranks and calibration' }),
        ),
      }));
      const record = { config, text, contexts, seconds: (performance.now() - started) / 1000 };
      await writeJson(files.evaluation, record);
      task.done(
        `${config.split} perplexity ${text.perplexity.toFixed(2)}, rank ${contexts.numericalRank.atLeast}, energy rank ${contexts.energyRank.atLeast}`,
      );
      return record;
    });
  } finally {
    if (trained === undefined) model.dispose();
  }
}

/** Whole distributions in the first contexts of a text. */
async function measureContexts(
  { ranks, batchSize, window }: LanguageEvaluationConfig,
  model: LanguageModel,
  tokens: Int32Array,
  signal: AbortSignal,
  onProgress: (progress: TextProgress) => void,
): Promise<LanguageContextsRecord> {
  const { vocabularySize } = model;
  const metrics = createClassMetrics({ numClasses: vocabularySize });
  const { sketchSize, energyLoss } = ranks;
  const meter = createRankMeter({
    numColumns: vocabularySize,
    energyLoss,
    ...(sketchSize === undefined ? {} : { sketchSize }),
  });
  const blocks = logProbabilityBlocks({
    model,
    // The token after the last context is its target.
    tokens: tokens.subarray(0, ranks.contexts + 1),
    batchSize,
    windowLength: window,
    signal,
    onProgress,
  });
  for await (const { logProbabilities, numRows, targets } of blocks) {
    metrics.add({ logProbabilities, numRows, classes: targets });
    meter.add(logProbabilities);
  }
  const { numRows, accuracy, meanReciprocalRank, brierScore, expectedCalibrationError } = metrics.result();
  const { method, sketchSize: directions, numericalRank, energyRank } = meter.result();
  return {
    numContexts: numRows,
    accuracy,
    meanReciprocalRank,
    brierScore,
    expectedCalibrationError,
    method,
    sketchSize: directions,
    energyLoss,
    numericalRank,
    energyRank,
  };
}
