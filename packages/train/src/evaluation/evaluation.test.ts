import { createMetricsAccumulator } from '@sbn/core';
import { type ExampleSource, memorySource } from '@sbn/datasets';
import { focalLoss, sigmoidHead } from '@sbn/heads';
import { memory, tidy } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bagEncoder } from '../encoders/bag-encoder.js';
import { denseEncoder } from '../encoders/dense-encoder.js';
import { createModel, type Model } from '../model/model.js';
import { bagProblem, denseProblem } from '../testing/problems.js';
import { startTestBackend } from '../testing/start-backends.js';
import { evaluate, metricNames } from './evaluate.js';
import { predict } from './predict.js';
import { tuneThreshold } from './tune-threshold.js';

const numLabels = 6;
const examples = bagProblem({ numExamples: 50, numLabels, seed: 2 });
const source = memorySource(examples);
let model: Model;
beforeEach(async () => {
  await startTestBackend('wasm');
  model = createModel({
    encoder: bagEncoder({ numFeatures: examples.inputs.numCols, dim: 4, dropout: 0.5, seed: 1 }),
    head: sigmoidHead({ inDim: 4, numLabels, seed: 1 }),
  });
});
afterEach(() => model.dispose());

const allLogits = (): Float32Array => tidy(() => model.logits(examples.inputs).dataSync() as Float32Array);

it('evaluate is the metrics of all scores, however they are cut into batches', async () => {
  const accumulator = createMetricsAccumulator({ numLabels, ks: [2] });
  accumulator.add({ scores: allLogits(), numRows: 50, labels: examples.labels });
  const { numBatches: _, ...expected } = accumulator.result();
  const losses: number[] = [];
  for (const batchSize of [7, 50, 1000]) {
    const { loss, numBatches, ...report } = await evaluate({ model, source, batchSize, ks: [2] });
    expect(numBatches).toBe(Math.ceil(50 / batchSize));
    for (const [name, value] of Object.entries(report)) {
      expect(value, name).toBeCloseTo(expected[name as keyof typeof expected] as number, 5);
    }
    losses.push(loss);
  }
  const direct = tidy(() => model.loss(examples).dataSync()[0]!);
  for (const loss of losses) expect(loss).toBeCloseTo(direct, 5);
  const focal = await evaluate({ model, source, loss: focalLoss({ gamma: 2 }) });
  expect(focal.loss).toBeCloseTo(
    tidy(() => model.loss(examples, { loss: focalLoss({ gamma: 2 }) }).dataSync()[0]!),
    5,
  );
});

it('metricNames are the names that evaluate gives', async () => {
  const options = { ks: [2, 4], batchAverages: true };
  expect(metricNames(options).sort()).toEqual(
    Object.keys(await evaluate({ model, source, ...options })).sort(),
  );
});

it('only the logits of one batch exist at a time, and none afterwards', async () => {
  const before = memory();
  let most = 0;
  await evaluate({
    model,
    source: {
      ...source,
      async *batches(options) {
        for await (const batch of source.batches(options)) {
          most = Math.max(most, memory().numBytes - before.numBytes);
          yield batch;
        }
      },
    },
    batchSize: 5,
  });
  expect(most).toBe(0);
  expect(memory().numTensors).toBe(before.numTensors);
});

it('tells its progress, and ends with the signal', async () => {
  const progress: unknown[] = [];
  const controller = new AbortController();
  const run = evaluate({
    model,
    source,
    batchSize: 20,
    signal: controller.signal,
    onProgress: (now) => {
      progress.push(now);
      if (progress.length === 2) controller.abort(new Error('enough'));
    },
  });
  await expect(run).rejects.toThrow('enough');
  expect(progress).toEqual([
    { numExamples: 20, totalExamples: 50 },
    { numExamples: 40, totalExamples: 50 },
  ]);
});

it('refuses what cannot be measured', async () => {
  const dense = memorySource(denseProblem({ numExamples: 4, numLabels, seed: 1 }));
  await expect(evaluate({ model, source: dense })).rejects.toMatchObject({
    name: 'InputError',
    code: 'data-mismatch',
  });
  const empty: ExampleSource = { ...source, async *batches() {} };
  await expect(evaluate({ model, source: empty })).rejects.toMatchObject({ code: 'no-examples' });
  await expect(evaluate({ model, source, batchSize: 0 })).rejects.toThrow('evaluate: batchSize must be');
  model.parameters[0]!.write(new Float32Array(model.parameters[0]!.size).fill(Number.NaN));
  await expect(evaluate({ model, source, batchSize: 20 })).rejects.toMatchObject({
    name: 'EvaluationError',
    code: 'scores-not-finite',
    message: expect.stringContaining('examples 0 to 19'),
  });
});

