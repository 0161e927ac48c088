import type { Worker } from 'node:worker_threads';
import { labelSetsFrom } from '@sbn/core';
import { memorySource } from '@sbn/datasets';
import {
  averagedSigmoidHead,
  dftHead,
  type Head,
  mixtureHead,
  plifHead,
  sigmoidBottleneckHead,
  sigmoidCrossEntropy,
  sigmoidHead,
  sigsoftmaxHead,
  softmaxHead,
} from '@sbn/heads';
import { ones, variable } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bagEncoder } from '../../encoders/bag-encoder.js';
import { convolutionEncoder } from '../../encoders/convolution-encoder.js';
import { denseEncoder } from '../../encoders/dense-encoder.js';
import { train } from '../../loop/train.js';
import type { TrainEvent } from '../../loop/train-event.js';
import { createModel, type Model } from '../../model/model.js';
import { adam } from '../../optimizers/adam.js';
import { sgd } from '../../optimizers/sgd.js';
import { batchesOf } from '../../testing/batches-of.js';
import { bagProblem, denseProblem } from '../../testing/problems.js';
import { startTestBackend } from '../../testing/start-backends.js';
import type { Engine } from '../engine.js';
import { createTfjsEngine } from '../tfjs/tfjs-engine.js';
import { createFusedEngine } from './fused-engine.js';
import { createFusedScorer } from './fused-scorer.js';

const numLabels = 300;
const bags = bagProblem({ numExamples: 90, numLabels, values: true, seed: 2 });
const denses = denseProblem({ numExamples: 90, numLabels, seed: 2 });

const bagModel = (head: (inDim: number) => Head): Model =>
  createModel({
    encoder: bagEncoder({
      numFeatures: bags.inputs.numCols,
      dim: 18,
      hidden: [25, 40],
      dropout: 0.1,
      seed: 1,
    }),
    head: head(40),
  });
const dft = (inDim: number): Head => dftHead({ inDim, numLabels, k: 6, slackDims: 5, seed: 1 });
const bottleneck = (inDim: number): Head => sigmoidBottleneckHead({ inDim, numLabels, dim: 30, seed: 1 });
const classModel = (head: (inDim: number) => Head): Model =>
  createModel({
    encoder: denseEncoder({ inDim: denses.inputs.numCols, seed: 1 }),
    head: head(denses.inputs.numCols),
  });
const denseModel = (): Model => classModel(bottleneck);

const opened: { dispose(): void }[] = [];
beforeAll(() => startTestBackend('cpu'));
afterEach(() => {
  for (const each of opened.splice(0)) each.dispose();
});

async function open(
  model: Model,
  options: Partial<Parameters<typeof createFusedEngine>[0]> = {},
): Promise<Engine> {
  const engine = await createFusedEngine({ model, optimizer: adam({ learningRate: 0.01 }), ...options });
  opened.push(engine, model);
  return engine;
}

async function bitsOf(model: Model, engine: Engine): Promise<string> {
  await engine.sync();
  const parts = await Promise.all(model.parameters.map((parameter) => parameter.read()));
  const state = [...(await engine.readState()).values()].map(({ data }) => data);
  return [...parts, ...state].map((part) => Buffer.from(part.buffer).toString('base64')).join(':');
}

describe('threads', () => {
  it.each([
    ['a DFT head', dft, undefined],
    ['a bottleneck and clipping', bottleneck, 1e-3],
    ['a full layer', (inDim: number) => sigmoidHead({ inDim, numLabels, seed: 1 }), undefined],
    ['classes', (inDim: number) => softmaxHead({ inDim, numLabels, seed: 1 }), undefined],
    [
      'sigsoftmax and clipping',
      (inDim: number) => sigsoftmaxHead({ inDim, numLabels, learned: true, seed: 1 }),
      1e-3,
    ],
    [
      'a hundred thousand knots',
      (inDim: number) => plifHead({ inDim, numLabels, numKnots: 1e5, seed: 1 }),
      undefined,
    ],
  ] as const)('one, two and three of them give the same bits, with %s', async (_, head, clipNorm) => {
    const found: string[] = [];
    for (const threads of [1, 2, 3]) {
      const model = bagModel(head);
      const engine = await open(model, { threads, clipNorm });
      expect(engine.threads).toBe(threads);
      let step = 0;
      for (const batch of [...(await batchesOf(bags, 40)), ...(await batchesOf(bags, 7))]) {
        await engine.step(batch, { step: step++, rateFactor: 1 });
      }
      found.push(await bitsOf(model, engine));
    }
    expect(found[1]).toBe(found[0]);
    expect(found[2]).toBe(found[0]);
  });
});

