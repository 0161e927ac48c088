import { setImmediate as nextTurn } from 'node:timers/promises';
import { batchify, textWindows } from '@sbn/datasets';
import { dispose, getBackend, tensor2d } from '@tensorflow/tfjs-core';
import type { GradientStep } from '../engines/tfjs/gradient-step.js';
import { EvaluationError } from '../evaluation/evaluation-error.js';
import type { NamedArray } from '../files/safetensors.js';
import { advice, checkFinite } from '../loop/check-finite.js';
import { freshMonitorState, judgeEpoch } from '../loop/monitor.js';
import { readParameters, takeTensor, writeParameters } from '../model/model-file.js';
import { averagingBegins } from '../optimizers/averaging-begins.js';
import type { ParameterAverage } from '../optimizers/parameter-average.js';
import { type Checkpoint, readCheckpoint, type TrainState, writeCheckpoint } from '../run/checkpoint.js';
import type { MetricsLog } from '../run/metrics-log.js';
import type { RunFolder } from '../run/run-folder.js';
import { TrainingError } from '../run/training-error.js';
import { evaluateLanguageModel, type LanguageModelReport } from './evaluate-language-model.js';
import type { LanguageModel } from './language-model.js';
import type { LstmState } from './lstm-layer.js';
import type { LanguageModelEvent, TrainLanguageModelResult } from './train-language-model-options.js';
import type { TrainLanguageModelConfig, TrainLanguageModelPlan } from './train-language-model-plan.js';
import { windowObjective } from './window-objective.js';

/** Where a training stands: `batch` counts windows, `numExamples` tokens. */
export interface LanguageModelTrainState extends TrainState {
  /** How many values the averages are of; 0 while nothing is averaged. */
  readonly averageCount: number;
}

/** A checkpoint of such a training. Besides parameters and optimiser state it holds averages and the carried state. */
export type LanguageModelCheckpoint = Checkpoint<LanguageModelTrainState, TrainLanguageModelConfig>;

/** Tells these checkpoints from those of a classifier. */
export const languageModelFormat = 'sbn-language-model-checkpoint-1';

/** The loop lets timers, signals and progress bars have their turn at least this often. */
const turnEveryMs = 15;

const freshState: LanguageModelTrainState = {
  step: 0,
  epoch: 0,
  batch: 0,
  lossSum: 0,
  numExamples: 0,
  seconds: 0,
  monitor: freshMonitorState,
  history: [],
  metricsBytes: 0,
  stopped: null,
  averageCount: 0,
};

