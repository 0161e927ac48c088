import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { isAveragedSigmoidHead } from '../averaged-sigmoid-head.js';
import { describeOnEveryBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { leaveNoTensor } from '../testing/leave-no-tensor.js';
import { normals } from '../testing/sample-data.js';
import { take } from '../testing/take.js';
import { averagedSigmoidHead } from './averaged-sigmoid-head.js';
import { headFromConfig } from './head-from-config.js';
import { sigmoidHead } from './sigmoid-head.js';

const options = { inDim: 6, positions: 3, numLabels: 2, seed: 4 };
const values = {
  weights: { shape: [2, 2], data: Float32Array.of(1, 2, -1, 0) },
  bias: { shape: [2], data: Float32Array.of(0, 1) },
};
/** Three positions of two channels. */
const map = [0, 0, 1, -1, -2, 1];
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

describeOnEveryBackend(() => {
  leaveNoTensor();

  it('is the mean of a sigmoid at every position, worked out by hand', async () => {
    const head = averagedSigmoidHead(options);
    head.setWeights(values);
    // W h_i + b of the three positions: 0, -1, 0 of the first label and 1, 0, 3 of the second.
    const maps = [0, 1, -1, 0, 0, 3].map(sigmoid);
    const means = [0, 1].map((label) => (maps[label]! + maps[2 + label]! + maps[4 + label]!) / 3);
    const h = tf.tensor2d([map]);
    const [z, shown] = [head.logits(h), head.classMaps(h)];
    expectClose(
      await z.data(),
      means.map((p) => Math.log(p / (1 - p))),
    );
    expect(shown.shape).toEqual([1, 3, 2]);
    expectClose(await shown.data(), maps);
    tf.dispose([h, z, shown]);
    head.dispose();
  });

  it('has maps whose mean is the probability, for every example of a batch', async () => {
    const head = averagedSigmoidHead({ ...options, numLabels: 5 });
    const h = tf.tensor2d(normals(2, 4 * 6, 2), [4, 6]);
    const means = tf.tidy(() => tf.mean(head.classMaps(h), 1));
    const p = tf.tidy(() => tf.sigmoid(head.logits(h)));
    expectClose(await means.data(), await p.data());
    tf.dispose([h, means, p]);
    head.dispose();
  });

  it('is a sigmoid head, bit for bit, where there is one position', async () => {
    const shared = { inDim: 6, numLabels: 3, seed: 4 };
    const [head, plain] = [averagedSigmoidHead({ ...shared, positions: 1 }), sigmoidHead(shared)];
    const h = tf.tensor2d(normals(2, 12), [2, 6]);
    const [z, y] = [head.logits(h), plain.logits(h)];
    expect(await z.data()).toEqual(await y.data());
    tf.dispose([h, z, y]);
    head.dispose();
    plain.dispose();
  });

  it('refuses features of another size for its maps, and maps of a disposed head', async () => {
    const head = averagedSigmoidHead(options);
    const h = tf.tensor2d([map.slice(1)]);
    expect(() => head.classMaps(h)).toThrow(
      /averaged-sigmoid head: classMaps: h must have shape \[batch, 6\]/,
    );
    head.dispose();
    expect(() => head.classMaps(h)).toThrow(/has been disposed/);
    h.dispose();
  });

  it('is known by its kind', async () => {
    const head = headFromConfig({ kind: 'averaged-sigmoid', ...options });
    const plain = sigmoidHead({ inDim: 6, numLabels: 2, seed: 1 });
    expect([isAveragedSigmoidHead(head), isAveragedSigmoidHead(plain)]).toEqual([true, false]);
    expect(isAveragedSigmoidHead(head) && head.positions).toBe(3);
    expect('classMaps' in plain).toBe(false);
    const h = tf.tensor2d([map]);
    if (isAveragedSigmoidHead(head)) expect(await take(head.classMaps(h))).toHaveLength(6);
    h.dispose();
    head.dispose();
    plain.dispose();
  });
});
