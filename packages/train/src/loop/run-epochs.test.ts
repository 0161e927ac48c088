import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensor1d, variable } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readParameters, writeParameters } from '../model/model-file.js';
import { variableParameter } from '../model/parameter.js';
import { sgd } from '../optimizers/sgd.js';
import { readCheckpoint } from '../run/checkpoint.js';
import { openRunFolder } from '../run/run-folder.js';
import { exponentialSchedule } from '../schedules/exponential-schedule.js';
import { startTestBackend } from '../testing/start-backends.js';
import { abortAfter, parametersOf, readLog } from '../testing/training-runs.js';
import type { EpochOptions } from './epoch-options.js';
import { type EpochPlan, planEpochs } from './epoch-plan.js';
import { findCheckpoint } from './find-checkpoint.js';
import type { Learner } from './learner.js';
import { runEpochs } from './run-epochs.js';
import type { TrainResult } from './train-options.js';

const halving = exponentialSchedule({ decay: 0.5, steps: 1 });

interface SumEvent {
  readonly event: 'sum';
  readonly updates: number;
}

/** One number, 0 at first, to which every update adds its rate; an epoch has two updates, the second at half the rate. */
interface Sum extends Learner<SumEvent> {
  readonly settled: boolean[];
}

function sumLearner(lossOfEpoch: readonly number[]): Sum {
  const parameter = variableParameter('sum', variable(tensor1d([0])));
  const model = { parameters: [parameter], numParams: 1 };
  let updates = 0;
  const settled: boolean[] = [];
  return {
    settled,
    model,
    engine: { kind: 'tfjs' },
    stepsPerEpoch: 2,
    updates: (_, skip) =>
      [1, 0.5].slice(skip).map((factor) => ({
        numExamples: 4 * factor,
        rateFactor: factor,
        apply: async ({ step, rateFactor }) => {
          updates++;
          parameter.write(Float32Array.of((await parameter.read())[0]! + rateFactor));
          return { loss: step };
        },
      })),
    evaluate: async () => ({ loss: lossOfEpoch[updates / 2 - 1]! }),
    endEpoch: (history) => (history.length === 1 ? { event: 'sum', updates } : undefined),
    readParameters: () => readParameters(model),
    readState: async () => ({ tensors: await readParameters(model), counts: { updates } }),
    restore: async ({ tensors, counts }, file) => {
      writeParameters(model, tensors, file);
      updates = counts!.updates!;
    },
    settle: async (isEnd) => {
      settled.push(isEnd);
    },
  };
}

let path: string;
beforeEach(async () => {
  await startTestBackend('cpu');
  path = await mkdtemp(join(tmpdir(), 'run-epochs-'));
});
afterEach(() => rm(path, { recursive: true }));

async function run(
  learner: Sum,
  options: Partial<EpochOptions<SumEvent>>,
  patience?: number,
  at = path,
): Promise<TrainResult> {
  const whole = { epochs: 3, logEverySteps: 1, schedule: halving, optimizer: sgd({ learningRate: 8 }) };
  const all = { ...whole, ...options };
  const plan: EpochPlan<SumEvent> = {
    place: 'sum',
    checkpointFormat: 'sum-1',
    options: all,
    ...planEpochs('sum', all),
    monitor: { metric: 'loss', patience },
    config: { model: 'sum', optimizer: all.optimizer.toConfig(), epochs: all.epochs, batchSize: 4 },
  };
  const folder = await openRunFolder(at);
  try {
    const checkpoint = await findCheckpoint(plan, folder);
    return await runEpochs({ plan, learner, folder, checkpoint });
  } finally {
    await folder.release();
  }
}

it('gives every update its rate, and weighs its loss by its examples', async () => {
  const learner = sumLearner([3, 2, 1]);
  const { steps, history } = await run(learner, {});
  expect(steps).toBe(6);
  // 1 + ½·½ + ¼ + ½·⅛ + …
  expect(await parametersOf(learner.model)).toEqual(new Map([['sum', Float32Array.of(1.640625)]]));
  expect(history.map(({ trainLoss }) => trainLoss)).toEqual([1 / 3, 2 + 1 / 3, 4 + 1 / 3]);
  const rates = (await readLog(path)).flatMap(
    (event) => (event as { learningRate?: number }).learningRate ?? [],
  );
  expect(rates).toEqual([8, 2, 2, 0.5, 0.5, 0.125]);
  expect(await readLog(path)).toContainEqual({ event: 'sum', updates: 2, seconds: 0 });
  expect(learner.settled).toEqual([true]);
});

it('ends with the best parameters, once patience is at its end', async () => {
  const learner = sumLearner([3, 1, 2, 2, 0]);
  const result = await run(learner, { epochs: 5 }, 2);
  expect(result).toMatchObject({
    stoppedBecause: 'early-stopping',
    epochs: 4,
    best: { metric: 'loss', value: 1, epoch: 1 },
  });
  expect((await parametersOf(learner.model)).get('sum')![0]).toBe(1.5625);
});

it.each([1, 2, 3, 4, 5])('stopped after step %d it goes on from there', async (steps) => {
  const unbroken = join(path, 'unbroken');
  const broken = join(path, 'broken');
  await run(sumLearner([3, 2, 1]), { checkpointEverySteps: 3 }, undefined, unbroken);
  const first = sumLearner([3, 2, 1]);
  const aborted = await run(first, abortAfter(steps), undefined, broken);
  expect([aborted.stoppedBecause, aborted.steps, first.settled]).toEqual(['aborted', steps, [false]]);
  const last = (folder: string) => readCheckpoint(join(folder, 'checkpoints', 'last.safetensors'), 'sum-1');
  expect((await last(broken)).state.counts).toEqual({ updates: steps });
  await run(sumLearner([3, 2, 1]), { resume: true }, undefined, broken);
  expect((await last(broken)).tensors).toEqual((await last(unbroken)).tensors);
  expect(await readLog(broken)).toEqual(await readLog(unbroken));
});
