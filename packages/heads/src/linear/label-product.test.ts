import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { normals } from '../testing/sample-data.js';
import { matrixFactor } from './fixed-factor.js';
import { labelProduct } from './label-product.js';

/** The float32 memory of a tensor on the wasm backend, where kernels of one's own would write. */
function memoryOf(tensor: tf.Tensor): Float32Array {
  const backend = tf.backend() as unknown as {
    readonly wasm: { readonly HEAPU8: Uint8Array };
    readonly dataIdMap: { get(id: object): { readonly memoryOffset: number } };
  };
  const { memoryOffset } = backend.dataIdMap.get(tensor.dataId);
  return new Float32Array(backend.wasm.HEAPU8.buffer, memoryOffset, tensor.size);
}

describe('labelProduct on wasm', () => {
  beforeAll(() => useBackend('wasm'));

  it('sees learned weights that were written in place, forwards and backwards', () => {
    const [n, s, batch] = [13, 5, 4];
    const learned = tf.tidy(() => tf.variable(tf.tensor2d(normals(1, n * s), [n, s])));
    const c = tf.tensor2d(normals(2, s * batch), [s, batch]);
    const run = (weights: tf.Tensor2D): number[] =>
      tf.tidy(() => {
        const square = (x: tf.Tensor): tf.Scalar =>
          tf.sum(tf.square(labelProduct(x as tf.Tensor2D, { learned: weights })));
        const { value, grad } = tf.valueAndGrad(square)(c);
        return [...value.dataSync(), ...grad.dataSync()];
      });
    const before = run(learned);
    const values = normals(3, n * s);
    memoryOf(learned).set(values);
    const fresh = tf.tidy(() => tf.variable(tf.tensor2d(values, [n, s])));
    expect(run(learned)).toEqual(run(fresh));
    expect(run(learned)).not.toEqual(before);
    for (const tensor of [learned, c, fresh]) tensor.dispose();
  });

  it('gives the fixed and the learned part together what they give apart', () => {
    const [n, m, s, batch] = [9, 3, 2, 4];
    tf.tidy(() => {
      const fixed = tf.tensor2d(normals(1, n * m), [n, m]);
      const learned = tf.tensor2d(normals(2, n * s), [n, s]);
      const c = tf.tensor2d(normals(3, (m + s) * batch), [m + s, batch]);
      const joined = labelProduct(c, { learned: tf.concat([fixed, learned], 1) });
      const factor = matrixFactor(fixed);
      expectClose(labelProduct(c, { fixed: factor, learned }).dataSync(), joined.dataSync());
      const alone = labelProduct(tf.slice(c, [0, 0], [m, batch]), { fixed: factor });
      expectClose(alone.dataSync(), tf.matMul(fixed, tf.slice(c, [0, 0], [m, batch])).dataSync());
      factor.dispose();
    });
  });
});
