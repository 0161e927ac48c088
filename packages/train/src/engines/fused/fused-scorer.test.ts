import type { Worker } from 'node:worker_threads';
import { createRandom, labelSetsFrom, rankScores, type ScoredBatch } from '@sbn/core';
import type { Batch } from '@sbn/datasets';
import { dftHead, type Head, type Loss, sigmoidCrossEntropy } from '@sbn/heads';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { denseEncoder } from '../../encoders/dense-encoder.js';
import type { BatchScores, Scorer } from '../../evaluation/scorer.js';
import { createTfjsScorer } from '../../evaluation/tfjs-scorer.js';
import { createModel, type Model } from '../../model/model.js';
import { adam } from '../../optimizers/adam.js';
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
import { startTestBackend } from '../../testing/start-backends.js';
import { createFusedEngine } from './fused-engine.js';
import { createFusedScorer } from './fused-scorer.js';

const subjects = {
  bag: { data: problems['bag with values'], encoder: encoders['bag and hidden layers'] },
  dense: { data: problems.dense, encoder: encoders.identity },
} as const;

const opened: { dispose(): void }[] = [];
beforeAll(() => startTestBackend('cpu'));
afterEach(() => {
  for (const each of opened.splice(0)) each.dispose();
});

/** A model whose logits are well spread, so that rounding changes no order. */
async function modelOf(
  kind: keyof typeof subjects,
  head: (inDim: number) => Head,
  draw: (random: ReturnType<typeof createRandom>) => number = (random) => random.normal(),
): Promise<Model> {
  const { data, encoder: makeEncoder } = subjects[kind];
  const encoder = makeEncoder(data.inputs.numCols);
  const model = createModel({ encoder, head: head(encoder.outDim) });
  opened.push(model);
  const random = createRandom([7, 'parameters']);
  for (const parameter of model.parameters) {
    parameter.write(Float32Array.from({ length: parameter.size }, () => draw(random)));
  }
  return model;
}

async function fused(model: Model, loss: Loss = sigmoidCrossEntropy(), threads = 1): Promise<Scorer> {
  const scorer = await createFusedScorer({ model, loss, threads });
  opened.push(scorer);
  return scorer;
}

interface Scored extends BatchScores {
  readonly logits: Float32Array;
}

async function scoresOf(
  scorer: Scorer,
  batch: Batch,
  { k = 5, threshold = 0 }: { k?: number; threshold?: number } = {},
): Promise<Scored> {
  const pieces: number[] = [];
  const scores = await scorer.score(batch, {
    hasLoss: true,
    ranking: { k, threshold },
    onLogits: ({ scores: piece }: ScoredBatch) => {
      for (const logit of piece) pieces.push(logit);
    },
  });
  expect(scores).toBeDefined();
  return { ...scores!, logits: Float32Array.from(pieces) };
}

/** The ranking is exactly that of the logits. */
function expectRanked(found: Scored, batch: Batch, k: number, threshold: number): void {
  const { labels } = batch;
  const { topScores, ...ranking } = found.ranking!;
  const scores = found.logits;
  expect(ranking).toEqual(rankScores({ scores, numRows: labels.numRows, labels, k, threshold }));
  const width = Math.min(k, labels.numCols);
  expect(topScores).toEqual(
    Float32Array.from(
      ranking.topLabels,
      (label, i) => scores[Math.floor(i / width) * labels.numCols + label]!,
    ),
  );
}

/** Everything is what the TensorFlow.js path gives, the logits to rounding. */
async function expectSameScores(
  model: Model,
  batch: Batch,
  loss: Loss = sigmoidCrossEntropy(),
): Promise<void> {
  for (const [k, threshold] of [
    [5, 0],
    [1, 0.7],
    [1000, -1.3],
    [0, 1e300],
  ] as const) {
    const found = await scoresOf(await fused(model, loss), batch, { k, threshold });
    const expected = await scoresOf(await createTfjsScorer({ model, loss }), batch, { k, threshold });
    expectRanked(found, batch, k, threshold);
    let largest = 1;
    for (const logit of expected.logits) largest = Math.max(largest, Math.abs(logit));
    expect(found.logits).toHaveLength(expected.logits.length);
    found.logits.forEach((logit, i) => {
      expect(Math.abs(logit - expected.logits[i]!)).toBeLessThan(1e-5 * largest);
    });
    expect(Math.abs(found.lossSum / expected.lossSum - 1)).toBeLessThan(1e-5);
  }
}

