import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Batch, type ExampleSource, gatherExamples, memorySource } from '@sbn/datasets';
import { dftHead, sigmoidBottleneckHead, sigmoidHead } from '@sbn/heads';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bagEncoder } from '../encoders/bag-encoder.js';
import { denseEncoder } from '../encoders/dense-encoder.js';
import { createTfjsEngine } from '../engines/tfjs/tfjs-engine.js';
import { evaluate } from '../evaluation/evaluate.js';
import { createModel, type Model } from '../model/model.js';
import { loadModel } from '../model/model-file.js';
import { adam } from '../optimizers/adam.js';
import { sgd } from '../optimizers/sgd.js';
import { readCheckpoint } from '../run/checkpoint.js';
import { exponentialSchedule } from '../schedules/exponential-schedule.js';
import { bagProblem, denseProblem } from '../testing/problems.js';
import { quickBackends, startTestBackend, testedBackends } from '../testing/start-backends.js';
import { abortAfter, parametersOf, readLog, withoutSeconds } from '../testing/training-runs.js';
import { train } from './train.js';
import type { TrainEvent } from './train-event.js';
import type { TrainOptions } from './train-options.js';

const numLabels = 8;
const all = bagProblem({ numExamples: 240, numLabels, seed: 4 });
const rows = (from: number, to: number) =>
  gatherExamples(
    all,
    Uint32Array.from({ length: to - from }, (_, i) => from + i),
  );
const data = { train: memorySource(rows(0, 180)), valid: memorySource(rows(180, 240)) };

const makeModel = (dropout = 0.1): Model =>
  createModel({
    encoder: bagEncoder({ numFeatures: all.inputs.numCols, dim: 12, dropout, seed: 1 }),
    head: sigmoidBottleneckHead({ inDim: 12, numLabels, dim: 6, seed: 1 }),
  });

let model: Model;
let folder: string;
beforeEach(async () => {
  await startTestBackend('wasm');
  model = makeModel();
  folder = await mkdtemp(join(tmpdir(), 'train-'));
});
afterEach(async () => {
  model.dispose();
  await rm(folder, { recursive: true });
});

const base = (): TrainOptions => ({
  model,
  data,
  optimizer: adam({ learningRate: 0.02 }),
  epochs: 4,
  batchSize: 32,
  seed: 3,
  logEverySteps: 1,
});

describe('learning', () => {
  it.each(quickBackends)('a separable problem reaches P@1 = 1 on %s', async (backend) => {
    await startTestBackend(backend);
    const dense = denseProblem({ numExamples: 200, numLabels, seed: 4 });
    const bag = bagEncoder({ numFeatures: all.inputs.numCols, dim: 16, seed: 1 });
    for (const [encoder, head, examples] of [
      [bag, sigmoidHead({ inDim: 16, numLabels, seed: 2 }), all],
      [
        denseEncoder({ inDim: numLabels + 2, seed: 1 }),
        dftHead({ inDim: numLabels + 2, numLabels, k: 2, slackDims: 3, seed: 2 }),
        dense,
      ],
    ] as const) {
      const source = memorySource(examples);
      const own = createModel({ encoder, head });
      const { history, steps } = await train({
        model: own,
        data: { train: source },
        optimizer: adam({ learningRate: 0.1 }),
        epochs: 30,
        batchSize: 20,
        seed: 1,
      });
      expect(steps).toBe(30 * Math.ceil(examples.labels.numRows / 20));
      expect(history.at(-1)!.trainLoss).toBeLessThan(history[0]!.trainLoss / 4);
      expect((await evaluate({ model: own, source, ks: [1] })).precisionAt1).toBe(1);
      own.dispose();
    }
  });

  it.each(testedBackends)('the same seed gives the same bits on %s, another seed others', async (backend) => {
    await startTestBackend(backend);
    const run = async (seed: number) => {
      const own = makeModel();
      const result = await train({ ...base(), model: own, seed, epochs: 2 });
      const parameters = await parametersOf(own);
      own.dispose();
      return { parameters, losses: result.history.map(({ trainLoss }) => trainLoss) };
    };
    const [a, b, c] = [await run(3), await run(3), await run(4)];
    expect(b).toEqual(a);
    expect(c.parameters).not.toEqual(a.parameters);
  });

  it('leaves no tensors but the model', async () => {
    const before = memory().numTensors;
    await train({ ...base(), clipNorm: 1 });
    expect(memory().numTensors).toBe(before);
  });
});

