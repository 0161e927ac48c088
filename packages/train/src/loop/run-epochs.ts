import { setImmediate as nextTurn } from 'node:timers/promises';
import { getBackend } from '@tensorflow/tfjs-core';
import type { Engine } from '../engines/engine.js';
import { evaluateWith } from '../evaluation/evaluate.js';
import { EvaluationError } from '../evaluation/evaluation-error.js';
import type { NamedArray } from '../files/safetensors.js';
import { writeParameters } from '../model/model-file.js';
import { type Checkpoint, readCheckpoint, type TrainState, writeCheckpoint } from '../run/checkpoint.js';
import type { MetricsLog } from '../run/metrics-log.js';
import type { RunFolder } from '../run/run-folder.js';
import { TrainingError } from '../run/training-error.js';
import { advice, checkFinite } from './check-finite.js';
import { freshMonitorState, judgeEpoch } from './monitor.js';
import type { TrainEvent } from './train-event.js';
import type { TrainResult } from './train-options.js';
import { noExamples, type TrainPlan } from './train-plan.js';

/** The loop lets timers, signals and progress bars have their turn at least this often. */
const turnEveryMs = 15;

const freshState: TrainState = {
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
};

/** The training loop: from a checkpoint's state, or from the start, to the end. */
export async function runEpochs(run: {
  readonly plan: TrainPlan;
  readonly folder: RunFolder | undefined;
  readonly engine: Engine;
  readonly log: MetricsLog | undefined;
  /** Its parameters and optimiser state are in the model and the engine already. */
  readonly checkpoint: Checkpoint | undefined;
}): Promise<TrainResult> {
  const { plan, folder, engine, log, checkpoint } = run;
  const { options, model, trainSource, validSource, schedule, batchSize, config } = plan;
  const { signal, epochs, checkpointEverySteps, restoreBest = true } = options;
  const { monitor } = config;
  const baseRate = config.optimizer.learningRate;
  const backend = getBackend();
  let state: TrainState = checkpoint?.state ?? freshState;
  // A completed run may be resumed with more epochs.
  if (state.stopped === 'completed' && state.epoch < epochs) state = { ...state, stopped: null };
  let bestInMemory: ReadonlyMap<string, NamedArray> | undefined;
  // Over all epochs: many short ones must not keep signals waiting either.
  let lastTurn = performance.now();

  const tell = (event: TrainEvent): void => options.onEvent?.(event);
  const record = async (event: TrainEvent): Promise<void> => {
    tell(event);
    await log?.append(event);
  };

  const saveLast = async (): Promise<void> => {
    if (folder === undefined || log === undefined) return;
    state = { ...state, metricsBytes: await log.flush() };
    const tensors = new Map([...(await engine.readParameters()), ...(await engine.readState())]);
    await writeCheckpoint(folder.lastCheckpoint, { tensors, state, config, backend });
    tell({ event: 'checkpoint', kind: 'last', step: state.step, file: folder.lastCheckpoint });
  };

  const saveBest = async (): Promise<void> => {
    const tensors = await engine.readParameters();
    if (folder === undefined) {
      // Asking for `data` now is what makes these the parameters of now.
      if (restoreBest) {
        bestInMemory = new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data }]));
      }
      return;
    }
    await writeCheckpoint(folder.bestCheckpoint, { tensors, state, config, backend });
    tell({ event: 'checkpoint', kind: 'best', step: state.step, file: folder.bestCheckpoint });
  };

  /** The rest of the current epoch's steps; false when the signal came. */
  const trainEpoch = async (): Promise<boolean> => {
    const { epoch } = state;
    const shuffle = { seed: config.seed, epoch };
    let lastEnd = performance.now();
    for await (const batch of trainSource.batches({ batchSize, shuffle, skip: state.batch })) {
      if (signal?.aborted) return false;
      const { step } = state;
      const rateFactor = schedule.factor(step);
      const learningRate = baseRate * rateFactor;
      const { loss, gradientNorm } = await engine.step(batch, { step, rateFactor });
      checkFinite({ loss, gradientNorm, step, epoch, batch: state.batch, learningRate });
      const numExamples = batch.labels.numRows;
      const now = performance.now();
      const event: TrainEvent = {
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
        lossSum: state.lossSum + loss * numExamples,
        numExamples: state.numExamples + numExamples,
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
    if (state.numExamples === 0) throw noExamples('train');
    return true;
  };

  /** Metrics on the validation examples; `aborted` when the signal came. */
  const validate = async (): Promise<Readonly<Record<string, number>> | null | 'aborted'> => {
    if (signal?.aborted) return 'aborted';
    if (validSource === undefined) return null;
    // The engine's own scorer has the parameters where they are.
    const scorer = plan.evaluation.scoring === 'tfjs' ? undefined : engine.scorer;
    if (scorer === undefined) await engine.sync();
    const { epoch } = state;
    try {
      const report = await evaluateWith(scorer, {
        ...plan.evaluation,
        model,
        source: validSource,
        loss: plan.loss,
        signal,
        onProgress: ({ numExamples, totalExamples }) =>
          tell({ event: 'evaluating', epoch, numExamples, totalExamples }),
      });
      return Object.fromEntries<number>(Object.entries(report));
    } catch (error) {
      if (signal?.aborted) return 'aborted';
      if (!(error instanceof EvaluationError)) throw error;
      const { step } = state;
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
    const metrics = await validate();
    if (metrics === 'aborted') return false;
    const { epoch, step } = state;
    let verdict = { state: state.monitor, isBest: false, shouldStop: false };
    if (monitor !== null && metrics !== null) {
      const value = metrics[monitor.metric] ?? Number.NaN;
      verdict = judgeEpoch(
        { ...monitor, patience: monitor.patience ?? undefined },
        state.monitor,
        value,
        epoch,
      );
    }
    const { isBest, shouldStop } = verdict;
    const trainLoss = state.lossSum / state.numExamples;
    const epochRecord = { epoch, step, trainLoss, seconds: state.seconds, metrics, isBest };
    state = {
      ...freshState,
      step,
      epoch: epoch + 1,
      monitor: verdict.state,
      history: [...state.history, epochRecord],
      stopped: shouldStop ? 'early-stopping' : epoch + 1 >= epochs ? 'completed' : null,
    };
    await record({ event: 'epoch', ...epochRecord });
    if (isBest) await saveBest();
    if (state.stopped !== null) await record({ event: 'stop', step, epoch, reason: state.stopped });
    // Last, because from here on a resumed run does not come back to this epoch.
    await saveLast();
    return true;
  };

  const finish = (stoppedBecause: TrainResult['stoppedBecause']): TrainResult => {
    const { step, epoch, history } = state;
    const { bestValue, bestEpoch } = state.monitor;
    return {
      steps: step,
      epochs: epoch,
      best:
        monitor === null || bestValue === null
          ? null
          : { metric: monitor.metric, value: bestValue, epoch: bestEpoch },
      stoppedBecause,
      history,
    };
  };

  const { numExamples } = trainSource;
  // Asking for the result of a finished run again is no event of the run.
  await (state.stopped === null ? record : tell)({
    event: checkpoint === undefined ? 'start' : 'resume',
    step: state.step,
    epoch: state.epoch,
    epochs,
    batchSize,
    stepsPerEpoch: numExamples === undefined ? null : Math.ceil(numExamples / batchSize),
    numParams: model.numParams,
    engine: engine.kind,
    ...(engine.threads === undefined ? {} : { threads: engine.threads }),
    backend,
    ...(checkpoint !== undefined && checkpoint.backend !== backend
      ? { previousBackend: checkpoint.backend }
      : {}),
  });
  while (state.stopped === null) {
    if (!(await trainEpoch()) || !(await closeEpoch())) {
      await saveLast();
      await engine.sync();
      tell({ event: 'stop', step: state.step, epoch: state.epoch, reason: 'aborted' });
      return finish('aborted');
    }
  }
  await engine.sync();
  if (restoreBest && state.monitor.bestValue !== null) {
    const file = folder?.bestCheckpoint ?? '';
    const best = folder === undefined ? bestInMemory : (await readCheckpoint(file)).tensors;
    if (best !== undefined) writeParameters(model, best, file);
  }
  return finish(state.stopped);
}
