import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { loadModel, type Model, type RunFolder, type TrainEvent, train } from '@sbn/train';
import { isGridClassHead } from '../class-heads/grid-class-head.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import type { Progress } from '../terminal/progress.js';
import { asInputError } from './as-input-error.js';
import { buildModel } from './build-model.js';
import { buildTraining } from './build-training.js';
import { datasetRecord } from './dataset-record.js';
import type { GridRun } from './expand-grid.js';
import { exportLayer } from './export-layer.js';
import type { OpenedData } from './open-data.js';
import { requireOneLabel } from './require-one-label.js';
import { runFiles } from './run-files.js';
import type { RunConfig, TrainingRecord } from './run-records.js';

/** What a stage of a run works with. */
export interface StageContext {
  readonly run: GridRun;
  readonly config: RunConfig;
  readonly folder: RunFolder;
  /** Opens the data, once however often it is asked for. */
  readonly data: () => Promise<OpenedData>;
  /** Starts the TensorFlow.js backend, once. */
  readonly backend: () => Promise<string>;
  readonly progress: Progress;
  /** Before every label of a progress bar, such as `[3/12] `. */
  readonly prefix: string;
  readonly signal: AbortSignal;
}

/** What {@link trainStage} gives: the record, and the model where it was needed in memory. */
export interface TrainStageResult {
  readonly record: TrainingRecord;
  /** To be disposed of by the caller. */
  readonly model?: Model;
  /** False where the training had been done before. */
  readonly isNew: boolean;
}

/**
 * Trains one run, from the start or from where it was interrupted; does nothing where it is done.
 *
 * @throws the signal's reason after a checkpoint was written, when it aborts
 */
export async function trainStage(context: StageContext): Promise<TrainStageResult> {
  const { run, config, folder, progress, signal } = context;
  const files = runFiles(folder.path);
  const { epochs } = config.training;
  const done = (await readJson(files.training)) as TrainingRecord | undefined;
  if (done !== undefined && (done.epochs === epochs || done.result.stoppedBecause === 'early-stopping')) {
    return { record: done, isNew: false };
  }

  const data = await context.data();
  const backend = await context.backend();
  signal.throwIfAborted();
  const trainSource = data.source('train');
  const validSource = data.source('valid');
  if (isGridClassHead(run.head)) await requireOneLabel(data, signal);
  const model = await buildModel({ encoder: config.encoder, run, data: data.info });
  try {
    // What was made from other parameters goes first, so that it never stands beside new ones.
    for (const stale of [files.training, files.evaluation, files.detection, files.verdicts, files.radii]) {
      await rm(stale, { force: true });
    }
    await writeInputs(data, files);
    const { batchSize, clipNorm, monitor, checkpointEverySteps, engine, threads } = config.training;
    const stepsPerEpoch = Math.ceil((trainSource.numExamples ?? 0) / batchSize);
    const { loss, optimizer, schedule } = await asInputError('training', () =>
      buildTraining(config.training, epochs * stepsPerEpoch),
    );
    const hasValid = validSource.numExamples !== 0;
    const { patience, ...watched } = monitor;
    const task = progress.task(`${context.prefix}Train ${run.headName}, seed ${run.seed}`, {
      total: stepsPerEpoch === 0 ? undefined : epochs * stepsPerEpoch,
      unit: 'steps',
    });
    const show = trainingDisplay(epochs, (step, detail) => task.update(step, { detail }));
    let computedBy = backend;
    let result: TrainingRecord['result'];
    try {
      result = await asInputError(`training of ${run.id}`, () =>
        train({
          model,
          data: { train: trainSource, ...(hasValid ? { valid: validSource } : {}) },
          loss,
          optimizer,
          schedule,
          epochs,
          batchSize,
          seed: run.seed,
          engine,
          threads,
          clipNorm,
          ...(hasValid
            ? patience === undefined
              ? { monitor: watched }
              : { earlyStopping: { ...watched, patience } }
            : {}),
          evaluation: {
            ks: config.evaluation.ks,
            batchSize: config.evaluation.batchSize,
            pooledAveragePrecision: false,
          },
          folder,
          resume: true,
          checkpointEverySteps,
          signal,
          onEvent: (event) => {
            if (event.event === 'start' || event.event === 'resume') computedBy = engineWords(event);
            show(event);
          },
        }),
      );
      signal.throwIfAborted();
    } catch (error) {
      task.stop(signal.aborted ? 'stopped, saved' : undefined);
      throw error;
    }
    const layer = await exportLayer(model.head, folder.outputLayerFolder, {
      labelNames: data.info.labelNames,
    });
    const record: TrainingRecord = {
      epochs,
      result,
      head: {
        kind: model.head.kind,
        numParams: model.head.numParams,
        numWeights: model.head.numWeights,
        columns: layer?.weights.cols ?? model.head.inDim,
      },
      numParams: model.numParams,
      backend: computedBy,
      seconds: result.history.reduce((sum, { seconds }) => sum + seconds, 0),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    };
    await writeJson(files.training, record);
    const last = result.history.at(-1);
    task.done(
      last === undefined
        ? ''
        : `${result.epochs} ${result.epochs === 1 ? 'epoch' : 'epochs'}, loss ${last.trainLoss.toPrecision(3)}${bestWords(record)}, ${computedBy}`,
    );
    return { record, model, isNew: true };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The model of a finished training: its best parameters, or the last ones where nothing was monitored. */
export function loadTrainedModel(folder: string): Promise<Model> {
  const { bestCheckpoint, lastCheckpoint } = runFiles(folder);
  return loadModel(existsSync(bestCheckpoint) ? bestCheckpoint : lastCheckpoint);
}

/** `fused, 2 threads`, or the TensorFlow.js backend. */
function engineWords(event: Extract<TrainEvent, { event: 'start' | 'resume' }>): string {
  const { engine, threads, backend } = event;
  if (threads === undefined) return backend;
  return `${engine}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

function bestWords({ result: { best, epochs } }: TrainingRecord): string {
  if (best === null) return '';
  const when = best.epoch + 1 === epochs ? '' : ` (epoch ${best.epoch + 1})`;
  return `, validation ${best.metric} ${best.value.toPrecision(3)}${when}`;
}

/** Turns events into a step count and a few words; the loss is a running mean, since single batches jump. */
function trainingDisplay(
  epochs: number,
  update: (step: number, detail: string) => void,
): (event: TrainEvent) => void {
  let meanLoss: number | undefined;
  let steps = 0;
  return (event) => {
    if (event.event === 'start' || event.event === 'resume') {
      steps = event.step;
      update(steps, '');
    } else if (event.event === 'step') {
      meanLoss = meanLoss === undefined ? event.loss : 0.98 * meanLoss + 0.02 * event.loss;
      steps = event.step + 1;
      update(steps, `epoch ${event.epoch + 1}/${epochs}, loss ${meanLoss.toPrecision(3)}`);
    } else if (event.event === 'evaluating') {
      update(steps, `epoch ${event.epoch + 1}/${epochs}, evaluating`);
    }
  };
}

async function writeInputs(data: OpenedData, files: ReturnType<typeof runFiles>): Promise<void> {
  const { inputDim, inputEncoding, featureNames } = data.info;
  await writeJson(files.dataset, datasetRecord(data));
  await writeJson(files.inputs, { encoding: inputEncoding, inputDim, featureNames });
}
