import type { TextCorpus } from '@sbn/datasets';
import type { ParameterValues } from '@sbn/heads';
import { adam, type Optimizer, sgd } from '@sbn/train';
import {
  type LanguageModel,
  type LanguageModelEvent,
  loadLanguageModel,
  trainLanguageModel,
} from '@sbn/train/language-model';
import { asInputError } from '../as-input-error.js';
import { exportLayer } from '../experiment/export-layer.js';
import type { TrainedRun } from '../experiment/perform-runs.js';
import { removeResults } from '../experiment/remove-results.js';
import { runFiles } from '../experiment/run-files.js';
import { showStage } from '../experiment/run-stage.js';
import { scheduleOf } from '../experiment/schedule-of.js';
import { showTraining } from '../experiment/show-training.js';
import { readTrainingRecord, trainingRecord } from '../experiment/training-record.js';
import { writeJson } from '../files/write-whole.js';
import { buildLanguageModel } from './build-language-model.js';
import type { LanguageTrainingConfig } from './language-model-config.js';
import type { LanguageTrainingRecord } from './language-model-records.js';
import type { LanguageStage } from './language-stage.js';
import { corpusRecord } from './open-corpus.js';

/**
 * Trains one language model, from the start or from where it was interrupted; does nothing where it is done.
 *
 * @throws the signal's reason after a checkpoint was written, when it aborts
 */
export async function trainLanguageStage(
  stage: LanguageStage,
): Promise<TrainedRun<LanguageTrainingRecord, LanguageModel>> {
  const { run, config, folder, signal } = stage;
  const files = runFiles(folder.path);
  const { training } = config;
  const { epochs } = training;
  const done: LanguageTrainingRecord | undefined = await readTrainingRecord(files.training, epochs);
  if (done !== undefined) return { record: done };

  const corpus = await stage.corpus();
  const backend = await stage.backend();
  signal.throwIfAborted();
  const model = await buildLanguageModel(config, corpus.vocabulary.length);
  try {
    await removeResults(folder.path);
    await writeJson(files.dataset, corpusRecord(config.data, corpus));
    const total = training.variableWindows ? undefined : epochs * windowsPerEpoch(training, corpus);
    const shown = { total, unit: 'steps', stopped: 'stopped, saved' };
    const record = await showStage(stage, 'Train', shown, async (task) => {
      const onEvent = showTraining(task, {
        epochs,
        loss: (meanLoss) => `perplexity ${Math.exp(meanLoss).toFixed(1)}`,
        lastEpoch: ({ metrics }) =>
          metrics?.perplexity === undefined ? undefined : `validation ${metrics.perplexity.toFixed(1)}`,
        curve: ({ metrics }) => metrics?.loss,
      });
      const result = await train(stage, model, corpus, (event) => {
        if (event.event !== 'averaging') onEvent(event);
      });
      signal.throwIfAborted();
      await exportLayer(model.head, folder.outputLayerFolder, {
        labelNames: corpus.vocabulary,
        tiedTo: run.tied ? await embeddings(model) : undefined,
      });
      const head = { kind: run.head.kind, numParams: model.head.numParams };
      const made = trainingRecord({ epochs, result, head, numParams: model.numParams, backend });
      await writeJson(files.training, made);
      task.done(
        `${result.epochs} ${result.epochs === 1 ? 'epoch' : 'epochs'}, validation perplexity ${Math.exp(result.best!.value).toFixed(2)}, ${backend}`,
      );
      return made;
    });
    return { record, model };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The model of a finished training: its best parameters. */
export function loadTrainedLanguageModel(folder: string): Promise<LanguageModel> {
  return loadLanguageModel(runFiles(folder).bestCheckpoint);
}

async function embeddings({ parameters }: LanguageModel): Promise<ParameterValues> {
  const { shape, ...table } = parameters.find(({ name }) => name === 'embedding/table')!;
  return { shape, data: await table.read() };
}

function train(
  { run, config, folder, signal }: LanguageStage,
  model: LanguageModel,
  corpus: TextCorpus,
  onEvent: (event: LanguageModelEvent) => void,
): Promise<LanguageTrainingRecord['result']> {
  const { training, evaluation } = config;
  const { batchSize, window: windowLength, variableWindows, optimizer, nonMono, patience } = training;
  return asInputError(`training of ${run.id}`, () =>
    trainLanguageModel({
      model,
      data: { train: corpus.parts.train, valid: corpus.parts.valid },
      optimizer: optimizerOf(training),
      schedule: scheduleOf(training.schedule, training.epochs * windowsPerEpoch(training, corpus)),
      ...(optimizer === 'nt-asgd' ? { averaging: { nonMono } } : {}),
      epochs: training.epochs,
      batchSize,
      windowLength,
      variableWindows,
      seed: run.seed,
      clipNorm: training.clipNorm,
      penalties: training.penalties,
      ...(patience === undefined ? {} : { earlyStopping: { patience } }),
      evaluation: { batchSize: evaluation.batchSize, windowLength: evaluation.window },
      folder,
      resume: true,
      checkpointEverySteps: training.checkpointEverySteps,
      signal,
      onEvent,
    }),
  );
}

/** The head's own learning rates hold for parameters that ask for them. */
function optimizerOf({ optimizer, learningRate, weightDecay }: LanguageTrainingConfig): Optimizer {
  return (optimizer === 'adam' ? adam : sgd)({ learningRate, weightDecay });
}

/** Updates of an epoch where all windows have the same length; with variable ones there are about as many. */
function windowsPerEpoch({ batchSize, window }: LanguageTrainingConfig, { parts }: TextCorpus): number {
  return Math.ceil((Math.floor(parts.train.length / batchSize) - 1) / window);
}
