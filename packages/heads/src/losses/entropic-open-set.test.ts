import {
  createMatrix,
  type LabelSets,
  labelSetsFrom,
  labelSetsFromClasses,
  labelSetsToDense,
} from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { mixtureHead } from '../heads/mixture-head.js';
import { softmaxHead } from '../heads/softmax-head.js';
import { describeOnEveryBackend } from '../testing/backends.js';
import { centralDifferences } from '../testing/central-differences.js';
import { expectClose } from '../testing/expect-close.js';
import { leaveNoTensor } from '../testing/leave-no-tensor.js';
import { referenceLoss } from '../testing/reference-loss.js';
import { normals } from '../testing/sample-data.js';
import { take } from '../testing/take.js';
import { entropicOpenSet } from './entropic-open-set.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';

const [batch, numLabels] = [5, 7];
const loss = entropicOpenSet();
const config = loss.toConfig();

describeOnEveryBackend(() => {
  leaveNoTensor();

  it.each<[string, LabelSets]>([
    ['known and unknown rows', labelSetsFrom([[3], [], [1], [], [4]], numLabels)],
    // As many labels as rows, but not one in each.
    ['known, unknown and ambiguous rows', labelSetsFrom([[3], [], [1, 5, 6], [], [4]], numLabels)],
    ['unknown rows alone', labelSetsFrom([[], [], [], [], []], numLabels)],
  ])('has the value and the gradient of the float64 reference: %s', async (_, labels) => {
    for (const scale of [3, 700]) {
      const scores = normals(5, batch * numLabels, scale);
      const z = tf.tensor2d(scores, [batch, numLabels]);
      const turned = tf.transpose(z);
      const x = Float64Array.from(scores);
      const value = (): number => referenceLoss(config, createMatrix(batch, numLabels, x), labels);
      const plain = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, labels))(z);
      const other = tf.valueAndGrad((input) => loss.computeTransposed!(input as tf.Tensor2D, labels))(turned);
      const back = tf.transpose(other.grad);
      expectClose(await plain.value.data(), [value()]);
      expectClose(await other.value.data(), [value()]);
      const gradient = await plain.grad.data();
      expectClose(gradient, centralDifferences(value, x, 1e-4), { relative: 1e-4, absolute: 1e-6 });
      expectClose(await back.data(), gradient);
      tf.dispose([z, turned, plain, other, back]);
    }
  });

  it('takes a tensor of targets like label sets, a row of zeros as unknown', async () => {
    const labels = labelSetsFrom([[3], [], [1], [], [4]], numLabels);
    const z = tf.tensor2d(normals(5, batch * numLabels, 3), [batch, numLabels]);
    const dense = tf.tensor2d(labelSetsToDense(labels), [batch, numLabels], 'int32');
    const sparse = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, labels))(z);
    const table = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, dense))(z);
    expectClose(await table.value.data(), await sparse.value.data());
    expectClose(await table.grad.data(), await sparse.grad.data());
    tf.dispose([z, dense, sparse, table]);
  });

  it('is least for an unknown row where all scores are equal, and pulls them together', async () => {
    const unknown = labelSetsFrom([[]], 3);
    const z = tf.tensor2d([[2, 0, -2]]);
    const even = tf.tensor2d([[5, 5, 5]]);
    const { value, grad } = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, unknown))(z);
    const least = await take(loss.compute(even, unknown));
    expectClose(least, [Math.log(3)]);
    expect((await value.data())[0]).toBeGreaterThan(least[0]!);
    const [first, , last] = await grad.data();
    expect(first).toBeGreaterThan(0);
    expect(last).toBeLessThan(0);
    tf.dispose([z, even, value, grad]);
  });

  it('trains heads for classes on unknown rows, a mixture too, and is softmax cross entropy without any', async () => {
    const shared = { inDim: 4, numLabels: 3, seed: 1 };
    const h = tf.tensor2d(normals(6, 12), [3, 4]);
    for (const head of [softmaxHead(shared), mixtureHead({ ...shared, numComponents: 2 })]) {
      const known = labelSetsFromClasses([2, 0, 1], 3);
      expectClose(
        await take(head.loss(h, known, { loss })),
        await take(head.loss(h, known, { loss: softmaxCrossEntropy() })),
      );
      const labels = labelSetsFrom([[2], [], [1]], 3);
      const optimizer = tf.train.sgd(0.3);
      const before = (await take(head.loss(h, labels, { loss })))[0]!;
      for (let step = 0; step < 20; step++) {
        optimizer.minimize(() => head.loss(h, labels, { loss }), false, [...head.variables]);
      }
      expect((await take(head.loss(h, labels, { loss })))[0]).toBeLessThan(0.8 * before);
      optimizer.dispose();
      head.dispose();
    }
    h.dispose();
  });

  it('has no options', () => {
    expect(() => entropicOpenSet({ labelSmoothing: { amount: 0.1 } })).toThrow(
      /entropicOpenSet: unknown option "labelSmoothing"/,
    );
  });
});
