import { createMatrix, labelSetsToDense } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { EntryLossConfig } from '../losses/loss-config.js';
import { lossFromConfig } from '../losses/loss-from-config.js';
import { describeOnEveryBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { referenceLoss } from '../testing/reference-loss.js';
import { normals, sampleLabelSets } from '../testing/sample-data.js';
import { hasFusedLabelLoss } from './fused-label-loss.js';

/** Beyond one workgroup, and no multiple of any block. */
const [batch, numLabels] = [37, 1003];
const labelWeights = Array.from({ length: numLabels }, (_, label) => (label % 7) / 3);
const configs: readonly { readonly name: string; readonly config: EntryLossConfig }[] = [
  { name: 'cross entropy', config: { kind: 'sigmoid-cross-entropy', reduction: 'mean' } },
  {
    name: 'weighted, smoothed cross entropy',
    config: {
      kind: 'sigmoid-cross-entropy',
      reduction: 'sum-over-labels',
      labelWeights,
      labelSmoothing: { amount: 0.1, target: 0.2 },
    },
  },
  { name: 'focal loss', config: { kind: 'focal', gamma: 2, alpha: 0.25, reduction: 'mean' } },
  {
    name: 'asymmetric loss',
    config: { kind: 'asymmetric', gammaPositive: 0.5, gammaNegative: 4, clip: 0.05, reduction: 'mean' },
  },
  {
    name: 'adaptive cross entropy',
    config: {
      kind: 'adaptive-cross-entropy',
      alpha: 0.3,
      gamma: 1.5,
      labelSmoothing: { amount: 0.1, target: 0.5 },
      reduction: 'mean',
    },
  },
];

describeOnEveryBackend((backend) => {
  it.each(configs)(
    '$name agrees with the float64 reference on a batch of many blocks',
    async ({ config }) => {
      expect(hasFusedLabelLoss(config.kind) || backend !== 'webgpu').toBe(true);
      const before = tf.memory().numTensors;
      const loss = lossFromConfig(config);
      const logits = normals(1, batch * numLabels, 3);
      // One row without any label: its walk starts where the next row's labels are.
      const labels = sampleLabelSets(2, batch, numLabels);
      const x = createMatrix(batch, numLabels, Float64Array.from(logits));
      const expected = referenceLoss(config, x, labels);
      const z = tf.tensor2d(logits, [batch, numLabels]);
      const turned = tf.transpose(z);
      const dense = tf.tensor2d(labelSetsToDense(labels), [batch, numLabels]);
      const places = [0, 1, 999, batch * numLabels - 1, ...Array.from(labels.indices.subarray(0, 9))];
      const slopes = places.map((place) => {
        const at = x.data[place]!;
        const [above, below] = [1e-4, -1e-4].map((step) => {
          x.data[place] = at + step;
          return referenceLoss(config, x, labels);
        });
        x.data[place] = at;
        return (above! - below!) / 2e-4;
      });
      for (const given of [labels, dense]) {
        const plain = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, given))(z);
        const other = tf.valueAndGrad((input) => loss.computeTransposed!(input as tf.Tensor2D, given))(
          turned,
        );
        const back = tf.transpose(other.grad);
        expectClose(await plain.value.data(), [expected]);
        expectClose(await other.value.data(), [expected]);
        const gradient = await plain.grad.data();
        expectClose(await back.data(), gradient, { absolute: 1e-9 });
        const largest = Math.max(...slopes.map(Math.abs));
        expectClose(
          places.map((place) => gradient[place]!),
          slopes,
          { relative: 1e-4, absolute: 1e-5 * largest },
        );
        tf.dispose([plain, other, back]);
      }
      tf.dispose([z, turned, dense]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('is NaN where a logit is', async () => {
    const z = tf.tensor2d([[0.5, Number.NaN, 2]]);
    const labels = tf.tensor2d([[0, 0, 1]]);
    for (const { config } of configs.filter((line) => line.config.labelWeights === undefined)) {
      const value = lossFromConfig(config).compute(z, labels);
      expect((await value.data())[0], config.kind).toBeNaN();
      value.dispose();
    }
    tf.dispose([z, labels]);
  });
});
