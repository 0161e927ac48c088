import { plifHead, sigmoidHead } from '@sbn/heads';
import { beforeAll, describe, expect, it } from 'vitest';
import { textConvolutionEncoder } from '../encoders/text-convolution-encoder.js';
import { createModel } from '../model/model.js';
import { startTestBackend } from '../testing/start-backends.js';
import { rulesFor } from './rules-for.js';
import { sgd } from './sgd.js';

describe('rulesFor', () => {
  beforeAll(() => startTestBackend('cpu'));

  it('takes a group first, then the rate that the head asks for, then the optimiser’s own', () => {
    const head = plifHead({ inDim: 2, numLabels: 3, numKnots: 2, learningRate: 0.25, seed: 1 });
    const plain = rulesFor(sgd({ learningRate: 3, weightDecay: 0.5 }), { head });
    expect(plain('head/slopes')).toEqual({ learningRate: 0.25, weightDecay: 0.5 });
    expect(plain('head/weights')).toEqual({ learningRate: 3, weightDecay: 0.5 });
    // A parameter of that name elsewhere is another.
    expect(plain('encoder/slopes').learningRate).toBe(3);
    const ruleWith = (group: { learningRate?: number; weightDecay?: number }) =>
      rulesFor(sgd({ learningRate: 3, groups: [{ match: 'head/', ...group }] }), { head })('head/slopes');
    expect(ruleWith({ learningRate: 0.5 })).toEqual({ learningRate: 0.5, weightDecay: 0 });
    // A group that says nothing about the rate leaves it alone.
    expect(ruleWith({ weightDecay: 0.1 })).toEqual({ learningRate: 0.25, weightDecay: 0.1 });
    head.dispose();
  });

  it('trains nothing that the encoder has frozen, whatever a group says', () => {
    const head = sigmoidHead({ inDim: 4, numLabels: 3, seed: 1 });
    const encoder = textConvolutionEncoder({
      numFeatures: 5,
      dim: 2,
      filters: 4,
      frozenEmbeddings: true,
      seed: 1,
    });
    const optimizer = sgd({ learningRate: 3, groups: [{ match: 'encoder/', learningRate: 2 }] });
    const rules = rulesFor(optimizer, { head, encoder });
    expect(rules('encoder/table').learningRate).toBe(0);
    expect(rules('encoder/width4/weights').learningRate).toBe(2);
    const model = createModel({ encoder, head });
    expect(model.numParams).toBe(4 * 4 * 2 + 4 + 3 * 4 + 3);
    model.dispose();
  });
});