describe('events and log', () => {
  it('tell what happened, in order', async () => {
    const events: TrainEvent[] = [];
    const result = await train({
      ...base(),
      epochs: 2,
      folder,
      schedule: exponentialSchedule({ decay: 0.5, steps: 6 }),
      clipNorm: 0.5,
      onEvent: (event) => events.push(event),
    });
    expect(result).toMatchObject({ steps: 12, epochs: 2, stoppedBecause: 'completed' });
    expect(events[0]).toMatchObject({
      event: 'start',
      epochs: 2,
      stepsPerEpoch: 6,
      engine: 'fused',
      backend: 'wasm',
    });
    const steps = events.filter((event) => event.event === 'step');
    expect(steps.map(({ step, epoch, batch }) => [step, epoch, batch])).toEqual(
      Array.from({ length: 12 }, (_, i) => [i, Math.floor(i / 6), i % 6]),
    );
    expect(steps[6]!.learningRate).toBeCloseTo(0.01, 12);
    expect(steps[0]!.gradientNorm).toBeGreaterThan(0);
    const epochs = events.filter((event) => event.event === 'epoch');
    expect(epochs).toHaveLength(2);
    expect(epochs[1]!.metrics).toHaveProperty('f1At5');
    expect(epochs[1]!.metrics).toHaveProperty('loss');
    expect(events.at(-1)).toMatchObject({ event: 'checkpoint', kind: 'last', step: 12 });
    // The log has the same, without progress and checkpoints.
    expect(await readLog(folder)).toEqual(
      events
        .filter(({ event }) => event !== 'checkpoint' && event !== 'evaluating')
        .map((event) => ({ ...event, seconds: 0 })),
    );
    expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toMatchObject({
      epochs: 2,
      batchSize: 32,
      seed: 3,
      clipNorm: 0.5,
      schedule: { kind: 'exponential' },
      monitor: { metric: 'loss', mode: 'min' },
    });
    expect((await readdir(folder)).sort()).toEqual(['checkpoints', 'config.json', 'metrics.jsonl']);
  });

  it('the train loss is the mean over examples, each before its update', async () => {
    const events: TrainEvent[] = [];
    const { history } = await train({ ...base(), epochs: 1, onEvent: (event) => events.push(event) });
    const losses = events.flatMap((event) => (event.event === 'step' ? [event.loss] : []));
    const sizes = [32, 32, 32, 32, 32, 20];
    const mean = losses.reduce((sum, loss, i) => sum + loss * sizes[i]!, 0) / 180;
    expect(history[0]!.trainLoss).toBeCloseTo(mean, 12);
  });
});

describe('the best parameters', () => {
  it('are kept, saved and restored; early stopping waits its patience', async () => {
    const result = await train({
      ...base(),
      optimizer: adam({ learningRate: 0.3 }),
      epochs: 60,
      folder,
      earlyStopping: { metric: 'loss', patience: 3 },
    });
    expect(result.stoppedBecause).toBe('early-stopping');
    const values = result.history.map(({ metrics }) => metrics!.loss!);
    const bestEpoch = values.indexOf(Math.min(...values));
    expect(result.epochs).toBe(bestEpoch + 4);
    expect(result.best).toEqual({ metric: 'loss', value: values[bestEpoch], epoch: bestEpoch });
    expect(result.history.filter(({ isBest }) => isBest).at(-1)!.epoch).toBe(bestEpoch);
    // In the model, in best.safetensors, and by loadModel: the same parameters, with the value they were chosen for.
    expect((await evaluate({ model, source: data.valid })).loss).toBe(values[bestEpoch]);
    const loaded = await loadModel(join(folder, 'checkpoints', 'best.safetensors'));
    expect(await parametersOf(loaded)).toEqual(await parametersOf(model));
    loaded.dispose();
    const last = await loadModel(join(folder, 'checkpoints', 'last.safetensors'));
    expect((await evaluate({ model: last, source: data.valid })).loss).toBe(values.at(-1));
    last.dispose();
  });

  it('follow a metric whose larger values are better, also without a folder', async () => {
    const result = await train({
      ...base(),
      epochs: 6,
      monitor: { metric: 'f1At3' },
      evaluation: { ks: [3] },
    });
    const values = result.history.map(({ metrics }) => metrics!.f1At3!);
    expect(result.best!.value).toBe(Math.max(...values));
    expect((await evaluate({ model, source: data.valid, ks: [3] })).f1At3).toBe(result.best!.value);
  });
});

