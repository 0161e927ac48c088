import * as tf from '@tensorflow/tfjs-core';

const blockLength = 64;

/**
 * The running sums x_0, x_0 + x_1, … of a vector. In blocks, and the sums of blocks in blocks again: of 100,000 float32
 * numbers each result then has some 200 roundings behind it, and not up to 100,000.
 *
 * @param x [n]
 * @returns [n]
 */
export function runningSum(x: tf.Tensor1D): tf.Tensor1D {
  const { size } = x;
  if (size <= blockLength) return tf.cumsum(x) as tf.Tensor1D;
  return tf.tidy(() => {
    const numBlocks = Math.ceil(size / blockLength);
    const padded = tf.concat([x, tf.zeros([numBlocks * blockLength - size])]);
    const within = tf.cumsum(tf.reshape<tf.Rank.R2>(padded, [numBlocks, blockLength]), 1) as tf.Tensor2D;
    const totals = tf.reshape<tf.Rank.R1>(tf.slice(within, [0, blockLength - 1]), [numBlocks]);
    const before = tf.concat([tf.zeros([1]), tf.slice(runningSum(totals), 0, numBlocks - 1)]);
    const sums = tf.add(within, tf.expandDims(before, 1));
    return tf.slice(tf.reshape<tf.Rank.R1>(sums, [numBlocks * blockLength]), 0, size);
  });
}