it('tuneThreshold finds the threshold whose micro-F1 evaluate confirms', async () => {
  const tuned = await tuneThreshold({ model, source, batchSize: 9 });
  const at = async (threshold: number) => (await evaluate({ model, source, threshold })).microF1;
  expect(await at(tuned.threshold)).toBeCloseTo(tuned.microF1, 9);
  for (const other of [...allLogits()].slice(0, 40))
    expect(await at(other)).toBeLessThanOrEqual(tuned.microF1 + 1e-9);
});

it('predict gives the best labels of every row, in order', async () => {
  const logits = allLogits();
  let row = 0;
  for await (const prediction of predict({ model, source, batchSize: 8, topK: 3 })) {
    const own = [...logits.subarray(row * numLabels, (row + 1) * numLabels)];
    const order = own.map((_, label) => label).sort((a, b) => own[b]! - own[a]! || a - b);
    expect(prediction.row).toBe(row++);
    expect([...prediction.labels]).toEqual(order.slice(0, 3));
    prediction.logits.forEach((value, i) => {
      expect(value).toBeCloseTo(own[order[i]!]!, 5);
    });
  }
  expect(row).toBe(50);
  const everything = await predict({ model, source, topK: 99 }).next();
  expect(everything.value?.labels).toHaveLength(numLabels);
});

it('the kernels and TensorFlow.js measure the same', async () => {
  const options = { model, source, batchSize: 15, ks: [1, 4], batchAverages: true, threshold: -0.1 };
  const expected = await evaluate({ ...options, scoring: 'tfjs' });
  for (const threads of [undefined, 1, 2]) {
    const found = await evaluate({ ...options, scoring: 'fused', threads });
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(expected)) {
      expect(found[name as keyof typeof found], name).toBeCloseTo(value, 6);
    }
  }
  const tuned = await tuneThreshold({ model, source, scoring: 'fused' });
  const tunedByTfjs = await tuneThreshold({ model, source, scoring: 'tfjs' });
  expect(tuned.microF1).toBeCloseTo(tunedByTfjs.microF1, 9);
  expect(tuned.threshold).toBeCloseTo(tunedByTfjs.threshold, 5);
});

it('auto takes the kernels where they know the model and it is worth the copy, else TensorFlow.js', async () => {
  let numCalls = 0;
  const counting: Model = {
    ...model,
    logits: (inputs) => {
      numCalls++;
      return model.logits(inputs);
    },
  };
  const few = memorySource(bagProblem({ numExamples: 10, numLabels, seed: 2 }));
  const callsOf = async (options: Partial<Parameters<typeof evaluate>[0]>): Promise<number> => {
    numCalls = 0;
    await evaluate({ model: counting, source, ...options });
    return numCalls;
  };
  expect(await callsOf({})).toBe(0);
  expect(await callsOf({ source: few })).toBe(1);
  expect(await callsOf({ source: few, scoring: 'fused' })).toBe(0);
  expect(await callsOf({ scoring: 'tfjs' })).toBe(1);
  expect(await callsOf({ loss: { ...focalLoss() } })).toBe(1);
  const stranger = { ...counting, head: { ...model.head } };
  expect(await callsOf({ model: stranger })).toBe(1);
  await expect(callsOf({ model: stranger, scoring: 'fused' })).rejects.toMatchObject({
    name: 'InputError',
    code: 'engine-unsuited',
    message: expect.stringContaining('its head is not one of @sbn/heads'),
  });
});

it('refuses options that are none, and scores that are NaN, whoever computes them', async () => {
  await expect(evaluate({ model, source, scoring: 'gpu' as never })).rejects.toThrow(
    'evaluate: scoring must be auto, fused or tfjs, got gpu',
  );
  await expect(evaluate({ model, source, threads: 0 })).rejects.toThrow(RangeError);
  const bias = model.parameters.find(({ name }) => name === 'head/bias')!;
  bias.write(new Float32Array(numLabels).fill(Number.NaN, 5, 6));
  for (const scoring of ['fused', 'tfjs'] as const) {
    const error = { name: 'EvaluationError', message: expect.stringContaining('examples 0 to 49') };
    await expect(evaluate({ model, source, scoring })).rejects.toMatchObject(error);
    await expect(tuneThreshold({ model, source, scoring })).rejects.toMatchObject(error);
    await expect(predict({ model, source, scoring }).next()).rejects.toMatchObject(error);
  }
});

it('a dense model is evaluated the same way', async () => {
  const dense = denseProblem({ numExamples: 10, numLabels, seed: 1 });
  const own = createModel({
    encoder: denseEncoder({ inDim: numLabels + 2, hidden: [5], seed: 1 }),
    head: sigmoidHead({ inDim: 5, numLabels, seed: 1 }),
  });
  expect((await evaluate({ model: own, source: memorySource(dense) })).numRows).toBe(10);
  own.dispose();
});