/** The training loop: from a checkpoint's state, or from the start, to the end. */
export async function runLanguageModelEpochs(run: {
  readonly plan: TrainLanguageModelPlan;
  readonly folder: RunFolder | undefined;
  readonly gradientStep: GradientStep;
  readonly average: ParameterAverage;
  readonly log: MetricsLog | undefined;
  /** Its parameters, averages and optimiser state are in the model, the average and the gradient step already. */
  readonly checkpoint: LanguageModelCheckpoint | undefined;
}): Promise<TrainLanguageModelResult> {
  const { plan, folder, gradientStep, average, log, checkpoint } = run;
  const { options, schedule, config } = plan;
  const { model, data, signal, checkpointEverySteps, restoreBest = true } = options;
  const { epochs, batchSize, windowLength, variableWindows, penalties } = config;
  const baseRate = config.optimizer.learningRate;
  const columns = batchify({ tokens: data.train, batchSize });
  const backend = getBackend();
  let state: LanguageModelTrainState = checkpoint?.state ?? freshState;
  // A completed run may be resumed with more epochs.
  if (state.stopped === 'completed' && state.epoch < epochs) state = { ...state, stopped: null };
  let carried: readonly LstmState[] =
    checkpoint === undefined || state.batch === 0
      ? model.initialState(batchSize)
      : readCarried(model, checkpoint.tensors, batchSize, folder?.lastCheckpoint ?? '');
  let bestInMemory: ReadonlyMap<string, NamedArray> | undefined;
  // Over all epochs: many short ones must not keep signals waiting either.
  let lastTurn = performance.now();

  const carry = (next: readonly LstmState[]): void => {
    dispose(carried as LstmState[]);
    carried = next;
  };
  const tell = (event: LanguageModelEvent): void => options.onEvent?.(event);
  const record = async (event: LanguageModelEvent): Promise<void> => {
    tell(event);
    await log?.append(event);
  };
  /** With the parameters that count: the averages, where there are some. */
  const withAverages = <T>(what: () => Promise<T>): Promise<T> =>
    average.count > 0 ? average.during(what) : what();

  const saveLast = async (): Promise<void> => {
    if (folder === undefined || log === undefined) return;
    state = { ...state, averageCount: average.count, metricsBytes: await log.flush() };
    const tensors = new Map([
      ...(await readParameters(model)),
      ...(await gradientStep.readState()),
      ...(await average.read()),
      ...(await writeCarried(carried)),
    ]);
    await writeCheckpoint(folder.lastCheckpoint, { tensors, state, config, backend }, languageModelFormat);
    tell({ event: 'checkpoint', kind: 'last', step: state.step, file: folder.lastCheckpoint });
  };

  const saveBest = async (): Promise<void> => {
    const tensors = await withAverages(() => readParameters(model));
    if (folder === undefined) {
      if (restoreBest) bestInMemory = tensors;
      return;
    }
    await writeCheckpoint(folder.bestCheckpoint, { tensors, state, config, backend }, languageModelFormat);
    tell({ event: 'checkpoint', kind: 'best', step: state.step, file: folder.bestCheckpoint });
  };

  /** The rest of the current epoch's windows; false when the signal came. */
  const trainEpoch = async (): Promise<boolean> => {
    const { epoch } = state;
    const windows = textWindows(columns, {
      numSteps: windowLength,
      jitter: variableWindows ? { seed: config.seed, epoch } : undefined,
      skip: state.batch,
    });
    let lastEnd = performance.now();
    for (const window of windows) {
      if (signal?.aborted) return false;
      const { step } = state;
      // A window of half the length is half as many tokens, and takes half the step (Merity et al., 2018).
      const ofLength = variableWindows ? window.numSteps / windowLength : 1;
      const rateFactor = schedule.factor(step) * ofLength;
      const learningRate = baseRate * rateFactor;
      let next = carried;
      const objective = {
        compute: () => {
          const computed = windowObjective(model, window, carried, step, penalties);
          next = computed.state;
          return computed;
        },
      };
      const { loss, gradientNorm } = await gradientStep.step(objective, { step, rateFactor }).finally(() => {
        if (next !== carried) carry(next);
      });
      checkFinite({ loss, gradientNorm, step, epoch, batch: state.batch, learningRate });
      if (average.count > 0) average.add();
      const now = performance.now();
      const event: LanguageModelEvent = {
        event: 'step',
        step,
        epoch,
        batch: state.batch,
        loss,
        learningRate,
        ...(gradientNorm === undefined ? {} : { gradientNorm }),
      };
      state = {
        ...state,
        step: step + 1,
        batch: state.batch + 1,
        lossSum: state.lossSum + loss * window.targets.length,
        numExamples: state.numExamples + window.targets.length,
        seconds: state.seconds + (now - lastEnd) / 1000,
      };
      if (step % plan.logEverySteps === 0) await record(event);
      else tell(event);
      if (checkpointEverySteps !== undefined && state.step % checkpointEverySteps === 0) await saveLast();
      lastEnd = performance.now();
      if (lastEnd - lastTurn > turnEveryMs) {
        await nextTurn();
        lastTurn = performance.now();
      }
    }
    return true;
  };

  /** The report on the validation text; `aborted` when the signal came. */
  const validate = async (): Promise<LanguageModelReport | null | 'aborted'> => {
    if (signal?.aborted) return 'aborted';
    const { valid } = data;
    if (valid === undefined) return null;
    const { epoch, step } = state;
    try {
      return await withAverages(() =>
        evaluateLanguageModel({
          ...config.evaluation,
          model,
          tokens: valid,
          signal,
          onProgress: ({ numTokens, totalTokens }) =>
            tell({ event: 'evaluating', epoch, numExamples: numTokens, totalExamples: totalTokens }),
        }),
      );
    } catch (error) {
      if (signal?.aborted) return 'aborted';
      if (!(error instanceof EvaluationError)) throw error;
      throw new TrainingError(
        `the model broke at step ${step - 1} (epoch ${epoch}): ${error.message}. ${advice}`,
        {
          code: 'validation-not-finite',
          step: step - 1,
          epoch,
          learningRate: baseRate * schedule.factor(step - 1),
          loss: Number.NaN,
        },
      );
    }
  };

  /** Evaluates, judges and saves at the end of an epoch; false when the signal came. */
  const closeEpoch = async (): Promise<boolean> => {
    const report = await validate();
    if (report === 'aborted') return false;
    const { epoch, step } = state;
    const verdict =
      report === null
        ? { state: state.monitor, isBest: false, shouldStop: false }
        : judgeEpoch({ metric: 'loss', ...config.earlyStopping }, state.monitor, report.loss, epoch);
    const { isBest, shouldStop } = verdict;
    const trainLoss = state.lossSum / state.numExamples;
    const metrics = report === null ? null : { ...report };
    const epochRecord = { epoch, step, trainLoss, seconds: state.seconds, metrics, isBest };
    state = {
      ...freshState,
      step,
      epoch: epoch + 1,
      monitor: verdict.state,
      history: [...state.history, epochRecord],
      stopped: shouldStop ? 'early-stopping' : epoch + 1 >= epochs ? 'completed' : null,
    };
    carry(model.initialState(batchSize));
    await record({ event: 'epoch', ...epochRecord });
    if (isBest) await saveBest();
    if (config.averaging !== null && average.count === 0) {
      const losses = state.history.map(({ metrics: past }) => past!.loss!);
      if (averagingBegins(losses, config.averaging.nonMono)) {
        average.start();
        await record({ event: 'averaging', step, epoch: epoch + 1 });
      }
    }
    if (state.stopped !== null) await record({ event: 'stop', step, epoch, reason: state.stopped });
    // Last, because from here on a resumed run does not come back to this epoch.
    await saveLast();
    return true;
  };

  const finish = (stoppedBecause: TrainLanguageModelResult['stoppedBecause']): TrainLanguageModelResult => {
    const { step, epoch, history } = state;
    const { bestValue, bestEpoch } = state.monitor;
    return {
      steps: step,
      epochs: epoch,
      best: bestValue === null ? null : { metric: 'loss', value: bestValue, epoch: bestEpoch },
      stoppedBecause,
      history,
    };
  };

  try {
    // Asking for the result of a finished run again is no event of the run.
    await (state.stopped === null ? record : tell)({
      event: checkpoint === undefined ? 'start' : 'resume',
      step: state.step,
      epoch: state.epoch,
      epochs,
      batchSize,
      stepsPerEpoch: variableWindows ? null : Math.ceil((columns.numSteps - 1) / windowLength),
      numParams: model.numParams,
      engine: 'tfjs',
      backend,
      ...(checkpoint !== undefined && checkpoint.backend !== backend
        ? { previousBackend: checkpoint.backend }
        : {}),
    });
    while (state.stopped === null) {
      if (!(await trainEpoch()) || !(await closeEpoch())) {
        await saveLast();
        tell({ event: 'stop', step: state.step, epoch: state.epoch, reason: 'aborted' });
        return finish('aborted');
      }
    }
    if (restoreBest && state.monitor.bestValue !== null) {
      const file = folder?.bestCheckpoint ?? '';
      const best =
        folder === undefined ? bestInMemory : (await readCheckpoint(file, languageModelFormat)).tensors;
      if (best !== undefined) writeParameters(model, best, file);
    } else if (average.count > 0) {
      average.adopt();
    }
    return finish(state.stopped);
  } finally {
    dispose(carried as LstmState[]);
  }
}

const carriedName = (layer: number, part: keyof LstmState): string => `carried/lstm${layer + 1}/${part}`;

async function writeCarried(carried: readonly LstmState[]): Promise<Map<string, NamedArray>> {
  const tensors = new Map<string, NamedArray>();
  for (const [i, state] of carried.entries()) {
    for (const part of ['hidden', 'cell'] as const) {
      const { shape } = state[part];
      // The cpu backend hands out its own memory.
      const data = (await state[part].data<'float32'>()).slice();
      tensors.set(carriedName(i, part), { shape, data });
    }
  }
  return tensors;
}

function readCarried(
  model: LanguageModel,
  tensors: ReadonlyMap<string, NamedArray>,
  batchSize: number,
  file: string,
): LstmState[] {
  return model.toConfig().hiddenDims.map((width, i) => {
    const shape: [number, number] = [batchSize, width];
    const read = (part: keyof LstmState) =>
      tensor2d(takeTensor(tensors, carriedName(i, part), shape, file), shape);
    return { hidden: read('hidden'), cell: read('cell') };
  });
}
