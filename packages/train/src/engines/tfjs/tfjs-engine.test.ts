import { type Batch, gatherExamples } from '@sbn/datasets';
import { dftHead, sigmoidBottleneckHead, sigmoidHead } from '@sbn/heads';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bagEncoder } from '../../encoders/bag-encoder.js';
import { denseEncoder } from '../../encoders/dense-encoder.js';
import { createModel, type Model } from '../../model/model.js';
import { adam } from '../../optimizers/adam.js';
import type { Optimizer } from '../../optimizers/optimizer.js';
import { sgd } from '../../optimizers/sgd.js';
import { batchesOf } from '../../testing/batches-of.js';
import { bagProblem, denseProblem } from '../../testing/problems.js';
import { describeOnEveryBackend, startTestBackend } from '../../testing/start-backends.js';
import { take } from '../../testing/take.js';
import type { Engine } from '../engine.js';
import { createTfjsEngine } from './tfjs-engine.js';

const numLabels = 7;
const bags = bagProblem({ numExamples: 48, numLabels, values: true, seed: 1 });
const denses = denseProblem({ numExamples: 48, numLabels, seed: 1 });

const bagModel = (seed = 1): Model =>
  createModel({
    encoder: bagEncoder({
      numFeatures: bags.inputs.numCols,
      dim: 6,
      hidden: [5],
      activation: 'tanh',
      dropout: 0.1,
      seed,
    }),
    head: dftHead({ inDim: 5, numLabels, k: 2, slackDims: 2, seed }),
  });
const denseModel = (seed = 1): Model =>
  createModel({
    encoder: denseEncoder({ inDim: denses.inputs.numCols, hidden: [5], activation: 'tanh', seed }),
    head: sigmoidBottleneckHead({ inDim: 5, numLabels, dim: 3, seed }),
  });

async function parametersOf(model: Model): Promise<Record<string, number[]>> {
  const entries = await Promise.all(
    model.parameters.map(async (p): Promise<[string, number[]]> => [p.name, [...(await p.read())]]),
  );
  return Object.fromEntries(entries);
}

async function runSteps(
  engine: Engine,
  batches: readonly Batch[],
  steps: number,
  from = 0,
): Promise<number[]> {
  const losses: number[] = [];
  for (let step = from; step < from + steps; step++) {
    losses.push((await engine.step(batches[step % batches.length]!, { step, rateFactor: 1 })).loss);
  }
  return losses;
}

