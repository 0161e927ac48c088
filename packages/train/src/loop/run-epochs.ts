import { getBackend } from '@tensorflow/tfjs-core';
import { EvaluationError } from '../evaluation/evaluation-error.js';
import type { Checkpoint, TrainState } from '../run/checkpoint.js';
import type { RunFolder } from '../run/run-folder.js';
import { TrainingError } from '../run/training-error.js';
import { advice, checkFinite } from './check-finite.js';
import type { EpochConfig, EpochPlan } from './epoch-plan.js';
import { giveTurns } from './give-turns.js';
import { openJournal } from './journal.js';
import type { Learner } from './learner.js';
import { freshMonitorState, judgeEpoch } from './monitor.js';
import type { TrainResult } from './train-options.js';

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

/**
 * The training loop, from a checkpoint or from the start to the end: rates, evaluation, the best parameters, patience,
 * checkpoints, the log, and a stop by signal. What is trained, and on what, is the learner's business.
 *
 * @param run.checkpoint where to go on from: one of `findCheckpoint`
 * @throws TrainingError when a loss or a clipped gradient is not finite
 */
export async function runEpochs<Own = never>(run: {
  readonly plan: EpochPlan<Own>;
  readonly learner: Learner<Own>;
  readonly folder: RunFolder | undefined;
  readonly checkpoint: Checkpoint<TrainState, EpochConfig> | undefined;
}): Promise<TrainResult> {
  const { plan, learner, folder, checkpoint } = run;
  const { schedule, monitor, config } = plan;
  const { signal, epochs, checkpointEverySteps, restoreBest = true } = plan.options;
  const baseRate = config.optimizer.learningRate;
  const backend = getBackend();
  let state = checkpoint?.state ?? freshState;
  // A completed run may be resumed with more epochs.
  if (state.stopped === 'completed' && state.epoch < epochs) state = { ...state, stopped: null };
  // Over all epochs: many short ones must not keep signals waiting either.
  const giveTurn = giveTurns();

  if (folder !== undefined && checkpoint !== undefined) {
    await learner.restore(
      { tensors: checkpoint.tensors, counts: checkpoint.state.counts },
      folder.lastCheckpoint,
    );
  }
  const journal = await openJournal({ plan, learner, folder, keepBytes: state.metricsBytes, backend });

  /** The rest of the current epoch's updates; false when the signal came. */
  const trainEpoch = async (): Promise<boolean> => {
    const { epoch } = state;
    let lastEnd = performance.now();
    for await (const update of learner.updates(epoch, state.batch)) {
      if (signal?.aborted) return false;
      const { step, batch } = state;
      const { numExamples } = update;
      const rateFactor = schedule.factor(step) * update.rateFactor;
      const learningRate = baseRate * rateFactor;
      const { loss, gradientNorm } = await update.apply({ step, rateFactor });
      checkFinite({ loss, gradientNorm, step, epoch, batch, learningRate });
      const now = performance.now();
      state = {
        ...state,
        step: step + 1,
        batch: batch + 1,
        lossSum: state.lossSum + loss * numExamples,
        numExamples: state.numExamples + numExamples,
        seconds: state.seconds + (now - lastEnd) / 1000,
      };
      await (step % plan.logEverySteps === 0 ? journal.record : journal.tell)({
        event: 'step',
        step,
        epoch,
        batch,
        loss,
        learningRate,
        ...(gradientNorm === undefined ? {} : { gradientNorm }),
      });
      if (checkpointEverySteps !== undefined && state.step % checkpointEverySteps === 0) {
        await journal.saveLast(state);
      }
      lastEnd = performance.now();
      await giveTurn();
    }
    return true;
  };

  /** Metrics on the validation data; `aborted` when the signal came. */
  const validate = async (): Promise<Readonly<Record<string, number>> | null | 'aborted'> => {
    if (signal?.aborted) return 'aborted';
    if (learner.evaluate === undefined) return null;
    const { epoch } = state;
    try {
      return await learner.evaluate((progress) => journal.tell({ event: 'evaluating', epoch, ...progress }));
    } catch (error) {
      if (signal?.aborted) return 'aborted';
      if (!(error instanceof EvaluationError)) throw error;
      const step = state.step - 1;
      throw new TrainingError(
        `the model broke at step ${step} (epoch ${epoch}): ${error.message}. ${advice}`,
        {
          code: 'validation-not-finite',
          step,
          epoch,
          learningRate: baseRate * schedule.factor(step),
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
    const verdict =
      monitor === undefined || metrics === null
        ? { state: state.monitor, isBest: false, shouldStop: false }
        : judgeEpoch(monitor, state.monitor, metrics[monitor.metric] ?? Number.NaN, epoch);
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
    await journal.record({ event: 'epoch', ...epochRecord });
    if (isBest) await journal.saveBest(state);
    const news = learner.endEpoch?.(state.history);
    if (news !== undefined) await journal.record(news);
    if (state.stopped !== null) await journal.record({ event: 'stop', step, epoch, reason: state.stopped });
    // Last, because from here on a resumed run does not come back to this epoch.
    await journal.saveLast(state);
    return true;
  };

  const finish = (stoppedBecause: TrainResult['stoppedBecause']): TrainResult => {
    const { step, epoch, history } = state;
    const { bestValue, bestEpoch } = state.monitor;
    return {
      steps: step,
      epochs: epoch,
      best:
        monitor === undefined || bestValue === null
          ? null
          : { metric: monitor.metric, value: bestValue, epoch: bestEpoch },
      stoppedBecause,
      history,
    };
  };

  try {
    // Asking for the result of a finished run again is no event of the run.
    await (state.stopped === null ? journal.record : journal.tell)({
      event: checkpoint === undefined ? 'start' : 'resume',
      step: state.step,
      epoch: state.epoch,
      epochs,
      batchSize: config.batchSize,
      stepsPerEpoch: learner.stepsPerEpoch,
      numParams: learner.model.numParams,
      engine: learner.engine.kind,
      ...(learner.engine.threads === undefined ? {} : { threads: learner.engine.threads }),
      backend,
      ...(checkpoint !== undefined && checkpoint.backend !== backend
        ? { previousBackend: checkpoint.backend }
        : {}),
    });
    while (state.stopped === null) {
      if (!(await trainEpoch()) || !(await closeEpoch())) {
        await journal.saveLast(state);
        await learner.settle(false);
        journal.tell({ event: 'stop', step: state.step, epoch: state.epoch, reason: 'aborted' });
        return finish('aborted');
      }
    }
    await learner.settle(true);
    if (restoreBest && state.monitor.bestValue !== null) await journal.restoreBest();
    return finish(state.stopped);
  } finally {
    await journal.close();
  }
}
