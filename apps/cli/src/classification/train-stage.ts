import { type Model, type TrainEvent, type TrainResult, train as trainModel } from '@sbn/train';
import { asInputError } from '../as-input-error.js';
import { isGridClassHead } from '../class-heads/grid-class-head.js';
import { exportLayer } from '../experiment/export-layer.js';
import type { TrainedRun } from '../experiment/perform-runs.js';
import { removeResults } from '../experiment/remove-results.js';
import { runFiles } from '../experiment/run-files.js';
import { type RunStage, showStage } from '../experiment/run-stage.js';
import { showTraining } from '../experiment/show-training.js';
import { readTrainingRecord, trainingRecord } from '../experiment/training-record.js';
import { engineWords, trainedWords } from '../experiment/training-words.js';
import { writeJson } from '../files/write-whole.js';
import { formatInteger } from '../terminal/format-number.js';
import { buildModel } from './build-model.js';
import { type BuiltTraining, buildTraining } from './build-training.js';
import { datasetRecord } from './dataset-record.js';
import type { GridRun } from './expand-grid.js';
import type { OpenedData } from './opened-data.js';
import { requireOneLabel } from './require-one-label.js';
import type { ClassificationRunConfig, TrainingRecord } from './run-records.js';

/** What a stage of a run works with. */
export interface StageContext extends RunStage<GridRun, ClassificationRunConfig> {
  /** Opens the data, once however often it is asked for. */
  readonly data: () => Promise<OpenedData>;
  /** Starts the TensorFlow.js backend, once. */
  readonly backend: () => Promise<string>;
}

/**
 * Trains one run, from the start or from where it was interrupted; does nothing where it is done.
 *
 * @throws the signal's reason after a checkpoint was written, when it aborts
 */
export async function trainStage(context: StageContext): Promise<TrainedRun<TrainingRecord, Model>> {
  const { run, config, folder, signal } = context;
  const files = runFiles(folder.path);
  const { epochs, batchSize } = config.training;
  const done: TrainingRecord | undefined = await readTrainingRecord(files.training, epochs);
  if (done !== undefined) return { record: done };

  const data = await context.data();
  const backend = await context.backend();
  signal.throwIfAborted();
  if (isGridClassHead(run.head)) await requireOneLabel(data, signal);
  const model = await buildModel({
    encoder: config.encoder,
    run,
    data: data.info,
    onEmbeddings: ({ found, words }) =>
      context.progress.note(
        `${context.prefix}Embeddings: ${formatInteger(found)} of ${formatInteger(words)} words have a vector, the others start random`,
      ),
    signal,
  });
  try {
    await removeResults(folder.path);
    await writeInputs(data, files);
    const totalSteps = epochs * Math.ceil((data.source('train').numExamples ?? 0) / batchSize);
    const parts = await asInputError('training', () => buildTraining(config.training, totalSteps));
    const shown = {
      total: totalSteps === 0 ? undefined : totalSteps,
      unit: 'steps',
      stopped: 'stopped, saved',
    };
    const record = await showStage(context, 'Train', shown, async (task) => {
      const show = showTraining(task, {
        epochs,
        loss: (meanLoss) => `loss ${meanLoss.toPrecision(3)}`,
        curve: ({ metrics }) => metrics?.loss,
      });
      let computedBy = backend;
      const result = await fit(context, model, data, parts, (event) => {
        if (event.event === 'start' || event.event === 'resume') computedBy = engineWords(event);
        show(event);
      });
      signal.throwIfAborted();
      const layer = await exportLayer(model.head, folder.outputLayerFolder, {
        labelNames: data.info.labelNames,
      });
      const { numParams, numWeights, inDim } = model.head;
      const head = { kind: run.head.kind, numParams, numWeights, columns: layer?.weights.cols ?? inDim };
      const made: TrainingRecord = trainingRecord({
        epochs,
        result,
        head,
        numParams: model.numParams,
        backend: computedBy,
      });
      await writeJson(files.training, made);
      task.done(trainedWords(made));
      return made;
    });
    return { record, model };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function fit(
  { run, config, folder, signal }: StageContext,
  model: Model,
  data: OpenedData,
  parts: BuiltTraining,
  onEvent: (event: TrainEvent) => void,
): Promise<TrainResult> {
  const { epochs, batchSize, clipNorm, monitor, checkpointEverySteps, engine, threads } = config.training;
  const { patience, ...watched } = monitor;
  const watching =
    patience === undefined ? { monitor: watched } : { earlyStopping: { ...watched, patience } };
  const [train, valid] = [data.source('train'), data.source('valid')];
  const hasValid = valid.numExamples !== 0;
  return asInputError(`training of ${run.id}`, () =>
    trainModel({
      ...parts,
      model,
      data: { train, ...(hasValid ? { valid } : {}) },
      epochs,
      batchSize,
      seed: run.seed,
      engine,
      threads,
      clipNorm,
      ...(hasValid ? watching : {}),
      evaluation: {
        ks: config.evaluation.ks,
        batchSize: config.evaluation.batchSize,
        pooledAveragePrecision: false,
      },
      folder,
      resume: true,
      checkpointEverySteps,
      signal,
      onEvent,
    }),
  );
}

async function writeInputs(data: OpenedData, files: ReturnType<typeof runFiles>): Promise<void> {
  const { inputDim, inputEncoding, featureNames } = data.info;
  await writeJson(files.dataset, datasetRecord(data));
  await writeJson(files.inputs, { encoding: inputEncoding, inputDim, featureNames });
}
