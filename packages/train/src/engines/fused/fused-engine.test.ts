import { createRandom, labelSetsFrom, labelSetsFromClasses } from '@sbn/core';
import type { Examples } from '@sbn/datasets';
import {
  type Head,
  type Loss,
  plifHead,
  sigmoidBottleneckHead,
  sigmoidCrossEntropy,
  sigmoidHead,
  softmaxCrossEntropy,
  softmaxHead,
} from '@sbn/heads';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Encoder } from '../../encoders/encoder.js';
import { createModel, type Model } from '../../model/model.js';
import { adam } from '../../optimizers/adam.js';
import type { Optimizer, ParameterGroup } from '../../optimizers/optimizer.js';
import { sgd } from '../../optimizers/sgd.js';
import { batchesOf } from '../../testing/batches-of.js';
import {
  classHeads,
  classLosses,
  encoders,
  heads,
  losses,
  numLabels,
  problems,
} from '../../testing/model-tables.js';
import { withOneLabel } from '../../testing/problems.js';
import { startTestBackend } from '../../testing/start-backends.js';
import type { Engine, EngineFactory } from '../engine.js';
import { createTfjsEngine } from '../tfjs/tfjs-engine.js';
import { createFusedEngine } from './fused-engine.js';

interface Trial {
  readonly data: Examples;
  readonly encoder: (inDim: number) => Encoder;
  readonly head: (inDim: number) => Head;
  readonly loss?: Loss | undefined;
  readonly optimizer?: Optimizer;
  readonly clipNorm?: number;
  readonly batchSize?: number;
  readonly steps?: number;
}

/** What most trials are about: a head on the inputs themselves. */
const plain = { data: problems.dense, encoder: encoders.identity };

/**
 * Every head goes its 200 steps with every kind of input; what comes on top of that (losses, optimisers) is told apart
 * from something else long before.
 */
const fewerSteps = 60;

interface Outcome {
  readonly losses: number[];
  readonly norms: (number | undefined)[];
  readonly parameters: Map<string, Float32Array>;
  readonly state: Map<string, Float32Array>;
}

async function run(createEngine: EngineFactory, trial: Trial): Promise<Outcome> {
  const {
    data,
    loss,
    optimizer = adam({ learningRate: 1e-3 }),
    clipNorm,
    batchSize = 37,
    steps = 200,
  } = trial;
  const encoder = trial.encoder(data.inputs.numCols);
  const model: Model = createModel({ encoder, head: trial.head(encoder.outDim) });
  let engine: Engine | undefined;
  try {
    engine = await createEngine({ model, optimizer, loss, clipNorm });
    const batches = await batchesOf(data, batchSize);
    const found: Outcome = { losses: [], norms: [], parameters: new Map(), state: new Map() };
    for (let step = 0; step < steps; step++) {
      const result = await engine.step(batches[step % batches.length]!, {
        step,
        rateFactor: 1 - step / (2 * steps),
      });
      found.losses.push(result.loss);
      found.norms.push(result.gradientNorm);
    }
    await engine.sync();
    for (const parameter of model.parameters) found.parameters.set(parameter.name, await parameter.read());
    for (const [name, { data: values }] of await engine.readState()) found.state.set(name, values);
    return found;
  } finally {
    engine?.dispose();
    model.dispose();
  }
}

/** ‖a − b‖ / ‖b‖. */
function distance(a: Float32Array, b: Float32Array): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return Math.sqrt(difference / Math.max(size, 1e-30));
}

const fused: EngineFactory = (options) => createFusedEngine({ ...options, threads: 1 });

