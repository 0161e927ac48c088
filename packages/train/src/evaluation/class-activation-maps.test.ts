import { averagedSigmoidHead, sigmoidHead } from '@sbn/heads';
import { memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { convolutionEncoder } from '../encoders/convolution-encoder.js';
import { denseEncoder } from '../encoders/dense-encoder.js';
import { createModel, type Model } from '../model/model.js';
import { describeOnEveryBackend, startTestBackend } from '../testing/start-backends.js';
import { take } from '../testing/take.js';
import { classActivationMaps } from './class-activation-maps.js';

const rows = {
  numRows: 2,
  numCols: 6 * 8,
  data: Float32Array.from({ length: 2 * 6 * 8 }, (_, i) => Math.sin(1.7 * i * i)),
};

function modelWith(output: 'map' | 'pooled', isAveraged: boolean): Model {
  const encoder = convolutionEncoder({
    height: 6,
    width: 8,
    channels: 1,
    blocks: [{ filters: 5 }],
    output,
    seed: 1,
  });
  const settings = { inDim: encoder.outDim, numLabels: 4, seed: 2 };
  return createModel({
    encoder,
    head: isAveraged ? averagedSigmoidHead({ ...settings, positions: 12 }) : sigmoidHead(settings),
  });
}

describeOnEveryBackend((backend) => {
  it.each([
    ['map', true, 'probabilities', (z: number) => 1 / (1 + Math.exp(-z))],
    ['pooled', false, 'logits', (z: number) => z],
  ] as const)('of a %s have what the model says as their mean', async (output, isAveraged, kind, link) => {
    await startTestBackend(backend);
    const model = modelWith(output, isAveraged);
    const before = memory().numTensors;
    const maps = await classActivationMaps(model, rows);
    expect(memory().numTensors).toBe(before);
    expect(maps).toMatchObject({ numRows: 2, height: 3, width: 4, numLabels: 4, kind });
    expect(maps.data).toHaveLength(2 * 12 * 4);
    const logits = await take(model.logits(rows));
    logits.forEach((logit, i) => {
      const [row, label] = [Math.floor(i / 4), i % 4];
      let sum = 0;
      for (let place = 0; place < 12; place++) sum += maps.data[(row * 12 + place) * 4 + label]!;
      expect(sum / 12).toBeCloseTo(link(logit), 5);
    });
    expect(new Set(maps.data.subarray(0, 12)).size).toBeGreaterThan(4);
    model.dispose();
  });

  it('are refused where there are no places', async () => {
    await startTestBackend(backend);
    const flat = modelWith('map', false);
    await expect(classActivationMaps(flat, rows)).rejects.toThrow(
      'a sigmoid head on a whole map has no maps of its classes',
    );
    flat.dispose();
    const dense = createModel({
      encoder: denseEncoder({ inDim: 48, seed: 1 }),
      head: sigmoidHead({ inDim: 48, numLabels: 4, seed: 1 }),
    });
    await expect(classActivationMaps(dense, rows)).rejects.toThrow('got a dense encoder');
    dense.dispose();
  });
});
