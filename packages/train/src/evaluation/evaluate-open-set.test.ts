import { createOpenSetMetrics, labelSetsFrom, withUnknownClass } from '@sbn/core';
import { memorySource } from '@sbn/datasets';
import { entropicOpenSet, sigmoidHead, softmaxHead } from '@sbn/heads';
import { beforeAll, describe, expect, it } from 'vitest';
import { denseEncoder } from '../encoders/dense-encoder.js';
import { train } from '../loop/train.js';
import { createModel, type Model } from '../model/model.js';
import { adam } from '../optimizers/adam.js';
import { startTestBackend } from '../testing/start-backends.js';
import { evaluate } from './evaluate.js';
import { evaluateOpenSet } from './evaluate-open-set.js';

beforeAll(() => startTestBackend('cpu'));

/** Known: one of the first three columns stands out. Unknown: none does. */
function examples(numExamples: number) {
  const data = Float32Array.from({ length: numExamples * 4 }, (_, i) => 0.4 * Math.sin(3.7 * i + 0.2));
  const labels = Array.from({ length: numExamples }, (_, row) => {
    const kind = row % 4;
    if (kind < 3) data[row * 4 + kind]! += 2;
    return kind < 3 ? [kind] : [];
  });
  return {
    inputs: { numRows: numExamples, numCols: 4, data },
    labels: labelSetsFrom(labels, 3),
  };
}

const given = examples(40);
const source = memorySource(given);

function sigmoidModel(): Model {
  return createModel({
    encoder: denseEncoder({ inDim: 4, seed: 1 }),
    head: sigmoidHead({ inDim: 4, numLabels: 3, seed: 1 }),
  });
}

describe('evaluateOpenSet', () => {
  it.each(['fused', 'tfjs'] as const)('measures the logits of the model, scored by %s', async (scoring) => {
    const model = sigmoidModel();
    const metrics = createOpenSetMetrics({ numClasses: 3, score: 'energy', threshold: 1 });
    const logits = (await model.logits(given.inputs).data()) as Float32Array;
    metrics.add({ logits, numRows: 40, labels: given.labels });
    const expected = metrics.result();
    const seen: number[] = [];
    const report = await evaluateOpenSet({
      model,
      source,
      score: 'energy',
      threshold: 1,
      batchSize: 7,
      scoring,
      onProgress: ({ numExamples }) => seen.push(numExamples),
    });
    expect(seen).toEqual([7, 14, 21, 28, 35, 40]);
    expect(report.numUnknown).toBe(10);
    for (const name of ['closedSetAccuracy', 'balancedAccuracy', 'areaUnderRoc', 'areaUnderOscr'] as const) {
      expect(report[name]).toBeCloseTo(expected[name]!, 6);
    }
    expect(report.unknown.meanScore).toBeCloseTo(expected.unknown.meanScore, 5);
    model.dispose();
  });

  it('knows the unknown by an extra class', async () => {
    const model = createModel({
      encoder: denseEncoder({ inDim: 4, seed: 1 }),
      head: softmaxHead({ inDim: 4, numLabels: 4, seed: 1 }),
    });
    const relabelled = memorySource({ ...given, labels: withUnknownClass(given.labels) });
    await train({
      model,
      data: { train: relabelled },
      optimizer: adam({ learningRate: 0.1 }),
      epochs: 60,
      seed: 1,
    });
    const report = await evaluateOpenSet({ model, source: relabelled, score: 'one-minus-unknown' });
    expect(report).toMatchObject({ numClasses: 3, numKnown: 30, numUnknown: 10 });
    expect(report.classes.map(({ numRows }) => numRows)).toEqual([10, 10, 10]);
    expect(report.areaUnderRoc).toBeGreaterThan(0.9);
    expect(report.balancedAccuracy).toBeGreaterThan(0.9);
    model.dispose();
  });

  it('refuses data with other labels, and options that are none', async () => {
    const model = sigmoidModel();
    const other = memorySource({ ...given, labels: withUnknownClass(given.labels) });
    await expect(evaluateOpenSet({ model, source: other })).rejects.toMatchObject({ code: 'data-mismatch' });
    await expect(evaluateOpenSet({ model, source, temperature: 0 })).rejects.toThrow(
      'temperature must be > 0',
    );
    model.dispose();
  });
});

describe('a training that measures rejection', () => {
  it('has its numbers after every epoch and keeps the best by one of them', async () => {
    const model = sigmoidModel();
    const { history, best } = await train({
      model,
      data: { train: source, valid: source },
      optimizer: adam({ learningRate: 0.1 }),
      evaluation: { openSet: { score: 'max-sigmoid' } },
      monitor: { metric: 'balancedAccuracy' },
      epochs: 40,
      seed: 1,
    });
    const values = history.map(({ metrics }) => metrics!.balancedAccuracy!);
    expect(best).toMatchObject({ metric: 'balancedAccuracy', value: Math.max(...values) });
    expect(Math.max(...values)).toBeGreaterThan(values[0]!);
    const { balancedAccuracy, accuracy, falsePositiveRateAt95 } = await evaluateOpenSet({ model, source });
    expect(balancedAccuracy).toBeCloseTo(best!.value, 9);
    const { openSetAccuracy, ...rest } = await evaluate({ model, source, openSet: {} });
    expect([openSetAccuracy, rest.falsePositiveRateAt95]).toEqual([accuracy, falsePositiveRateAt95]);
    expect(await evaluate({ model, source })).not.toHaveProperty('balancedAccuracy');
    model.dispose();
  });

  it('prefers fewer false positives, and says when the data cannot tell', async () => {
    const settings = {
      epochs: 1,
      seed: 1,
      monitor: { metric: 'falsePositiveRateAt95' },
      evaluation: { openSet: {} },
    };
    const known = labelSetsFrom([[0], [1], [2]], 3);
    const inputs = { numRows: 3, numCols: 4, data: new Float32Array(12) };
    const model = sigmoidModel();
    const valid = memorySource({ inputs, labels: known });
    await expect(train({ ...settings, model, data: { train: source, valid } })).rejects.toThrow(
      'data.valid does not give the metric "falsePositiveRateAt95"; it takes known and unknown examples',
    );
    const result = await train({ ...settings, epochs: 5, model, data: { train: source, valid: source } });
    const values = result.history.map(({ metrics }) => metrics!.falsePositiveRateAt95!);
    expect(result.best!.value).toBe(Math.min(...values));
    model.dispose();
  });

  it('takes the entropic open-set loss for unknown examples', async () => {
    const head = softmaxHead({ inDim: 4, numLabels: 3, seed: 1 });
    const model = createModel({ encoder: denseEncoder({ inDim: 4, seed: 1 }), head });
    await train({
      model,
      data: { train: source },
      loss: entropicOpenSet(),
      optimizer: adam({ learningRate: 0.1 }),
      epochs: 40,
      seed: 1,
    });
    const report = await evaluateOpenSet({ model, source, score: 'max-softmax' });
    expect(report.areaUnderRoc).toBeGreaterThan(0.9);
    model.dispose();
  });
});
