import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../operations/with-gradient.js';
import type { ColumnTargets, SparseColumnTargets } from './column-targets.js';

/**
 * The softmax cross entropy of each column of scores.
 *
 *     loss_r = Σ_j q_jr (log Σ_i exp(s_ir) - s_jr)        ds_jr = dy_r (p_jr Σ_i q_ir - q_jr)
 *
 * Scores are shifted by the largest of their column before anything else, and targets meet shifted scores, so nothing
 * large cancels. What lives until the gradient is one table [n, R], the exponentials.
 *
 * @param scores s [n, R]
 * @param targets q; constants
 * @returns [R]
 */
export function crossEntropyOfColumns(scores: tf.Tensor2D, targets: ColumnTargets): tf.Tensor1D {
  return withGradient<tf.Tensor1D>([scores], (save) => {
    const shifted = tf.sub<tf.Tensor2D>(scores, tf.max(scores, 0, true));
    const powers = tf.exp(shifted);
    const sums = tf.sum<tf.Tensor1D>(powers, 0);
    const totals = totalsOf(targets);
    const value = tf.sub<tf.Tensor1D>(tf.mul(tf.log(sums), totals), wantedSums(shifted, targets));
    save([powers, sums, ...(targets.kind === 'dense' ? [targets.values] : [])]);
    return {
      value,
      gradFunc: (dy, [saved, savedSums, values]) => [
        () =>
          tf.tidy(() => {
            const factors = tf.div(tf.mul(dy, totalsOf(withValues(targets, values))), savedSums!);
            const all = tf.mul<tf.Tensor2D>(saved!, factors);
            return minusTargets(all, withValues(targets, values), dy);
          }),
      ],
    };
  });
}

/** The targets with the tensor that was saved, which lives longer than the one that was given. */
function withValues(targets: ColumnTargets, values: tf.Tensor | undefined): ColumnTargets {
  return targets.kind === 'dense' ? { kind: 'dense', values: values as tf.Tensor2D } : targets;
}

/** Σ_j q_jr. */
function totalsOf(targets: ColumnTargets): tf.Tensor {
  if (targets.kind === 'dense') return tf.sum(targets.values, 0);
  return targets.totals === undefined ? tf.scalar(1) : tf.tensor1d(targets.totals);
}

/** Σ_j q_jr x_jr [R]. */
function wantedSums(x: tf.Tensor2D, targets: ColumnTargets): tf.Tensor {
  if (targets.kind === 'dense') return tf.sum(tf.mul(x, targets.values), 0);
  const { shared, even } = targets;
  const parts = [
    ...(targets.positions.length === 0 ? [] : [ownSums(x, targets)]),
    ...(shared === undefined ? [] : [tf.sum(tf.mul(x, tf.tensor2d(shared, [x.shape[0], 1])), 0)]),
    ...(even === undefined ? [] : [tf.mul(tf.sum(x, 0), tf.tensor1d(even))]),
  ];
  return parts.reduce((sum, part) => tf.add(sum, part));
}

/** What the entries on the host add to these sums. */
function ownSums(x: tf.Tensor2D, targets: SparseColumnTargets): tf.Tensor {
  const { positions, columns, amounts } = targets;
  const picked = tf.gather(tf.reshape(x, [x.size]), tf.tensor1d(positions, 'int32'));
  const weighted = amounts === undefined ? picked : tf.mul(picked, tf.tensor1d(amounts));
  return hasOnePerColumn(targets, x.shape[1])
    ? weighted
    : tf.scatterND(tf.tensor2d(columns, [columns.length, 1], 'int32'), weighted, [x.shape[1]]);
}

/** x - q dy. */
function minusTargets(x: tf.Tensor2D, targets: ColumnTargets, dy: tf.Tensor1D): tf.Tensor2D {
  if (targets.kind === 'dense') return tf.sub(x, tf.mul(targets.values, dy));
  const { positions, columns, amounts, shared, even } = targets;
  const withoutShared =
    shared === undefined ? x : tf.sub<tf.Tensor2D>(x, tf.mul(tf.tensor2d(shared, [x.shape[0], 1]), dy));
  const rest =
    even === undefined ? withoutShared : tf.sub<tf.Tensor2D>(withoutShared, tf.mul(tf.tensor1d(even), dy));
  if (positions.length === 0) return rest;
  const flat = tf.reshape<tf.Rank.R1>(rest, [rest.size]);
  const at = tf.tensor1d(positions, 'int32');
  const factors = hasOnePerColumn(targets, x.shape[1]) ? dy : tf.gather(dy, tf.tensor1d(columns, 'int32'));
  const parts = amounts === undefined ? factors : tf.mul(factors, tf.tensor1d(amounts));
  const updates = tf.sub(tf.gather(flat, at), parts);
  return tf.reshape(tf.tensorScatterUpdate(flat, tf.expandDims(at, 1), updates), x.shape);
}

function hasOnePerColumn({ columns }: SparseColumnTargets, numColumns: number): boolean {
  return columns.length === numColumns && columns.every((column, i) => column === i);
}