describe('the fused kernels score as TensorFlow.js does', () => {
  describe.each(Object.entries(heads))('with head %s', (_, head) => {
    it.each(Object.entries(losses))('and loss %s', async (_name, makeLoss) => {
      const [batch] = await batchesOf(subjects.dense.data, 37);
      await expectSameScores(await modelOf('dense', head), batch!, makeLoss());
    });

    it('and bags in hidden layers', async () => {
      const [batch] = await batchesOf(subjects.bag.data, 37);
      await expectSameScores(await modelOf('bag', head), batch!);
    });
  });

  describe.each(Object.entries(classHeads))('with class head %s', (_, head) => {
    it.each(Object.entries(classLosses))('and loss %s', async (_name, makeLoss) => {
      const [batch] = await batchesOf(subjects.dense.data, 37);
      await expectSameScores(await modelOf('dense', head), batch!, makeLoss());
    });
  });

  it('with softmax of logits that have another order', async () => {
    const [batch] = await batchesOf(subjects.dense.data, 37);
    const model = await modelOf('dense', heads['dft in another order']);
    await expectSameScores(model, batch!, classLosses['smoothed and weighted softmax cross entropy']!());
  });

  it.each([1, 3, 4, 5, 15, 16, 17, 20, 35, 64, 150])('for %d examples', async (batchSize) => {
    const [batch] = await batchesOf(subjects.dense.data, batchSize);
    await expectSameScores(await modelOf('dense', heads['dft in another order']), batch!);
  });

  it('for examples with many gold labels beside some with none', async () => {
    const random = createRandom([4, 'gold']);
    const gold = Array.from({ length: 150 }, (_, row) =>
      [...random.sample(numLabels, row % 7 === 0 ? 0 : random.int(numLabels))].sort((a, b) => a - b),
    );
    const examples = { ...subjects.dense.data, labels: labelSetsFrom(gold, numLabels) };
    const [batch] = await batchesOf(examples, 45);
    await expectSameScores(await modelOf('dense', heads['dft in another order']), batch!);
  });

  it('for batches of growing and shrinking size, one after the other', async () => {
    const model = await modelOf('bag', heads.dft);
    const scorer = await fused(model);
    for (const size of [3, 150, 1, 40]) {
      const batch = (await batchesOf(subjects.bag.data, size)).at(-1)!;
      expectRanked(await scoresOf(scorer, batch, { k: size }), batch, size, 0);
    }
  });
});

describe('logits that are equal', () => {
  // With integers for all learned parameters and 0 for what the fixed weights get, no logit is rounded, and many are equal.
  const whole = (random: ReturnType<typeof createRandom>): number => random.int(3) - 1;
  it.each(['sigmoid', 'bottleneck', 'dft in another order', 'vandermonde with slack'] as const)(
    'go to the lower label, with head %s',
    async (name) => {
      const model = await modelOf('dense', heads[name], whole);
      const { numRows, numCols } = subjects.dense.data.inputs;
      const random = createRandom([9, 'inputs']);
      const data = Float32Array.from({ length: numRows * numCols }, () => (random.int(20) === 0 ? 1 : 0));
      const config = model.head.toConfig();
      if (config.kind === 'dft' || config.kind === 'vandermonde') {
        const fixed = config.kind === 'dft' ? 2 * config.k + 1 : config.dim;
        for (const part of ['head/inputWeights', 'head/inputBias']) {
          const parameter = model.parameters.find((one) => one.name === part)!;
          const values = await parameter.read();
          const cols = parameter.size / parameter.shape[0]!;
          parameter.write(values.fill(0, 0, fixed * cols));
        }
      }
      const [batch] = await batchesOf({ ...subjects.dense.data, inputs: { numRows, numCols, data } }, 90);
      for (const [k, threshold] of [
        [7, 0],
        [61, 1],
      ] as const) {
        const found = await scoresOf(await fused(model), batch!, { k, threshold });
        const expected = await scoresOf(
          await createTfjsScorer({ model, loss: sigmoidCrossEntropy() }),
          batch!,
          { k, threshold },
        );
        expect(new Set(found.logits).size).toBeLessThan(50);
        expect(found.logits).toEqual(expected.logits.map((logit) => logit + 0));
        expect(found.ranking).toEqual(expected.ranking);
      }
    },
  );
});

