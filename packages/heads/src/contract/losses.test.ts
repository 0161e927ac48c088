import { createMatrix, labelSetsToDense } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { LossConfig } from '../losses/loss-config.js';
import { lossFromConfig } from '../losses/loss-from-config.js';
import { describeOnEveryBackend } from '../testing/backends.js';
import { centralDifferences } from '../testing/central-differences.js';
import { expectClose } from '../testing/expect-close.js';
import { leaveNoTensor } from '../testing/leave-no-tensor.js';
import { lossCases } from '../testing/loss-cases.js';
import { referenceLoss } from '../testing/reference-loss.js';
import { normals, rowsOf, sampleLabelSets } from '../testing/sample-data.js';
import { take } from '../testing/take.js';

const batch = 5;

describeOnEveryBackend(() => {
  leaveNoTensor();

  describe.each(lossCases.map((loss) => ({ name: JSON.stringify(loss.toConfig()), loss })))(
    '$name',
    ({ loss }) => {
      const config = loss.toConfig();
      const numLabels = 7;
      const logits = normals(5, batch * numLabels, 3);
      const labels = sampleLabelSets(6, batch, numLabels);
      const hard = labelSetsToDense(labels);
      const soft = normals(7, batch * numLabels).map((x) => Math.min(1, Math.abs(x)));

      it('has the value and the gradient of the float64 reference, for sparse, dense and soft labels', async () => {
        const z = tf.tensor2d(logits, [batch, numLabels]);
        const transposedZ = tf.transpose(z);
        const hardTensor = tf.tensor2d(hard, [batch, numLabels]);
        const softTensor = tf.tensor2d(soft, [batch, numLabels]);
        for (const [given, targets] of [
          [labels, hard],
          [hardTensor, hard],
          [softTensor, soft],
        ] as const) {
          const x = Float64Array.from(logits);
          const value = (): number =>
            referenceLoss(config, createMatrix(batch, numLabels, x), createMatrix(batch, numLabels, targets));
          const actual = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, given))(z);
          expect(actual.value.shape).toEqual([]);
          expectClose(await actual.value.data(), [value()]);
          const expected = centralDifferences(value, x);
          expectClose(await actual.grad.data(), expected, { relative: 1e-4, absolute: 1e-6 });
          const turned = tf.valueAndGrad((input) => loss.computeTransposed!(input as tf.Tensor2D, given))(
            transposedZ,
          );
          const back = tf.transpose(turned.grad);
          expectClose(await turned.value.data(), await actual.value.data());
          expectClose(await back.data(), await actual.grad.data());
          tf.dispose([actual, turned, back]);
        }
        tf.dispose([z, transposedZ, hardTensor, softTensor]);
      });

      it('stays right, with a finite gradient, at logits of ±1e3', async () => {
        const values = [1e3, -1e3, 500, -500, 0, 88.8, -103.9];
        const data = Float32Array.from({ length: batch * numLabels }, (_, i) => values[(i * 3) % 7]!);
        const z = tf.tensor2d(data, [batch, numLabels]);
        const hardTensor = tf.tensor2d(hard, [batch, numLabels]);
        for (const given of [labels, hardTensor]) {
          const { value, grad } = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, given))(z);
          expectClose(await value.data(), [
            referenceLoss(config, createMatrix(batch, numLabels, data), labels),
          ]);
          const x = Float64Array.from(data);
          const expected = centralDifferences(
            () => referenceLoss(config, createMatrix(batch, numLabels, x), labels),
            x,
          );
          expectClose(await grad.data(), expected, { relative: 1e-4, absolute: 1e-6 });
          tf.dispose([value, grad]);
        }
        tf.dispose([z, hardTensor]);
      });

      it('is the mean of the losses of the rows alone', async () => {
        const z = tf.tensor2d(logits, [batch, numLabels]);
        const dense = tf.tensor2d(hard, [batch, numLabels]);
        const alone: number[] = [];
        for (const [i, row] of rowsOf(logits, numLabels).entries()) {
          const value = tf.tidy(() =>
            loss.compute(tf.tensor2d([row]), tf.slice(dense, [i, 0], [1, numLabels])),
          );
          alone.push((await take(value))[0]!);
        }
        const together = loss.compute(z, labels);
        expectClose(await together.data(), [alone.reduce((sum, value) => sum + value, 0) / batch]);
        tf.dispose([z, dense, together]);
      });

      it('gives the same bits again', async () => {
        const z = tf.tensor2d(logits, [batch, numLabels]);
        const [first, again] = [loss.compute(z, labels), lossFromConfig(config).compute(z, labels)];
        expect(await again.data()).toEqual(await first.data());
        tf.dispose([z, first, again]);
      });

      it('survives its config as JSON', () => {
        const copy = lossFromConfig(JSON.parse(JSON.stringify(config)) as LossConfig);
        expect(copy.kind).toBe(loss.kind);
        expect(copy.toConfig()).toEqual(config);
      });

      it('refuses logits, labels and options that do not fit', () => {
        const z = tf.tensor2d(logits, [batch, numLabels]);
        const other = tf.zeros<tf.Rank.R2>([batch, numLabels + 1]);
        const whole = tf.zeros<tf.Rank.R2>([batch, numLabels], 'int32');
        expect(() => loss.compute(z, other)).toThrow(
          /labels must have the shape .* \[5, 7\] .* got \[5, 8\]/,
        );
        expect(() => loss.compute(whole, labels)).toThrow(TypeError);
        expect(() => loss.compute(z, { ...labels, numCols: 8 })).toThrow(RangeError);
        expect(() => loss.compute(z, sampleLabelSets(1, 2, numLabels))).toThrow(RangeError);
        expect(() => loss.compute(z, 'no labels' as unknown as tf.Tensor2D)).toThrow(TypeError);
        expect(() => loss.compute([[1]] as unknown as tf.Tensor2D, labels)).toThrow(TypeError);
        const changed = (changes: object) => () => lossFromConfig({ ...config, ...changes } as LossConfig);
        expect(changed({ labelWeights: [1, Number.NaN] })).toThrow(/labelWeights\[1\] .* got NaN/);
        expect(changed({ labelWeights: [-1] })).toThrow(RangeError);
        expect(changed({ labelWeights: 3 })).toThrow(TypeError);
        expect(changed({ labelSmoothing: { amount: 1.5, target: 0 } })).toThrow(
          /amount must be in \[0, 1\], got 1\.5/,
        );
        expect(changed({ labelSmoothing: { amount: 0.5, target: -1 } })).toThrow(/target .* got -1/);
        expect(changed({ labelSmoothing: { amount: 0.5 } })).toThrow(TypeError);
        expect(changed({ labelSmoothing: 0.1 })).toThrow(TypeError);
        expect(changed({ reduction: 'sum' })).toThrow(/"mean" or "sum-over-labels", got "sum"/);
        expect(changed({ weights: [1] })).toThrow(/unknown option "weights"/);
        const fewer = lossFromConfig({ ...config, labelWeights: [1, 2] } as LossConfig);
        expect(() => fewer.compute(z, labels)).toThrow(/2 labelWeights, but the logits have 7 labels/);
        tf.dispose([z, other, whole]);
      });

      it('makes one tensor per result and no other', () => {
        const z = tf.tensor2d(logits, [batch, numLabels]);
        const start = tf.memory().numTensors;
        const value = loss.compute(z, labels);
        expect(tf.memory().numTensors).toBe(start + 1);
        const both = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, labels))(z);
        expect(tf.memory().numTensors).toBe(start + 3);
        tf.dispose([z, value, both]);
      });
    },
  );
});