describe('numbers that are not finite', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, 3e38])(
    'an input of %d that breaks the loss leaves everything as it was',
    async (value) => {
      const model = denseModel();
      const engine = await open(model, { threads: 2 });
      const [batch] = await batchesOf(denses, 8);
      await engine.step(batch!, { step: 0, rateFactor: 1 });
      const before = await bitsOf(model, engine);
      const { numRows, numCols, data } = denses.inputs;
      const broken = data.slice(0, 8 * numCols);
      broken.fill(value, 3 * numCols, 4 * numCols);
      const inputs = { numRows: Math.min(8, numRows), numCols, data: broken };
      const { loss } = await engine.step({ ...batch!, inputs }, { step: 1, rateFactor: 1 });
      expect(Number.isFinite(loss)).toBe(false);
      expect(await bitsOf(model, engine)).toBe(before);
      const good = await engine.step(batch!, { step: 1, rateFactor: 1 });
      expect(Number.isFinite(good.loss)).toBe(true);
    },
  );

  it.each([
    ['softmax', (inDim: number) => softmaxHead({ inDim, numLabels, seed: 1 })],
    ['sigsoftmax', (inDim: number) => sigsoftmaxHead({ inDim, numLabels, learned: true, seed: 1 })],
    ['plif', (inDim: number) => plifHead({ inDim, numLabels, numKnots: 50, seed: 1 })],
  ] as const)('an input that breaks the loss of %s leaves everything as it was', async (_, head) => {
    for (const value of [Number.NaN, 3e38]) {
      const model = classModel(head);
      const engine = await open(model, { threads: 2 });
      const [batch] = await batchesOf(denses, 8);
      await engine.step(batch!, { step: 0, rateFactor: 1 });
      const before = await bitsOf(model, engine);
      const { numCols, data } = denses.inputs;
      const inputs = { numRows: 8, numCols, data: data.slice(0, 8 * numCols) };
      inputs.data.fill(value, 3 * numCols, 4 * numCols);
      const { loss } = await engine.step({ ...batch!, inputs }, { step: 1, rateFactor: 1 });
      expect(Number.isFinite(loss)).toBe(false);
      expect(await bitsOf(model, engine)).toBe(before);
      expect(Number.isFinite((await engine.step(batch!, { step: 1, rateFactor: 1 })).loss)).toBe(true);
    }
  });

  it('large logits are fine as long as the loss is', async () => {
    const model = denseModel();
    const reference = denseModel();
    const [batch] = await batchesOf(denses, 8);
    const inputs = {
      ...denses.inputs,
      numRows: 8,
      data: denses.inputs.data.slice(0, 8 * denses.inputs.numCols),
    };
    inputs.data[5] = 1e31;
    const optimizer = sgd({ learningRate: 1e-3 });
    const engine = await open(model, { optimizer });
    const expected = await createTfjsEngine({ model: reference, optimizer });
    opened.push(expected, reference);
    const at = { step: 0, rateFactor: 1 };
    const { loss } = await engine.step({ ...batch!, inputs }, at);
    const wanted = await expected.step({ ...batch!, inputs }, at);
    expect(loss).toBeGreaterThan(1e20);
    expect(loss / wanted.loss).toBeCloseTo(1, 4);
  });

  it('parameters that are not finite make a loss that is not', async () => {
    const model = denseModel();
    const weights = model.parameters.at(-1)!;
    weights.write((await weights.read()).fill(Number.NaN, 10, 11));
    const engine = await open(model);
    const [batch] = await batchesOf(denses, 8);
    const before = await bitsOf(model, engine);
    expect((await engine.step(batch!, { step: 0, rateFactor: 1 })).loss).toBeNaN();
    expect(await bitsOf(model, engine)).toBe(before);
  });
});

describe('a thread that dies', () => {
  it('ends the training with an error at once, and the next one starts as ever', async () => {
    const workers: Worker[] = [];
    const remember = (worker: Worker): void => {
      workers.push(worker);
    };
    process.on('worker', remember);
    const model = denseModel();
    opened.push(model);
    const start = (onEvent: (event: TrainEvent) => void) =>
      train({
        model,
        data: { train: memorySource(denses) },
        engine: 'fused',
        threads: 2,
        epochs: 100_000,
        seed: 1,
        onEvent,
      });
    let killedAt = 0;
    await expect(
      start((event) => {
        if (event.event !== 'step' || event.step !== 20) return;
        killedAt = performance.now();
        void workers[0]!.terminate();
      }),
    ).rejects.toMatchObject({ name: 'EngineError', code: 'worker-died' });
    // Some ten milliseconds on an idle machine; what matters is that it does not wait for a thread that is gone.
    expect(performance.now() - killedAt).toBeLessThan(10_000);
    process.off('worker', remember);
    const result = await train({
      model,
      data: { train: memorySource(denses) },
      engine: 'fused',
      threads: 2,
      epochs: 1,
      seed: 1,
    });
    expect(result.stoppedBecause).toBe('completed');
  }, 60_000);
});