describe('many labels', () => {
  const many = 140_001;
  const wide = (inDim: number): Head =>
    dftHead({
      inDim,
      numLabels: many,
      k: 2,
      slackDims: 3,
      permutation: Array.from({ length: many }, (_, label) => (label * 1001) % many),
      seed: 2,
    });
  const random = createRandom([1, 'many']);
  const inputs = {
    numRows: 130,
    numCols: 4,
    data: Float32Array.from({ length: 520 }, () => random.normal()),
  };
  const gold = Array.from({ length: 130 }, (_, row) =>
    [...random.sample(many, row % 4)].sort((a, b) => a - b),
  );
  const batch = { inputs, labels: labelSetsFrom(gold, many) };

  it('are ranked in segments, and the examples of a batch some at a time', async () => {
    const model = createModel({ encoder: denseEncoder({ inDim: 4, seed: 1 }), head: wide(4) });
    opened.push(model);
    const scorer = await fused(model, sigmoidCrossEntropy(), 2);
    const sizes: number[] = [];
    const labels: number[] = [];
    const found = await scorer.score(batch, {
      hasLoss: true,
      ranking: { k: 6, threshold: 1e-3 },
      onLogits: (piece) => {
        sizes.push(piece.numRows);
        const ranked = rankScores({ ...piece, k: 6, threshold: 1e-3 });
        labels.push(...ranked.topLabels);
        expect(piece.scores).toHaveLength(piece.numRows * many);
      },
    });
    expect(sizes).toEqual([112, 18]);
    expect([...found!.ranking!.topLabels]).toEqual(labels);
    // And without rows: the same ranking, and of fewer rows the same as in the batch.
    const { topScores, ...alone } = (await scorer.score(batch, {
      hasLoss: false,
      ranking: { k: 6, threshold: 1e-3 },
    }))!.ranking!;
    expect({ ...alone, topScores }).toEqual(found!.ranking);
    const rows = { ...inputs, numRows: 5, data: inputs.data.subarray(0, 20) };
    const few = { inputs: rows, labels: labelSetsFrom(gold.slice(0, 5), many) };
    expectRanked(await scoresOf(scorer, few, { k: 9, threshold: 0.01 }), few, 9, 0.01);
    expectRanked(await scoresOf(scorer, few, { k: 300, threshold: 0.01 }), few, 300, 0.01);
  });

  it('of one logit go to the lower label across segments too', async () => {
    const model = createModel({ encoder: denseEncoder({ inDim: 4, seed: 1 }), head: wide(4) });
    opened.push(model);
    for (const parameter of model.parameters) parameter.write(new Float32Array(parameter.size));
    const scorer = await fused(model);
    const rows = { ...inputs, numRows: 3, data: inputs.data.subarray(0, 12) };
    const few = { inputs: rows, labels: labelSetsFrom(gold.slice(0, 3), many) };
    const found = await scorer.score(few, { hasLoss: false, ranking: { k: 200, threshold: 0 } });
    const lowest = Array.from({ length: 200 }, (_, label) => label);
    expect([...found!.ranking!.topLabels]).toEqual([...lowest, ...lowest, ...lowest]);
  });
});

it.each(['sigmoid', 'dft in another order'] as const)(
  'one, two and three threads give the same bits, with head %s',
  async (name) => {
    const model = await modelOf('bag', heads[name]);
    const batches = await batchesOf(subjects.bag.data, 70);
    const found: Scored[][] = [];
    for (const threads of [1, 2, 3]) {
      const scorer = await fused(model, sigmoidCrossEntropy(), threads);
      const scores: Scored[] = [];
      for (const batch of batches) scores.push(await scoresOf(scorer, batch));
      found.push(scores);
    }
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
  },
);

