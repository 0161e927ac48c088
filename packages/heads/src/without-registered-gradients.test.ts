import '@tensorflow/tfjs-backend-cpu';
import { labelSetsFrom } from '@sbn/core';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { headCases } from './testing/head-cases.js';
import { normals } from './testing/sample-data.js';

describe.each(headCases)('$name with tfjs-core and a backend alone', ({ make, config }) => {
  it('trains although no gradient is registered', async () => {
    await tf.ready();
    expect(tf.getGradient('BatchMatMul')).toBeUndefined();
    const head = make();
    const h = tf.tensor2d(normals(1, 2 * config.inDim), [2, config.inDim]);
    const labels = labelSetsFrom([[0], [1, 3]], config.numLabels);
    const optimizer = tf.train.sgd(1);
    const losses = Array.from({ length: 10 }, () =>
      tf.tidy(
        () => optimizer.minimize(() => head.loss(h, labels), true, [...head.variables])!.dataSync()[0]!,
      ),
    );
    expect(losses[9]).toBeLessThan(losses[0]!);
    optimizer.dispose();
    h.dispose();
    head.dispose();
  });
});
