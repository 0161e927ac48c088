import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeOnEveryBackend, startTestBackend } from '../testing/start-backends.js';
import { take } from '../testing/take.js';
import { tokenEmbedding } from './token-embedding.js';

describeOnEveryBackend((backend) => {
  beforeAll(() => startTestBackend(backend));

  describe('tokenEmbedding', () => {
    it('gives the rows, and adds up the gradients of a token that occurs more than once', async () => {
      const table = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
      const tokens = tf.tensor1d([2, 0, 2, 2], 'int32');
      const rows = tf.tidy(() => tokenEmbedding(table, tokens));
      expect(await take(rows)).toEqual(Float32Array.of(5, 6, 1, 2, 5, 6, 5, 6));
      const upstream = tf.tensor2d([1, 2, 10, 20, 100, 200, 1000, 2000], [4, 2]);
      const gradient = tf.grad((x) => tf.sum(tf.mul(tokenEmbedding(x as tf.Tensor2D, tokens), upstream)))(
        table,
      );
      expect(await take(gradient)).toEqual(Float32Array.of(10, 20, 0, 0, 1101, 2202, 0, 0));
      tf.dispose([table, tokens, upstream]);
    });

    it('has zeros for all other tokens, whatever was in their memory', async () => {
      const table = tf.zeros<tf.Rank.R2>([300, 5]);
      const tokens = tf.tensor1d([7], 'int32');
      // Memory of that size is given back, and will be used again.
      tf.dispose(Array.from({ length: 6 }, () => tf.fill([300, 5], 77)));
      const gradient = tf.grad((x) => tf.sum(tokenEmbedding(x as tf.Tensor2D, tokens)))(table);
      expect((await take(gradient)).reduce((sum, entry) => sum + Math.abs(entry), 0)).toBe(5);
      tf.dispose([table, tokens]);
    });
  });
});