async function expectSameTraining(trial: Trial): Promise<void> {
  const expected = await run(createTfjsEngine, trial);
  const found = await run(fused, trial);
  expect([...found.parameters.keys()]).toEqual([...expected.parameters.keys()]);
  expect([...found.state.keys()]).toEqual([...expected.state.keys()]);
  for (const [name, values] of expected.parameters) {
    expect(distance(found.parameters.get(name)!, values), name).toBeLessThan(1e-4);
  }
  found.losses.forEach((loss, step) => {
    const other = expected.losses[step]!;
    // A loss of 0, as with one class, is the difference of float32 numbers of about 1.
    expect(Math.abs(loss - other), `step ${step}`).toBeLessThan(1e-4 * Math.max(other, 1e-3));
  });
  found.norms.forEach((norm, step) => {
    if (trial.clipNorm === undefined) expect(norm).toBeUndefined();
    else expect(Math.abs(norm! - expected.norms[step]!) / expected.norms[step]!).toBeLessThan(1e-3);
  });
}

describe('the fused engine ends where the TensorFlow.js engine ends', () => {
  beforeAll(() => startTestBackend('cpu'));

  describe.each(Object.entries(heads))('with head %s', (_, head) => {
    it.each(Object.entries(losses))('and loss %s', async (_name, makeLoss) => {
      await expectSameTraining({ ...plain, head, loss: makeLoss(), steps: fewerSteps });
    });

    it.each([
      ['bag', 'bag'],
      ['bag with values', 'bag'],
      ['bag with values', 'bag, summed'],
      ['bag with values', 'bag and hidden layers'],
      ['dense', 'dense and hidden layers'],
    ] as const)('and data %s in the encoder %s', async (data, encoder) => {
      await expectSameTraining({ data: problems[data], encoder: encoders[encoder], head });
    });
  });

  describe.each(Object.entries(classHeads))('with class head %s', (_, head) => {
    it.each(Object.entries(classLosses))('and loss %s', async (_name, makeLoss) => {
      await expectSameTraining({ ...plain, head, loss: makeLoss(), steps: fewerSteps });
    });

    it.each([
      ['bag with values', 'bag and hidden layers'],
      ['dense', 'dense and hidden layers'],
    ] as const)('and one class for each example of %s in the encoder %s', async (data, encoder) => {
      await expectSameTraining({ data: withOneLabel(problems[data]), encoder: encoders[encoder], head });
    });
  });

  describe.each(Object.entries({ ...heads, ...classHeads }))('with head %s', (name, head) => {
    it('and clipping, weight decay and frozen parameters', async () => {
      await expectSameTraining({
        data: problems['bag with values'],
        encoder: encoders['bag and hidden layers'],
        head,
        clipNorm: 1e-3,
        steps: fewerSteps,
        optimizer: adam({
          learningRate: 1e-3,
          weightDecay: 0.01,
          groups: [{ match: 'encoder/hidden1', learningRate: 0 }],
        }),
      });
    });

    it('and gradient descent', async () => {
      await expectSameTraining({
        data: problems.dense,
        encoder: encoders['dense and hidden layers'],
        head,
        loss: name in heads ? sigmoidCrossEntropy({ reduction: 'sum-over-labels' }) : undefined,
        optimizer: sgd({ learningRate: 1e-2, weightDecay: 1e-3 }),
        steps: fewerSteps,
      });
    });
  });

  it.each(['sigmoid', 'bottleneck', 'dft in another order', 'vandermonde with slack'] as const)(
    'with softmax of the logits of head %s',
    async (name) => {
      await expectSameTraining({
        ...plain,
        head: heads[name],
        // Of what all logits have in common the gradient is rounding alone, which Adam would blow up.
        optimizer: sgd({ learningRate: 0.1 }),
        loss: softmaxCrossEntropy({
          labelWeights: Array.from({ length: numLabels }, (_, label) => label % 3),
          labelSmoothing: { amount: 0.1 },
        }),
      });
    },
  );

  it('with the rate that a head has for its own slopes, where no group says otherwise', async () => {
    const trial = (learningRate: number, groups: readonly ParameterGroup[] = []): Trial => ({
      ...plain,
      head: (inDim) => plifHead({ inDim, numLabels, numKnots: 9, interval: [-2, 3], learningRate, seed: 5 }),
      optimizer: sgd({ learningRate: 0.5, groups }),
    });
    await expectSameTraining({ ...trial(0.4), steps: 40 });
    const slopesOf = async (of: Trial): Promise<Float32Array> =>
      (await run(fused, { ...of, steps: 1 })).parameters.get('head/slopes')!;
    const [fast, slow] = [await slopesOf(trial(0.4)), await slopesOf(trial(0.1))];
    const untouched = await slopesOf(trial(0.4, [{ match: 'head/slopes', learningRate: 0 }]));
    const change = (slopes: Float32Array): Float32Array => slopes.map((slope, i) => slope - untouched[i]!);
    expect(
      distance(
        change(fast),
        change(slow).map((x) => 4 * x),
      ),
    ).toBeLessThan(1e-3);
    expect(distance(fast, untouched)).toBeGreaterThan(1e-4);
    expect(await slopesOf(trial(0.4, [{ match: 'head/', learningRate: 0.1 }]))).toEqual(slow);
  });

  it('with frozen rows, slopes and centers', async () => {
    for (const [name, match] of [
      ['softmax of unit rows', 'head/weights'],
      ['learned sigsoftmax', 'head/slope'],
      ['learned sigsoftmax', 'head/center'],
      ['plif', 'head/slopes'],
      ['plif', 'head/weights'],
    ] as const) {
      await expectSameTraining({
        data: problems.dense,
        encoder: encoders['dense and hidden layers'],
        head: classHeads[name],
        optimizer: adam({ learningRate: 1e-3, groups: [{ match, learningRate: 0 }] }),
        steps: 40,
      });
    }
  });

  it.each([
    [1, 1, 1],
    [2, 3, 5],
    [3, 1, 2],
    [5, 2, 19],
    [47, 4, 3],
    [48, 16, 16],
    [49, 17, 1],
    [97, 20, 33],
    [1601, 6, 4],
  ])('with %d labels, a width of %d and %d features', async (n, dim, inDim) => {
    const random = createRandom([n, dim, inDim]);
    const numExamples = 40;
    const data: Examples = {
      inputs: {
        numRows: numExamples,
        numCols: inDim,
        data: Float32Array.from({ length: numExamples * inDim }, () => random.normal()),
      },
      labels: labelSetsFrom(
        Array.from({ length: numExamples }, () => [...random.sample(n, random.int(Math.min(n, 4) + 1))]),
        n,
      ),
    };
    for (const head of [
      (cols: number) => sigmoidBottleneckHead({ inDim: cols, numLabels: n, dim, seed: 2 }),
      (cols: number) => sigmoidHead({ inDim: cols, numLabels: n, seed: 2 }),
    ]) {
      await expectSameTraining({ data, encoder: encoders.identity, head, batchSize: 17, steps: 30 });
    }
    const classes = Array.from({ length: numExamples }, () => random.int(n));
    const classData = { ...data, labels: labelSetsFromClasses(classes, n) };
    for (const head of [
      (cols: number) => softmaxHead({ inDim: cols, numLabels: n, bias: 'preventing', seed: 2 }),
      (cols: number) => plifHead({ inDim: cols, numLabels: n, numKnots: 4, interval: [-1, 1], seed: 2 }),
    ]) {
      await expectSameTraining({
        data: classData,
        encoder: encoders.identity,
        head,
        // With one class there is nothing but rounding, which Adam would blow up.
        optimizer: sgd({ learningRate: 0.1 }),
        batchSize: 17,
        steps: 30,
      });
    }
  });

  it.each([1, 2, 3, 4, 5, 15, 16, 17, 20, 31, 32, 64, 150])('with batches of %d', async (batchSize) => {
    await expectSameTraining({
      data: problems.dense,
      encoder: encoders['dense and hidden layers'],
      head: heads['dft with slack'],
      batchSize,
      steps: 40,
    });
  });
});
