import { rm } from 'node:fs/promises';
import type { TextCorpus } from '@sbn/datasets';
import type { ParameterValues } from '@sbn/heads';
import { adam, type EpochRecord, type Optimizer, type Schedule, scheduleFromConfig, sgd } from '@sbn/train';
import {
  type LanguageModel,
  type LanguageModelEvent,
  loadLanguageModel,
  trainLanguageModel,
} from '@sbn/train/language-model';
import { asInputError } from '../experiment/as-input-error.js';
import { exportLayer } from '../experiment/export-layer.js';
import { runFiles } from '../experiment/run-files.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import { buildLanguageModel } from './build-language-model.js';
import type { LanguageTrainingConfig } from './language-model-config.js';
import type { LanguageTrainingRecord } from './language-model-records.js';
import type { LanguageStage } from './language-stage.js';
import { corpusRecord } from './open-corpus.js';

/** What {@link trainLanguageStage} gives: the record, and the model where it was needed in memory. */
export interface TrainLanguageStageResult {
  readonly record: LanguageTrainingRecord;
  /** To be disposed of by the caller. */
  readonly model?: LanguageModel;
}

/**
 * Trains one language model, from the start or from where it was interrupted; does nothing where it is done.
 *
 * @throws the signal's reason after a checkpoint was written, when it aborts
 */
export async function trainLanguageStage(stage: LanguageStage): Promise<TrainLanguageStageResult> {
  const { run, config, folder, progress, prefix, signal } = stage;
  const files = runFiles(folder.path);
  const { training } = config;
  const done = (await readJson(files.training)) as LanguageTrainingRecord | undefined;
  if (
    done !== undefined &&
    (done.epochs === training.epochs || done.result.stoppedBecause === 'early-stopping')
  ) {
    return { record: done };
  }

  const corpus = await stage.corpus();
  const backend = await stage.backend();
  signal.throwIfAborted();
  const model = await buildLanguageModel(config, corpus.vocabulary.length);
  try {
    // What was made from other parameters goes first, so that it never stands beside new ones.
    for (const stale of [files.training, files.evaluation, files.detection, files.verdicts]) {
      await rm(stale, { force: true });
    }
    await writeJson(files.dataset, corpusRecord(config.data, corpus));
    const total = training.variableWindows ? undefined : training.epochs * windowsPerEpoch(training, corpus);
    const task = progress.task(`${prefix}Train ${run.headName}, seed ${run.seed}`, { total, unit: 'steps' });
    let result: LanguageTrainingRecord['result'];
    try {
      result = await train(
        stage,
        model,
        corpus,
        display(training.epochs, (step, detail) => task.update(step, { detail })),
      );
      signal.throwIfAborted();
    } catch (error) {
      task.stop(signal.aborted ? 'stopped, saved' : undefined);
      throw error;
    }
    await exportLayer(model.head, folder.outputLayerFolder, {
      labelNames: corpus.vocabulary,
      tiedTo: run.tied ? await embeddings(model) : undefined,
    });
    const record: LanguageTrainingRecord = {
      epochs: training.epochs,
      result,
      head: { kind: run.head.kind, numParams: model.head.numParams },
      numParams: model.numParams,
      backend,
      seconds: result.history.reduce((sum, { seconds }) => sum + seconds, 0),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    };
    await writeJson(files.training, record);
    task.done(
      `${result.epochs} ${result.epochs === 1 ? 'epoch' : 'epochs'}, validation perplexity ${Math.exp(result.best!.value).toFixed(2)}, ${backend}`,
    );
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
      schedule: scheduleOf(training, windowsPerEpoch(training, corpus)),
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

function scheduleOf({ schedule, epochs }: LanguageTrainingConfig, stepsPerEpoch: number): Schedule {
  return scheduleFromConfig(
    schedule.kind === 'cosine' ? { ...schedule, steps: schedule.steps ?? epochs * stepsPerEpoch } : schedule,
  );
}

/** Updates of an epoch where all windows have the same length; with variable ones there are about as many. */
function windowsPerEpoch({ batchSize, window }: LanguageTrainingConfig, { parts }: TextCorpus): number {
  return Math.ceil((Math.floor(parts.train.length / batchSize) - 1) / window);
}

/** Turns events into a step count and a few words; the loss is a running mean, since single windows jump. */
function display(
  epochs: number,
  update: (step: number, detail: string) => void,
): (event: LanguageModelEvent) => void {
  let meanLoss: number | undefined;
  let steps = 0;
  let last: EpochRecord | undefined;
  const words = (epoch: number, now: string): string => {
    const valid = last?.metrics?.perplexity;
    return `epoch ${epoch + 1}/${epochs}, ${now}${valid === undefined ? '' : `, validation ${valid.toFixed(1)}`}`;
  };
  return (event) => {
    if (event.event === 'start' || event.event === 'resume') {
      steps = event.step;
      update(steps, '');
    } else if (event.event === 'step') {
      meanLoss = meanLoss === undefined ? event.loss : 0.98 * meanLoss + 0.02 * event.loss;
      steps = event.step + 1;
      update(steps, words(event.epoch, `perplexity ${Math.exp(meanLoss).toFixed(1)}`));
    } else if (event.event === 'evaluating') {
      update(steps, words(event.epoch, 'evaluating'));
    } else if (event.event === 'epoch') {
      last = event;
    }
  };
}
