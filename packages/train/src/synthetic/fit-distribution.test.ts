import { type Head, sigmoidHead, sigsoftmaxHead, softmaxHead } from '@sbn/heads';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Model } from '../model/model.js';
import { adam } from '../optimizers/adam.js';
import { cosineSchedule } from '../schedules/cosine-schedule.js';
import { startTestBackend } from '../testing/start-backends.js';
import { distributionModel } from './distribution-model.js';
import { type FitOptions, fitDistribution } from './fit-distribution.js';
import { measureFit } from './measure-fit.js';
import { lowRankTruth } from './truth.js';

const [numContexts, numClasses] = [24, 16];
const truth = lowRankTruth({ numContexts, numClasses, rank: 4, temperature: 0.5, seed: 1 });
const modelOf = (head: Head): Model => distributionModel({ numContexts, head, seed: 0 });
const softmaxModel = (inDim: number): Model =>
  modelOf(softmaxHead({ inDim, numLabels: numClasses, seed: 0 }));

async function fit(model: Model, options: Partial<FitOptions> = {}): Promise<number[]> {
  const steps = options.steps ?? 500;
  const losses: number[] = [];
  await fitDistribution({
    model,
    truth,
    steps,
    seed: 0,
    optimizer: adam({ learningRate: 0.05 }),
    schedule: cosineSchedule({ steps }),
    onStep: ({ loss }) => losses.push(loss),
    ...options,
  });
  return losses;
}

describe.each(['cpu', 'wasm'] as const)('fitting a distribution on %s', (backend) => {
  beforeAll(() => startTestBackend(backend));

  it('finds the truth where the width suffices, and not where it does not', async () => {
    const wide = softmaxModel(6);
    const narrow = softmaxModel(2);
    const losses = await fit(wide);
    await fit(narrow);
    const [found, missed] = [
      await measureFit({ model: wide, truth }),
      await measureFit({ model: narrow, truth }),
    ];
    expect(losses.at(-1)! - truth.entropy).toBeLessThan(2e-3);
    expect(found.divergence).toBeLessThan(2e-3);
    expect(found.divergence).toBeGreaterThan(0);
    expect(found.matchedModes).toBe(1);
    expect(missed.divergence).toBeGreaterThan(0.1);
    expect(missed.matchedModes).toBeLessThan(1);
    // The rows of log Q are W h + b - log Σ: rank d + 2 at most.
    expect(missed.ranks.numericalRank).toEqual({ atLeast: 4, atMost: 4 });
    wide.dispose();
    narrow.dispose();
  });

  it('gives the same bits again, and leaves no tensor behind', async () => {
    const [one, other] = [softmaxModel(3), softmaxModel(3)];
    const losses = await fit(one, { steps: 20 });
    const before = memory().numTensors;
    expect(await fit(other, { steps: 20 })).toEqual(losses);
    expect(memory().numTensors).toBe(before);
    for (const [i, parameter] of one.parameters.entries()) {
      expect(await parameter.read()).toEqual(await other.parameters[i]!.read());
    }
  });

  it('takes some contexts at a time, every one in its turn', async () => {
    const model = softmaxModel(6);
    const losses = await fit(model, { batchSize: 8, steps: 900 });
    expect(losses).toHaveLength(900);
    expect((await measureFit({ model, truth })).divergence).toBeLessThan(0.02);
  });
});

describe('measuring a fit', () => {
  beforeAll(() => startTestBackend('cpu'));

  it('is the plain sums over the contexts, in blocks of any size', async () => {
    const model = modelOf(sigsoftmaxHead({ inDim: 3, numLabels: numClasses, seed: 2 }));
    const all = await measureFit({ model, truth });
    const scores = model.logits({
      numRows: numContexts,
      numCols: numContexts,
      offsets: Uint32Array.from({ length: numContexts + 1 }, (_, i) => i),
      indices: Uint32Array.from({ length: numContexts }, (_, i) => i),
    });
    const s = (await scores.array()) as number[][];
    let crossEntropy = 0;
    let matched = 0;
    s.forEach((row, context) => {
      const logSum = Math.log(row.reduce((sum, score) => sum + Math.exp(score), 0));
      const p = truth.probabilities.subarray(context * numClasses, (context + 1) * numClasses);
      row.forEach((score, j) => {
        crossEntropy -= (p[j]! * (score - logSum)) / numContexts;
      });
      if (row.indexOf(Math.max(...row)) === p.indexOf(Math.max(...p))) matched++;
    });
    expect(all.crossEntropy).toBeCloseTo(crossEntropy, 5);
    expect(all.divergence).toBeCloseTo(crossEntropy - truth.entropy, 5);
    expect(all.matchedModes).toBeCloseTo(matched / numContexts, 12);
    const blocks = await measureFit({ model, truth, batchSize: 7 });
    expect(blocks.crossEntropy).toBeCloseTo(all.crossEntropy, 12);
    expect(blocks.matchedModes).toBeCloseTo(all.matchedModes, 12);
    expect(blocks.ranks.numericalRank).toEqual(all.ranks.numericalRank);
  });

  it('says what does not fit', async () => {
    const labels = modelOf(sigmoidHead({ inDim: 3, numLabels: numClasses, seed: 0 }));
    await expect(measureFit({ model: labels, truth })).rejects.toThrow('expected a head for classes');
    const model = modelOf(softmaxHead({ inDim: 3, numLabels: numClasses + 1, seed: 0 }));
    await expect(fit(model)).rejects.toThrow('16 classes, the model 24 and 17; make them equal');
    await expect(fit(softmaxModel(2), { steps: 0 })).rejects.toThrow('steps must be');
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(fit(softmaxModel(2), { signal })).rejects.toThrow('enough');
    await expect(
      fit(softmaxModel(2), { optimizer: adam({ learningRate: 1e38 }), schedule: undefined }),
    ).rejects.toMatchObject({ name: 'TrainingError', code: 'loss-not-finite' });
  });
});