describe('resuming', () => {
  const unbroken = async (options: Partial<TrainOptions> = {}) => {
    const own = makeModel();
    const path = await mkdtemp(join(tmpdir(), 'unbroken-'));
    const result = await train({ ...base(), restoreBest: false, ...options, model: own, folder: path });
    const outcome = { result, parameters: await parametersOf(own), log: await readLog(path) };
    own.dispose();
    await rm(path, { recursive: true });
    return outcome;
  };

  it.each([1, 5, 6, 7, 12, 23, 24])(
    'after an abort at step %d ends with the same bits and log',
    async (steps) => {
      const expected = await unbroken();
      const first = await train({ ...base(), folder, ...abortAfter(steps) });
      expect(first.stoppedBecause).toBe('aborted');
      expect(first.steps).toBe(steps);
      expect((await readCheckpoint(join(folder, 'checkpoints', 'last.safetensors'))).state.step).toBe(steps);
      // All parameters must come from the checkpoint.
      for (const parameter of model.parameters) parameter.write(new Float32Array(parameter.size).fill(0.5));
      const result = await train({ ...base(), restoreBest: false, folder, resume: true });
      expect(await parametersOf(model)).toEqual(expected.parameters);
      expect(await readLog(folder)).toEqual(expected.log);
      expect(withoutSeconds(result.history)).toEqual(withoutSeconds(expected.result.history));
      expect(result.best).toEqual(expected.result.best);
    },
  );

  it('goes back to the last checkpoint when the process is cut off after it', async () => {
    const expected = await unbroken({ checkpointEverySteps: 4 });
    const broken: ExampleSource = {
      ...data.train,
      async *batches(options): AsyncGenerator<Batch> {
        let i = 0;
        for await (const batch of data.train.batches(options)) {
          if (options.shuffle?.epoch === 1 && i++ === 4) throw new Error('power cut');
          yield batch;
        }
      },
    };
    const options = { ...base(), restoreBest: false, folder, checkpointEverySteps: 4 };
    await expect(train({ ...options, data: { ...data, train: broken } })).rejects.toThrow('power cut');
    const log = join(folder, 'metrics.jsonl');
    // As if the last line had been cut off in the middle.
    await truncate(log, (await readFile(log)).length - 7);
    await train({ ...options, resume: true });
    expect(await parametersOf(model)).toEqual(expected.parameters);
    expect(await readLog(folder)).toEqual(expected.log);
  });

  it('trains on with more epochs', async () => {
    const expected = await unbroken({ epochs: 4 });
    await train({ ...base(), epochs: 2, folder });
    const result = await train({ ...base(), restoreBest: false, epochs: 4, folder, resume: true });
    expect(result.epochs).toBe(4);
    expect(await parametersOf(model)).toEqual(expected.parameters);
  });

  it('of a finished run gives its result again', async () => {
    const first = await train({ ...base(), folder });
    const parameters = await parametersOf(model);
    const log = await readFile(join(folder, 'metrics.jsonl'), 'utf8');
    const other = makeModel();
    expect(await train({ ...base(), model: other, folder, resume: true })).toEqual(first);
    expect(await parametersOf(other)).toEqual(parameters);
    expect(await readFile(join(folder, 'metrics.jsonl'), 'utf8')).toBe(log);
    other.dispose();
  });

  it('starts from the beginning where there is no checkpoint', async () => {
    await writeFile(join(folder, 'metrics.jsonl'), '{"event":"start"}\n{"event":"st');
    const expected = await unbroken();
    await train({ ...base(), restoreBest: false, folder, resume: true });
    expect(await readLog(folder)).toEqual(expected.log);
  });

  it('refuses other settings, an occupied folder, and a damaged checkpoint', async () => {
    await train({ ...base(), epochs: 1, folder });
    await expect(train({ ...base(), folder })).rejects.toMatchObject({
      name: 'InputError',
      code: 'run-exists',
    });
    const changed = train({
      ...base(),
      batchSize: 16,
      optimizer: adam({ learningRate: 0.5 }),
      folder,
      resume: true,
    });
    await expect(changed).rejects.toMatchObject({ code: 'config-changed' });
    await expect(changed).rejects.toThrow('optimizer.learningRate was 0.02 and is now 0.5');
    await expect(changed).rejects.toThrow('batchSize was 32 and is now 16');
    const file = join(folder, 'checkpoints', 'last.safetensors');
    await truncate(file, 1000);
    await expect(train({ ...base(), folder, resume: true })).rejects.toMatchObject({ code: 'file-corrupt' });
    await expect(train({ ...base(), resume: true })).rejects.toThrow('resume needs a folder');
  });

  it('two trainings in one folder at once: the second gets a clear error', async () => {
    const other = makeModel();
    const first = train({ ...base(), folder });
    // The first has the lock before it lets anything else run.
    while (!existsSync(join(folder, '.lock'))) await new Promise((resolve) => setTimeout(resolve, 1));
    await expect(train({ ...base(), model: other, folder, resume: true })).rejects.toMatchObject({
      code: 'folder-locked',
    });
    await first;
    other.dispose();
  });
});