describe('numbers that are not finite', () => {
  it('NaN is noticed in one parameter, in one input, and without a loss', async () => {
    const [batch] = await batchesOf(subjects.dense.data, 18);
    for (const hasLoss of [true, false]) {
      const model = await modelOf('dense', heads.sigmoid);
      const [weights] = model.parameters;
      const values = await weights!.read();
      const before = await fused(model);
      weights!.write(values.fill(Number.NaN, 60 * 63 + 1, 60 * 63 + 2));
      const broken = await fused(model);
      expect(await before.score(batch!, { hasLoss })).toBeDefined();
      expect(await broken.score(batch!, { hasLoss })).toBeUndefined();
      const { numRows, numCols, data } = subjects.dense.data.inputs;
      const inputs = { numRows, numCols, data: data.slice() };
      inputs.data[17 * numCols + 2] = Number.NaN;
      const [bad] = await batchesOf({ ...subjects.dense.data, inputs }, 18);
      expect(await before.score(bad!, { hasLoss })).toBeUndefined();
    }
  });

  it('infinite logits are ranked, and lanes without example are not looked at', async () => {
    const model = await modelOf('dense', heads.sigmoid);
    const bias = model.parameters.find(({ name }) => name === 'head/bias')!;
    const values = await bias.read();
    values[7] = Number.POSITIVE_INFINITY;
    values[8] = Number.NEGATIVE_INFINITY;
    bias.write(values);
    const [batch] = await batchesOf(subjects.dense.data, 17);
    const scorer = await fused(model);
    const pieces: Float32Array[] = [];
    const found = await scorer.score(batch!, {
      hasLoss: false,
      ranking: { k: 61, threshold: 0 },
      onLogits: ({ scores }) => pieces.push(Float32Array.from(scores)),
    });
    expectRanked({ ...found!, logits: pieces[0]! }, batch!, 61, 0);
    expect(found!.ranking!.topLabels[0]).toBe(7);
    expect(found!.ranking!.labelPredictions[7]).toBe(17);
  });
});

describe('the scorer of a training engine', () => {
  it('has the parameters of the moment, and leaves the training as it is', async () => {
    const bits: string[] = [];
    for (const isScored of [false, true]) {
      const model = await modelOf('bag', heads['dft in another order']);
      const engine = await createFusedEngine({ model, optimizer: adam({ learningRate: 0.01 }), threads: 2 });
      opened.push(engine);
      const batches = await batchesOf(subjects.bag.data, 20);
      const [large] = await batchesOf(subjects.bag.data, 90);
      for (const [step, batch] of batches.entries()) {
        await engine.step(batch, { step, rateFactor: 1 });
        if (!isScored) continue;
        const lent = await scoresOf(engine.scorer!, large!, { k: 3 });
        await engine.sync();
        expect(await scoresOf(await fused(model), large!, { k: 3 })).toEqual(lent);
      }
      await engine.sync();
      const parameters = await Promise.all(model.parameters.map((parameter) => parameter.read()));
      bits.push(parameters.map(({ buffer }) => Buffer.from(buffer).toString('base64')).join());
    }
    expect(bits[1]).toBe(bits[0]);
  });

  it('ends with an error when a thread dies, and so does the engine', async () => {
    const workers: Worker[] = [];
    const remember = (worker: Worker): void => {
      workers.push(worker);
    };
    process.on('worker', remember);
    const model = await modelOf('bag', heads.dft);
    const engine = await createFusedEngine({ model, optimizer: adam(), threads: 2 });
    opened.push(engine);
    process.off('worker', remember);
    const [batch] = await batchesOf(subjects.bag.data, 90);
    await scoresOf(engine.scorer!, batch!);
    await workers[0]!.terminate();
    const untilItEnds = async (): Promise<void> => {
      for (;;) await engine.scorer!.score(batch!, { hasLoss: true });
    };
    const error = { name: 'EngineError', code: 'worker-died', message: expect.stringContaining('scoring') };
    await expect(untilItEnds()).rejects.toMatchObject(error);
    await expect(engine.step(batch!, { step: 0, rateFactor: 1 })).rejects.toMatchObject(error);
  });
});

it('many scorers one after the other do not use up the address space', async () => {
  const model = await modelOf('dense', heads.sigmoid);
  const [batch] = await batchesOf(subjects.dense.data, 20);
  for (let i = 0; i < 150; i++) {
    const scorer = await createFusedScorer({ model, loss: sigmoidCrossEntropy(), threads: 1 });
    expect(await scorer.score(batch!, { hasLoss: true })).toBeDefined();
    scorer.dispose();
  }
});