describeOnEveryBackend((backend) => {
  // A software driver takes a tenth of a second for a step.
  const isSlow = backend === 'webgpu';
  let model: Model | undefined;
  beforeEach(() => startTestBackend(backend));
  afterEach(() => {
    model?.dispose();
    model = undefined;
  });
  const start = async (made: Model, optimizer: Optimizer = adam(), clipNorm?: number): Promise<Engine> => {
    model = made;
    return createTfjsEngine({ model, optimizer, clipNorm });
  };

  it.each([
    ['bag', bagModel, bags],
    ['dense', denseModel, denses],
  ] as const)(
    '%s: one sgd step of a small rate lowers the loss by the gradient norm squared',
    async (_, make, data) => {
      const rate = 1e-3;
      const engine = await start(make(), sgd({ learningRate: rate }), 1e6);
      const [batch] = await batchesOf(data, 48);
      const at = { step: 5, rateFactor: 1 };
      const first = await engine.step(batch!, at);
      const second = await engine.step(batch!, at);
      // First-order Taylor: L(w − α∇) ≈ L(w) − α‖∇‖². It fails when any parameter's gradient is wrong or missing.
      const drop = first.loss - second.loss;
      expect(drop / (rate * first.gradientNorm! ** 2)).toBeCloseTo(1, 1);
      expect(first.gradientNorm).toBeGreaterThan(0.01);
      engine.dispose();
    },
  );

  it('the gradients of all parameters are those of finite differences', async () => {
    const rate = 1e-2;
    const engine = await start(bagModel(), sgd({ learningRate: rate }));
    const [batch] = await batchesOf(bags, 8);
    const before = await parametersOf(model!);
    await engine.step(batch!, { step: 3, rateFactor: 1 });
    const after = await parametersOf(model!);
    const lossAt = async (): Promise<number> =>
      (await take(model!.loss(batch!, { training: true, step: 3 })))[0]!;
    for (const parameter of model!.parameters) {
      const start = Float32Array.from(before[parameter.name]!);
      const gradient = start.map((value, i) => (value - after[parameter.name]![i]!) / rate);
      // The steepest entries: float32 losses tell small slopes from noise badly.
      const steepest = [...gradient.keys()].sort((a, b) => Math.abs(gradient[b]!) - Math.abs(gradient[a]!));
      for (const other of model!.parameters) other.write(Float32Array.from(before[other.name]!));
      for (const i of steepest.slice(0, 4)) {
        const shifted = (by: number): Promise<number> => {
          const moved = start.slice();
          moved[i]! += by;
          parameter.write(moved);
          return lossAt();
        };
        const slope = ((await shifted(0.05)) - (await shifted(-0.05))) / 0.1;
        parameter.write(start);
        expect(Math.abs(slope - gradient[i]!)).toBeLessThan(0.02 * Math.abs(slope) + 2e-4);
      }
    }
    engine.dispose();
  });

  it('lazy Adam leaves the rows that a batch does not touch as they are, moments too', async () => {
    const engine = await start(bagModel(), adam({ learningRate: 0.1 }));
    const [first, second] = await batchesOf(bags, 1);
    await engine.step(first!, { step: 0, rateFactor: 1 });
    const before = (await parametersOf(model!))['encoder/table']!;
    const momentsBefore = (await engine.readState()).get('optimizer/m/encoder/table')!.data;
    await engine.step(second!, { step: 1, rateFactor: 1 });
    const after = (await parametersOf(model!))['encoder/table']!;
    const momentsAfter = (await engine.readState()).get('optimizer/m/encoder/table')!.data;
    const touched = new Set(
      second!.inputs.numCols > 0 && 'indices' in second!.inputs ? second!.inputs.indices : [],
    );
    for (let row = 0; row < bags.inputs.numCols; row++) {
      const same = [0, 1, 2, 3, 4, 5].every(
        (c) =>
          before[row * 6 + c] === after[row * 6 + c] &&
          momentsBefore[row * 6 + c] === momentsAfter[row * 6 + c],
      );
      expect(same).toBe(!touched.has(row));
    }
    engine.dispose();
  });

  it('each group moves by its own rate, and rate 0 freezes', async () => {
    const engine = await start(
      bagModel(),
      adam({
        learningRate: 1e-3,
        epsilon: 1e-30,
        groups: [
          { match: 'encoder/table', learningRate: 0.5 },
          { match: 'encoder/', learningRate: 0 },
        ],
      }),
    );
    const before = await parametersOf(model!);
    const [batch] = await batchesOf(bags, 48);
    await engine.step(batch!, { step: 0, rateFactor: 1 });
    const after = await parametersOf(model!);
    const moved = Object.fromEntries(
      Object.entries(before).map(([name, values]) => [
        name,
        Math.max(...values.map((value, i) => Math.abs(value - after[name]![i]!))),
      ]),
    );
    // Adam's first step moves every entry with a gradient by exactly its rate.
    expect(moved['encoder/table']).toBeCloseTo(0.5, 3);
    expect([...(await engine.readState()).keys()]).not.toContain('optimizer/m/encoder/hidden1/weights');
    expect(moved['encoder/hidden1/weights']).toBe(0);
    expect(moved['encoder/hidden1/bias']).toBe(0);
    for (const name of Object.keys(moved).filter((key) => key.startsWith('head/'))) {
      expect(moved[name]).toBeCloseTo(1e-3, 5);
    }
    engine.dispose();
  });

  it('clipping scales the whole gradient to the norm', async () => {
    const change = async (clipNorm: number): Promise<number> => {
      const engine = await start(bagModel(), sgd({ learningRate: 1 }), clipNorm);
      const before = await parametersOf(model!);
      const [batch] = await batchesOf(bags, 48);
      await engine.step(batch!, { step: 0, rateFactor: 1 });
      const after = await parametersOf(model!);
      engine.dispose();
      model!.dispose();
      return Math.sqrt(
        Object.entries(before)
          .flatMap(([name, values]) => values.map((value, i) => (value - after[name]![i]!) ** 2))
          .reduce((a, b) => a + b, 0),
      );
    };
    const free = await change(1e6);
    expect(free).toBeGreaterThan(0.02);
    expect(await change(free / 2)).toBeCloseTo(free / 2, 6);
    model = undefined;
  });

  it('the same seed gives the same bits', async () => {
    const run = async (): Promise<unknown> => {
      const engine = await start(bagModel());
      const losses = await runSteps(engine, await batchesOf(bags, 16), isSlow ? 4 : 20);
      const parameters = await parametersOf(model!);
      engine.dispose();
      model!.dispose();
      model = undefined;
      return { losses, parameters };
    };
    expect(await run()).toEqual(await run());
  });

  it('goes on exactly from its own state in a fresh engine', async () => {
    const batches = await batchesOf(bags, 16);
    const whole = await start(bagModel());
    await runSteps(whole, batches, 12);
    const expected = await parametersOf(model!);
    whole.dispose();
    model!.dispose();

    const first = await start(bagModel());
    await runSteps(first, batches, 5);
    const [state, parameters] = [await first.readState(), await parametersOf(model!)];
    first.dispose();
    model!.dispose();
    // The seed stays (dropout follows it); that the parameters come from the copy is seen by spoiling them first.
    const second = await start(bagModel());
    await runSteps(second, batches, 3);
    for (const parameter of model!.parameters)
      parameter.write(Float32Array.from(parameters[parameter.name]!));
    await second.restore(state, 'state');
    await runSteps(second, batches, 7, 5);
    expect(await parametersOf(model!)).toEqual(expected);
    second.dispose();
    const wrong = new Map([...state].slice(1));
    await expect(second.restore(wrong, 'state')).rejects.toThrow('which the file does not have');
  });

  it('updates on the device come to the same as updates on the host, and their state is kept alike', async () => {
    const batches = await batchesOf(bags, 16);
    const run = async (updateOn: 'host' | 'device') => {
      const before = memory().numTensors;
      const own = bagModel();
      const optimizer = adam({ learningRate: 0.02, weightDecay: 0.01 });
      const first = await createTfjsEngine({ model: own, optimizer, clipNorm: 0.05, updateOn });
      await runSteps(first, batches, 5);
      const state = await first.readState();
      first.dispose();
      // The second half in a fresh engine, from the state of the first.
      const second = await createTfjsEngine({ model: own, optimizer, clipNorm: 0.05, updateOn });
      await second.restore(state, 'state');
      await runSteps(second, batches, 5, 5);
      const parameters = await parametersOf(own);
      second.dispose();
      own.dispose();
      expect(memory().numTensors).toBe(before);
      return { parameters, state };
    };
    const [host, device] = [await run('host'), await run('device')];
    expect([...device.state.keys()]).toEqual([...host.state.keys()]);
    for (const [name, values] of Object.entries(host.parameters)) {
      values.forEach((value, i) => {
        expect(device.parameters[name]![i], name).toBeCloseTo(value, 4);
      });
    }
  });

  it('changes nothing when the loss is not finite', async () => {
    const engine = await start(denseModel());
    const before = await parametersOf(model!);
    const { inputs, labels } = gatherExamples(denses, Uint32Array.of(0, 1));
    if (!('data' in inputs)) throw new Error('dense expected');
    inputs.data[3] = Number.NaN;
    const { loss } = await engine.step({ inputs, labels }, { step: 0, rateFactor: 1 });
    expect(loss).toBeNaN();
    expect(await parametersOf(model!)).toEqual(before);
    engine.dispose();
  });

  it('leaks no tensors over many steps, nor after', async () => {
    const empty = memory().numTensors;
    const engine = await start(bagModel(), adam(), 1);
    const batches = await batchesOf(bags, 16);
    await runSteps(engine, batches, 2);
    const before = memory().numTensors;
    await runSteps(engine, batches, isSlow ? 5 : 50, 2);
    expect(memory().numTensors).toBe(before);
    engine.dispose();
    model!.dispose();
    model = undefined;
    expect(memory().numTensors).toBe(empty);
  });

  it('learns: the loss falls', async () => {
    const engine = await start(
      createModel({
        encoder: bagEncoder({ numFeatures: bags.inputs.numCols, dim: 8, seed: 1 }),
        head: sigmoidHead({ inDim: 8, numLabels, seed: 1 }),
      }),
      adam({ learningRate: 0.1 }),
    );
    const losses = await runSteps(engine, await batchesOf(bags, 16), 30);
    expect(losses.at(-1)! / losses[0]!).toBeLessThan(0.5);
    engine.dispose();
  });
});
