import { createMatrix, labelSetsToDense } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { Head } from '../head.js';
import { focalLoss } from '../losses/focal-loss.js';
import type { Loss } from '../losses/loss.js';
import type { LossConfig } from '../losses/loss-config.js';
import { lossFromConfig } from '../losses/loss-from-config.js';
import { centralDifferences } from '../testing/central-differences.js';
import { describeEveryHead } from '../testing/describe-every-head.js';
import { expectClose } from '../testing/expect-close.js';
import { referenceLoss } from '../testing/reference-loss.js';
import { rowsOf } from '../testing/sample-data.js';
import { take } from '../testing/take.js';

/** By what features have to be multiplied for logits of ±4000. */
async function scaleTo4000(head: Head, h: tf.Tensor2D): Promise<number> {
  return 4000 / (await take(tf.tidy(() => tf.max(tf.abs(head.logits(h))))))[0]!;
}

describeEveryHead((subject) => {
  const {
    config,
    output,
    tiedCols,
    batch,
    features,
    labels,
    defaultLoss,
    make,
    trained,
    readReference,
    reference,
  } = subject;
  const { inDim, numLabels } = config;
  // Softmax losses are means over rows, and not over rows and labels.
  const rate = output === 'classes' ? 0.3 : 3;

  it('gives the logits and the loss of the float64 reference', async () => {
    const head = make();
    const weights = await readReference(head);
    const h = tf.tensor2d(features, [batch, inDim]);
    const z = head.logits(h);
    expect(z.shape).toEqual([batch, numLabels]);
    expect(z.dtype).toBe('float32');
    const expected = reference(weights, features);
    expectClose(await z.data(), expected.data);
    const loss = head.loss(h, labels);
    expect(loss.shape).toEqual([]);
    expectClose(await loss.data(), [referenceLoss(defaultLoss, expected, labels)]);
    const focal = head.loss(h, labels, { loss: focalLoss({ gamma: 1.5 }) });
    const focalConfig: LossConfig = { kind: 'focal', gamma: 1.5, reduction: 'mean' };
    expectClose(await focal.data(), [referenceLoss(focalConfig, expected, labels)]);
    tf.dispose([h, z, loss, focal]);
    head.dispose();
  });

  it('has the gradients of the float64 reference, by central differences', async () => {
    const head = make();
    const h = tf.tensor2d(features, [batch, inDim]);
    const x = Float64Array.from(features);
    const weights = await readReference(head);
    const value = (): number => referenceLoss(defaultLoss, reference(weights, x), labels);
    const parameters = trained(head);
    const { value: loss, grads } = tf.variableGrads(
      () => head.loss(h, labels),
      parameters.map(([, variable]) => variable),
    );
    for (const [name, variable] of parameters) {
      const expected = centralDifferences(value, weights[name]!);
      expectClose(await grads[variable.name]!.data(), expected, { relative: 1e-4, absolute: 1e-6 });
    }
    const dh = tf.grad((input) => head.loss(input as tf.Tensor2D, labels))(h);
    expectClose(await dh.data(), centralDifferences(value, x), { relative: 1e-4, absolute: 1e-6 });
    // Through the logits in [batch, n] order as well, which a loss of one's own sees.
    const { kind, toConfig, compute } = lossFromConfig(defaultLoss);
    const own: Loss = { kind, toConfig, compute };
    const dh2 = tf.grad((input) => head.loss(input as tf.Tensor2D, labels, { loss: own }))(h);
    expectClose(await dh2.data(), await dh.data());
    tf.dispose([h, loss, grads, dh, dh2]);
    head.dispose();
  });

  it('follows the float64 reference through five steps of gradient descent', async () => {
    const head = make();
    const h = tf.tensor2d(features, [batch, inDim]);
    const weights = await readReference(head);
    const value = (): number => referenceLoss(defaultLoss, reference(weights, features), labels);
    const optimizer = tf.train.sgd(rate);
    const parameters = trained(head);
    for (let step = 0; step < 5; step++) {
      optimizer.minimize(
        () => head.loss(h, labels),
        false,
        parameters.map(([, variable]) => variable),
      );
      const gradients = parameters.map(([name]) => centralDifferences(value, weights[name]!));
      parameters.forEach(([name], i) => {
        weights[name]!.forEach((old, j) => {
          weights[name]![j] = old - rate * gradients[i]![j]!;
        });
      });
    }
    for (const [name, values] of Object.entries(await readReference(head))) {
      expectClose(values, weights[name]!, { relative: 1e-4, absolute: 1e-5 });
    }
    h.dispose();
    optimizer.dispose();
    head.dispose();
  });

  it('takes sparse and dense labels alike', async () => {
    const head = make();
    const h = tf.tensor2d(features, [batch, inDim]);
    const dense = tf.tensor2d(labelSetsToDense(labels), [batch, numLabels]);
    const bool = tf.cast(dense, 'bool') as tf.Tensor2D;
    const sparse = tf.variableGrads(() => head.loss(h, labels), [...head.variables]);
    for (const table of [dense, bool]) {
      const other = tf.variableGrads(() => head.loss(h, table), [...head.variables]);
      expectClose(await other.value.data(), await sparse.value.data());
      for (const { name } of head.variables) {
        expectClose(await other.grads[name]!.data(), await sparse.grads[name]!.data());
      }
      tf.dispose([other.value, other.grads]);
    }
    tf.dispose([h, dense, bool, sparse.value, sparse.grads]);
    head.dispose();
  });

  it('stays finite, with finite gradients, at logits of ±1e3', async () => {
    const head = make();
    const hasLargeWeights = tiedCols === undefined && 'rows' in config && config.rows === 'free';
    if (config.kind === 'mixture' && hasLargeWeights) {
      // Its contexts lie in (-1, 1): only large weights make large logits.
      const weights = await head.readWeights();
      const data = weights.weights!.data.map((x) => 3000 * x);
      head.setWeights({ ...weights, weights: { ...weights.weights!, data } });
    }
    const small = tf.tensor2d(features, [batch, inDim]);
    const scale = output === 'classes' ? 4000 : await scaleTo4000(head, small);
    const h = tf.mul<tf.Tensor2D>(small, scale);
    const z = head.logits(h);
    const logits = [...(await z.data())];
    // Logarithms of large logits are small, and so are logits of rows of length 1 with contexts in (-1, 1).
    if (config.kind !== 'relu-softmax' && (config.kind !== 'mixture' || hasLargeWeights)) {
      expect(Math.max(...logits.map(Math.abs))).toBeGreaterThan(1000);
    }
    expectClose(logits, reference(await readReference(head), await h.data()).data, {
      relative: 1e-4,
      absolute: 1e-3,
    });
    const { value, grads } = tf.variableGrads(() => head.loss(h, labels), [...head.variables]);
    expectClose(await value.data(), [
      referenceLoss(defaultLoss, createMatrix(batch, numLabels, logits), labels),
    ]);
    for (const { name } of head.variables) {
      expect([...(await grads[name]!.data())].every(Number.isFinite)).toBe(true);
    }
    const dh = tf.grad((input) => head.loss(input as tf.Tensor2D, labels))(h);
    expect([...(await dh.data())].every(Number.isFinite)).toBe(true);
    tf.dispose([small, h, z, value, grads, dh]);
    head.dispose();
  });

  it('treats a row alone like the row in a batch', async () => {
    const head = make();
    const h = tf.tensor2d(features, [batch, inDim]);
    const z = head.logits(h);
    const together = rowsOf(await z.data(), numLabels);
    for (const [i, row] of rowsOf(features, inDim).entries()) {
      const alone = await take(tf.tidy(() => head.logits(tf.tensor2d([row]))));
      expectClose(alone, together[i]!, { relative: 1e-6, absolute: 1e-6 });
    }
    tf.dispose([h, z]);
    head.dispose();
  });
});
