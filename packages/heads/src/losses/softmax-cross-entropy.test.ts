import { createMatrix, labelSetsFrom, labelSetsFromClasses, labelSetsToDense } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeOnEveryBackend } from '../testing/backends.js';
import { centralDifferences } from '../testing/central-differences.js';
import { expectClose } from '../testing/expect-close.js';
import { referenceLoss } from '../testing/reference-loss.js';
import { normals } from '../testing/sample-data.js';
import { take } from '../testing/take.js';
import { entropicOpenSet } from './entropic-open-set.js';
import type { LossConfig } from './loss-config.js';
import { lossFromConfig } from './loss-from-config.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';

const [batch, numLabels] = [5, 7];
const labelWeights = [1, 0.5, 2, 0, 3.25, 1, 0.125];
const losses = [
  softmaxCrossEntropy(),
  softmaxCrossEntropy({ labelWeights }),
  softmaxCrossEntropy({ labelSmoothing: { amount: 0 } }),
  softmaxCrossEntropy({ labelSmoothing: { amount: 0.1 } }),
  softmaxCrossEntropy({ labelSmoothing: { amount: 1 }, labelWeights }),
  entropicOpenSet(),
];
const oneEach = labelSetsFromClasses([3, 0, 6, 3, 1], numLabels);
const severalEach = labelSetsFrom([[3], [0, 2], [1, 5, 6], [0, 1, 2, 3, 4, 5, 6], [4]], numLabels);
const soft = Float32Array.from({ length: batch * numLabels }, (_, i) => ((i * 5) % 9) / 36);
let tensorsBefore = 0;

describeOnEveryBackend(() => {
  beforeEach(() => {
    tensorsBefore = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(tensorsBefore);
  });

  describe.each(losses.map((loss) => ({ name: JSON.stringify(loss.toConfig()), loss })))(
    '$name',
    ({ loss }) => {
      const config = loss.toConfig();

      it.each([
        ['usual scores', 3],
        ['scores of ±1e3', 700],
      ])(
        'has the value and the gradient of the float64 reference for all forms of labels, at %s',
        async (_, scale) => {
          const scores = normals(5, batch * numLabels, scale);
          const z = tf.tensor2d(scores, [batch, numLabels]);
          const turned = tf.transpose(z);
          const softTensor = tf.tensor2d(soft, [batch, numLabels]);
          const hardTensor = tf.tensor2d(labelSetsToDense(oneEach), [batch, numLabels], 'int32');
          for (const [given, targets] of [
            [oneEach, oneEach],
            [severalEach, severalEach],
            [hardTensor, oneEach],
            [softTensor, createMatrix(batch, numLabels, Float64Array.from(soft))],
          ] as const) {
            const x = Float64Array.from(scores);
            const value = (): number => referenceLoss(config, createMatrix(batch, numLabels, x), targets);
            const actual = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, given))(z);
            expect(actual.value.shape).toEqual([]);
            expectClose(await actual.value.data(), [value()]);
            const gradient = await actual.grad.data();
            expectClose(gradient, centralDifferences(value, x, 1e-4), { relative: 1e-4, absolute: 1e-6 });
            const other = tf.valueAndGrad((input) => loss.computeTransposed!(input as tf.Tensor2D, given))(
              turned,
            );
            const back = tf.transpose(other.grad);
            expectClose(await other.value.data(), await actual.value.data());
            expectClose(await back.data(), gradient);
            tf.dispose([actual, other, back]);
          }
          tf.dispose([z, turned, softTensor, hardTensor]);
        },
      );

      it('makes one tensor per result, and the same bits again', async () => {
        const z = tf.tensor2d(normals(5, batch * numLabels), [batch, numLabels]);
        const start = tf.memory().numTensors;
        for (const labels of [oneEach, severalEach]) {
          const first = await take(loss.compute(z, labels));
          expect(await take(lossFromConfig(config).compute(z, labels))).toEqual(first);
          const both = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, labels))(z);
          expect(tf.memory().numTensors).toBe(start + 2);
          tf.dispose(both);
        }
        z.dispose();
      });

      it('survives its config as JSON', () => {
        const copy = lossFromConfig(JSON.parse(JSON.stringify(config)) as LossConfig);
        expect([copy.kind, copy.toConfig()]).toEqual([loss.kind, config]);
      });
    },
  );

  it('takes the usual labels by one likelihood per row alone, and no others', async () => {
    const seen: Int32Array[] = [];
    const byClass = (labels: typeof oneEach): tf.Scalar | undefined =>
      softmaxCrossEntropy({ labelWeights }).computeByClass({ batch, numLabels }, labels, (classes) => {
        seen.push(classes);
        return tf.tensor1d([1, 2, 3, 4, 5]);
      });
    // Weights 0, 1, 0.125, 0, 0.5 of the classes 3, 0, 6, 3, 1.
    expectClose(await take(byClass(oneEach)!), [(2 + 3 / 8 + 5 / 2) / 5]);
    expect(seen).toEqual([Int32Array.of(3, 0, 6, 3, 1)]);
    expect(byClass(severalEach)).toBeUndefined();
  });

  it('is NaN where a score is', async () => {
    const z = tf.tensor2d([[0.5, Number.NaN, 2]]);
    expect((await take(softmaxCrossEntropy().compute(z, labelSetsFromClasses([0], 3))))[0]).toBeNaN();
    z.dispose();
  });

  it('refuses labels and scores that do not fit', () => {
    const loss = softmaxCrossEntropy();
    const z = tf.zeros<tf.Rank.R2>([2, 3]);
    const whole = tf.zeros<tf.Rank.R2>([2, 3], 'int32');
    expect(() => loss.compute(z, labelSetsFrom([[1], []], 3))).toThrow(
      /the label set of row 1 is empty; every row needs a right class/,
    );
    expect(() => loss.compute(z, labelSetsFrom([[1], [0]], 4))).toThrow(RangeError);
    expect(() => loss.compute(z, labelSetsFrom([[1]], 3))).toThrow(/expected 2 rows, got 1/);
    expect(() => loss.compute(whole, labelSetsFrom([[1], [0]], 3))).toThrow(TypeError);
    expect(() => loss.computeTransposed!(z, labelSetsFrom([[1], [0]], 3))).toThrow(RangeError);
    const wide = tf.zeros<tf.Rank.R2>([2, 4]);
    expect(() => loss.compute(z, wide)).toThrow(/labels must have the shape .* got \[2, 4\]/);
    expect(() =>
      softmaxCrossEntropy({ labelWeights: [1, 2] }).compute(z, labelSetsFrom([[1], [0]], 3)),
    ).toThrow(/2 labelWeights, but the logits have 3 labels/);
    expect(() => softmaxCrossEntropy({ labelWeights: [1, -1] })).toThrow(/labelWeights\[1\] .* got -1/);
    expect(() => softmaxCrossEntropy({ labelSmoothing: { amount: 1.5 } })).toThrow(
      /amount must be in \[0, 1\]/,
    );
    expect(() => softmaxCrossEntropy({ labelSmoothing: 0.1 as never })).toThrow(TypeError);
    expect(() => softmaxCrossEntropy({ reduction: 'mean' } as never)).toThrow(/unknown option "reduction"/);
    tf.dispose([z, whole, wide]);
  });
});