describe('what goes wrong', () => {
  it('a loss that is not finite names the step and leaves parameters and checkpoints as they were', async () => {
    const spoilt: ExampleSource = {
      ...data.train,
      async *batches(options): AsyncGenerator<Batch> {
        let i = 0;
        for await (const batch of data.train.batches(options)) {
          const spoil = options.shuffle?.epoch === 1 && i++ === 2;
          const values = new Float32Array((batch.inputs as { indices: Uint32Array }).indices.length).fill(
            Number.NaN,
          );
          yield spoil ? { ...batch, inputs: { ...batch.inputs, values } as Batch['inputs'] } : batch;
        }
      },
    };
    const training = train({ ...base(), data: { ...data, train: spoilt }, folder, checkpointEverySteps: 1 });
    await expect(training).rejects.toMatchObject({
      name: 'TrainingError',
      code: 'loss-not-finite',
      step: 8,
      epoch: 1,
      learningRate: 0.02,
      loss: Number.NaN,
    });
    await expect(training).rejects.toThrow(
      'the loss is NaN at step 8 (epoch 1, batch 2, learning rate 0.02)',
    );
    const checkpoint = await readCheckpoint(join(folder, 'checkpoints', 'last.safetensors'));
    expect(checkpoint.state.step).toBe(8);
    for (const parameter of model.parameters) {
      expect(checkpoint.tensors.get(`parameter/${parameter.name}`)!.data).toEqual(await parameter.read());
    }
    expect((await readLog(folder)).at(-1)).toMatchObject({ event: 'step', step: 7 });
    expect(existsSync(join(folder, '.lock'))).toBe(false);
  });

  it('an exploding training is stopped too', async () => {
    const own = createModel({
      encoder: denseEncoder({ inDim: numLabels + 2, hidden: [8], activation: 'linear', seed: 1 }),
      head: sigmoidHead({ inDim: 8, numLabels, seed: 1 }),
    });
    const source = memorySource(denseProblem({ numExamples: 64, numLabels, seed: 1 }));
    await expect(
      train({
        model: own,
        data: { train: source, valid: source },
        optimizer: sgd({ learningRate: 1e38 }),
        epochs: 3,
        seed: 1,
      }),
    ).rejects.toMatchObject({ name: 'TrainingError' });
    own.dispose();
  });

  it('options that do not fit are refused before anything is written', async () => {
    const cases: [Partial<TrainOptions>, string | RegExp][] = [
      [{ epochs: 0 }, 'train: epochs must be an integer >= 1, got 0'],
      [{ batchSize: 0 }, 'train: batchSize must be an integer >= 1, got 0'],
      [{ seed: 0.5 }, 'seed must be an integer'],
      [{ clipNorm: 0 }, 'clipNorm must be a finite number > 0'],
      [{ earlyStopping: { metric: 'loss', patience: 0 } }, 'patience must be an integer >= 1'],
      [{ monitor: { metric: 'f1At7' } }, /no metric "f1At7"; it has loss, .*f1At5/],
      [{ monitor: { metric: 'loss' }, earlyStopping: { metric: 'loss', patience: 1 } }, 'not both'],
      [{ data: { train: data.train }, monitor: { metric: 'loss' } }, 'need data.valid'],
      [
        { data: { train: memorySource(denseProblem({ numExamples: 4, numLabels, seed: 1 })) } },
        'data.train: the model has inputs: bag, and the data has dense.',
      ],
      [{ data: { train: memorySource(rows(0, 0)) } }, 'data.train has no examples.'],
      [
        { optimizer: adam({ groups: [{ match: 'decoder/', learningRate: 1 }] }) },
        'group 0 (match "decoder/")',
      ],
    ];
    for (const [options, message] of cases)
      await expect(train({ ...base(), ...options })).rejects.toThrow(message);
  });
});

it('takes another engine in the place of TensorFlow.js', async () => {
  const calls: string[] = [];
  const result = await train({
    ...base(),
    epochs: 1,
    engine: async (options) => {
      const engine = await createTfjsEngine(options);
      return {
        ...engine,
        step: (batch, at) => {
          calls.push('step');
          return engine.step(batch, at);
        },
        sync: async () => {
          calls.push('sync');
        },
      };
    },
  });
  expect(result.steps).toBe(6);
  // Six steps, then the model is brought up to date before it is evaluated.
  expect(calls.slice(0, 7)).toEqual(['step', 'step', 'step', 'step', 'step', 'step', 'sync']);
});