describe('what the fused engine does not know', () => {
  it.each([
    ['loss', { loss: { ...sigmoidCrossEntropy() } }],
    ['optimiser', { optimizer: { ...adam() } }],
  ] as const)(
    'a %s of somebody else is refused by name, and auto goes to TensorFlow.js',
    async (what, options) => {
      const model = denseModel();
      opened.push(model);
      await expect(createFusedEngine({ model, optimizer: adam(), ...options })).rejects.toMatchObject({
        code: 'engine-unsuited',
        message: expect.stringContaining(`its ${what} is not one of`),
      });
      const events: TrainEvent[] = [];
      await train({
        model,
        data: { train: memorySource(denses) },
        epochs: 1,
        seed: 1,
        ...options,
        onEvent: (event) => events.push(event),
      });
      expect(events[0]).toMatchObject({ event: 'start', engine: 'tfjs' });
    },
  );

  it('a head or an encoder of somebody else is refused too', async () => {
    const model = denseModel();
    opened.push(model);
    const { encoder, head } = model;
    for (const changed of [
      { ...model, head: { ...head } },
      { ...model, encoder: { ...encoder } },
    ]) {
      await expect(createFusedEngine({ model: changed, optimizer: adam() })).rejects.toThrow(
        /its (head|encoder) is not one of/,
      );
    }
  });

  it('a convolutional encoder and a head with positions are refused by name', async () => {
    const settings = { height: 4, width: 4, channels: 1, blocks: [{ filters: 3 }], seed: 1 };
    const encoder = convolutionEncoder(settings);
    const convolved = createModel({ encoder, head: sigmoidHead({ inDim: 3, numLabels, seed: 1 }) });
    opened.push(convolved);
    await expect(createFusedEngine({ model: convolved, optimizer: adam() })).rejects.toThrow(
      'its encoder is a convolutional network',
    );
    const head = averagedSigmoidHead({ inDim: 12, positions: 4, numLabels, seed: 1 });
    const averaged = createModel({ encoder: denseEncoder({ inDim: 12, seed: 1 }), head });
    opened.push(averaged);
    await expect(createFusedEngine({ model: averaged, optimizer: adam() })).rejects.toThrow(
      'its head takes the mean of probabilities over positions',
    );
  });

  it.each([
    ['a mixture', (inDim: number) => mixtureHead({ inDim, numLabels, numComponents: 2, seed: 1 })],
    [
      'of kind plif',
      (inDim: number) => plifHead({ inDim, numLabels, numKnots: 9, output: 'labels', seed: 1 }),
    ],
  ] as const)('a head that is %s is refused, and auto goes to TensorFlow.js', async (what, head) => {
    const model = classModel(head);
    opened.push(model);
    await expect(createFusedEngine({ model, optimizer: adam() })).rejects.toMatchObject({
      code: 'engine-unsuited',
      message: expect.stringContaining(what),
    });
    await expect(createFusedScorer({ model, loss: sigmoidCrossEntropy(), threads: 1 })).rejects.toMatchObject(
      { code: 'engine-unsuited' },
    );
  });

  it('weights that are tied are refused', async () => {
    const { numCols: inDim } = denses.inputs;
    const table = variable(ones([numLabels, inDim]));
    const model = classModel(() => softmaxHead({ inDim, numLabels, tiedTo: table, seed: 1 }));
    opened.push(model, table);
    await expect(createFusedEngine({ model, optimizer: adam() })).rejects.toThrow(/are tied/);
  });

  it('an example without class is named', async () => {
    const model = classModel((inDim) => softmaxHead({ inDim, numLabels, seed: 1 }));
    const engine = await open(model);
    const [batch] = await batchesOf(denses, 3);
    const labels = labelSetsFrom([[1], [2], []], numLabels);
    await expect(engine.step({ ...batch!, labels }, { step: 0, rateFactor: 1 })).rejects.toThrow(
      /label set of row 2 is empty/,
    );
    expect(Number.isFinite((await engine.step(batch!, { step: 0, rateFactor: 1 })).loss)).toBe(true);
  });

  it('takes no number of threads that is none', async () => {
    const model = denseModel();
    opened.push(model);
    await expect(createFusedEngine({ model, optimizer: adam(), threads: 0 })).rejects.toThrow(RangeError);
  });

  it('is the default where it can be', async () => {
    const model = bagModel(dft);
    opened.push(model);
    const events: TrainEvent[] = [];
    await train({
      model,
      data: { train: memorySource(bags) },
      epochs: 1,
      seed: 1,
      threads: 1,
      onEvent: (event) => events.push(event),
    });
    expect(events[0]).toMatchObject({ event: 'start', engine: 'fused', threads: 1 });
  });
});
