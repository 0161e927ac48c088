import { type Matrix, trigonometricBasis } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import type { DftHeadConfig } from '../definitions/head-config.js';
import { hasDftKernel } from '../kernels/dft-kernel.js';
import { describeOnEveryBackend, useBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { normals } from '../testing/sample-data.js';
import { take } from '../testing/take.js';
import { createFixedFactor } from './fixed-factor.js';

/** n, k, batch: no useful factor, an odd fold, an even one, more frequencies than the fold is long, k = 1, one example. */
const sizes = [
  [3, 1, 2],
  [37, 5, 33],
  [143, 30, 5],
  [96, 7, 70],
  [400, 90, 3],
  [1009, 60, 4],
  [1024, 3, 1],
] as const;

/** F c, or Fᵀ c, in float64. */
function multiply(
  { rows, cols, data }: Matrix,
  c: Float32Array,
  batch: number,
  transposed: boolean,
): Float64Array {
  const result = new Float64Array((transposed ? cols : rows) * batch);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const [to, from] = transposed ? [col, row] : [row, col];
      for (let b = 0; b < batch; b++)
        result[to * batch + b]! += data[row * cols + col]! * c[from * batch + b]!;
    }
  }
  return result;
}

describeOnEveryBackend((backend) => {
  it.each(sizes)(
    'n = %d, k = %d, batch %d: F c and its adjoint are those of the basis',
    async (n, k, batch) => {
      for (const permuted of [false, true]) {
        const before = tf.memory().numTensors;
        // 7 has no factor in common with any n here, so that every place occurs once.
        const permutation = permuted ? Array.from({ length: n }, (_, j) => (j * 7 + 2) % n) : undefined;
        const config: DftHeadConfig = {
          kind: 'dft',
          inDim: 1,
          numLabels: n,
          k,
          slackDims: 0,
          seed: 1,
          permutation,
        };
        const plain = trigonometricBasis({ numLabels: n, k });
        const cols = 2 * k + 1;
        const basis: Matrix =
          permutation === undefined
            ? plain
            : {
                ...plain,
                data: Float64Array.from(plain.data, (_, i) => {
                  const label = Math.floor(i / cols);
                  return plain.data[permutation[label]! * cols + (i % cols)]!;
                }),
              };
        expect(hasDftKernel(config)).toBe(backend === 'webgpu');
        const factor = createFixedFactor(config, {
          numColumns: cols,
          constant: basis.data[0]!,
          matrix: () => basis,
        });
        expect(factor.numColumns).toBe(cols);
        const [c, y] = [normals(1, cols * batch), normals(2, n * batch)];
        const forward = await take(tf.tidy(() => factor.times(tf.tensor2d(c, [cols, batch]))));
        expectClose(forward, multiply(basis, c, batch, false), { relative: 0, absolute: 3e-6 });
        const more = await take(
          tf.tidy(() => {
            const taller = tf.tensor2d([...c, ...normals(3, batch)], [cols + 1, batch]);
            return factor.times(taller, tf.tensor2d(y, [n, batch]));
          }),
        );
        const sums = multiply(basis, c, batch, false).map((value, i) => value + y[i]!);
        expectClose(more, sums, { relative: 0, absolute: 3e-6 });
        const backward = await take(tf.tidy(() => factor.transposedTimes(tf.tensor2d(y, [n, batch]))));
        expectClose(backward, multiply(basis, y, batch, true), { relative: 0, absolute: 5e-6 });
        if (backend === 'webgpu') {
          // Made where there is a kernel, used where there is none.
          await useBackend('cpu');
          const elsewhere = await take(tf.tidy(() => factor.times(tf.tensor2d(c, [cols, batch]))));
          expectClose(elsewhere, forward, { relative: 0, absolute: 3e-6 });
          const back = await take(tf.tidy(() => factor.transposedTimes(tf.tensor2d(y, [n, batch]))));
          expectClose(back, backward, { relative: 0, absolute: 5e-6 });
          await useBackend('webgpu');
        }
        factor.dispose();
        expect(tf.memory().numTensors).toBe(before);
      }
    },
  );
});
