import { type LabelSets, labelSetsFromClasses } from '@sbn/core';
import { memorySource } from '@sbn/datasets';
import { sigmoidHead, softmaxHead } from '@sbn/heads';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { denseEncoder } from '../encoders/dense-encoder.js';
import { createModel, type Model } from '../model/model.js';
import { startTestBackend } from '../testing/start-backends.js';
import { evaluateClasses } from './evaluate-classes.js';

beforeAll(() => startTestBackend('cpu'));

const classes = [0, 2, 1, 2, 2];
const inputs = { numRows: 5, numCols: 2, data: Float32Array.of(1, 0, 0, 1, 1, 1, -1, 2, 3, 0) };
const weights = Float32Array.of(1, 0, 0, 1, -1, 1);

function sourceOf(labels: LabelSets) {
  return memorySource({ inputs, labels }, { numLabels: 3, inputKind: 'dense', inputDim: 2 });
}

function softmaxModel(): Model {
  const head = softmaxHead({ inDim: 2, numLabels: 3, bias: 'none', seed: 0 });
  head.setWeights({ weights: { shape: [3, 2], data: weights } });
  return createModel({ encoder: denseEncoder({ inDim: 2, seed: 0 }), head });
}

describe('evaluateClasses', () => {
  it('measures what the formulas say, in batches of any size', async () => {
    const model = softmaxModel();
    let negativeLogLikelihood = 0;
    let hits = 0;
    classes.forEach((right, row) => {
      const [x, y] = inputs.data.subarray(2 * row, 2 * row + 2);
      const z = [0, 1, 2].map((j) => weights[2 * j]! * x! + weights[2 * j + 1]! * y!);
      const logSum = Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0));
      negativeLogLikelihood += (logSum - z[right]!) / classes.length;
      if (z.indexOf(Math.max(...z)) === right) hits++;
    });
    const source = sourceOf(labelSetsFromClasses(classes, 3));
    const seen: number[] = [];
    const before = memory().numTensors;
    const report = await evaluateClasses({
      model,
      source,
      batchSize: 2,
      onProgress: ({ numExamples }) => seen.push(numExamples),
    });
    expect(memory().numTensors).toBe(before);
    expect(seen).toEqual([2, 4, 5]);
    expect(report.negativeLogLikelihood).toBeCloseTo(negativeLogLikelihood, 6);
    expect(report.perplexity).toBeCloseTo(Math.exp(negativeLogLikelihood), 5);
    expect(report.accuracy).toBe(hits / classes.length);
    const whole = await evaluateClasses({ model, source });
    expect(whole.brierScore).toBeCloseTo(report.brierScore, 12);
    model.dispose();
  });

  it('says what it cannot measure', async () => {
    const head = sigmoidHead({ inDim: 2, numLabels: 3, seed: 0 });
    const labels = createModel({ encoder: denseEncoder({ inDim: 2, seed: 0 }), head });
    const source = sourceOf(labelSetsFromClasses(classes, 3));
    await expect(evaluateClasses({ model: labels, source })).rejects.toThrow(
      'evaluateClasses: expected a head for classes such as softmaxHead, got sigmoid',
    );
    const model = softmaxModel();
    await expect(evaluateClasses({ model, source, batchSize: 0 })).rejects.toThrow('batchSize must be');
    const sets = {
      numRows: 5,
      numCols: 3,
      offsets: Uint32Array.of(0, 2, 3, 4, 5, 5),
      indices: Uint32Array.of(0, 1, 2, 1, 2),
    };
    await expect(evaluateClasses({ model, source: sourceOf(sets) })).rejects.toThrow(
      'evaluateClasses: example 0 has 2 labels, expected exactly one',
    );
  });
});
