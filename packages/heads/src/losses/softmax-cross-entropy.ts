import type { LabelSets } from '@sbn/core';
import * as tf from '@tensorflow/tfjs-core';
import { markBuiltIn } from '../built-in.js';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { checkTensor2d } from '../checks/check-tensor2d.js';
import { classNegativeLogLikelihood } from '../likelihood/class-negative-log-likelihood.js';
import type { ColumnTargets } from '../likelihood/column-targets.js';
import { crossEntropyOfColumns } from '../likelihood/cross-entropy-of-columns.js';
import { transposed } from '../linear/transposed.js';
import { withGradient } from '../operations/with-gradient.js';
import { identityScore } from '../score-functions/identity-score.js';
import { checkLabelWeights } from './check-label-weights.js';
import { checkLabels } from './check-labels.js';
import type { ClassLoss } from './class-loss.js';
import { inOrderOf } from './in-order-of.js';
import type { SoftmaxCrossEntropyConfig } from './loss-config.js';

/** Options of {@link softmaxCrossEntropy}. */
export interface SoftmaxCrossEntropyOptions {
  /** One factor w >= 0 per class; 1 for all when left out. The mean still divides by the number of rows. */
  readonly labelWeights?: ArrayLike<number> | undefined;
  /** ε in [0, 1] as `amount`: targets become (1 - ε) y + ε/n. None when left out. */
  readonly labelSmoothing?: { readonly amount: number } | undefined;
}

/**
 * Softmax cross entropy: the negative log likelihood of one right class among n.
 *
 *     loss = (1/batch) Σ_r Σ_j w_j y_rj (log Σ_i exp(s_ri) - s_rj)        ∂/∂s_rj = (p_rj Σ_i w_i y_ri - w_j y_rj) / batch
 *
 * Targets y: a label set S counts 1/|S| for each of its labels, and must have one; a tensor is taken as it is.
 *
 * @returns a loss on scores s [batch, n]; finite for |s| <= 1e3, with finite gradients
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function softmaxCrossEntropy(options: SoftmaxCrossEntropyOptions = {}): ClassLoss {
  const config = checkedConfig(options);
  const compute = (scores: tf.Tensor2D, labels: LabelSets | tf.Tensor2D): tf.Scalar => {
    const [numLabels, batch] = scores.shape;
    const size = { batch, numLabels };
    const byClass = computeByClass(config, size, labels, (classes) =>
      classNegativeLogLikelihood(
        { of: () => scores, bias: undefined },
        identityScore({ kind: 'identity' }),
        [],
        classes,
      ),
    );
    return byClass ?? meanOf(crossEntropyOfColumns(scores, columnTargets(config, size, labels)));
  };
  return markBuiltIn<ClassLoss>({
    kind: config.kind,
    toConfig: () => structuredClone(config),
    compute: (logits, labels) => {
      checkTensor2d(place, 'logits', logits, ['batch', 'n']);
      return tf.tidy(() => compute(transposed(logits), labels));
    },
    computeTransposed: (logits, labels) => {
      checkTensor2d(place, 'logits', logits, ['n', 'batch']);
      return tf.tidy(() => compute(logits, labels));
    },
    computeByClass: (size, labels, negativeLogLikelihood) =>
      computeByClass(config, size, labels, negativeLogLikelihood),
  });
}

const place = 'softmax-cross-entropy loss';

interface Size {
  readonly batch: number;
  readonly numLabels: number;
}

function checkedConfig(options: SoftmaxCrossEntropyOptions): SoftmaxCrossEntropyConfig {
  const factory = 'softmaxCrossEntropy';
  checkOptions(factory, options, ['labelWeights', 'labelSmoothing']);
  const { labelWeights, labelSmoothing } = options;
  return {
    kind: 'softmax-cross-entropy',
    ...(labelWeights === undefined ? {} : { labelWeights: checkLabelWeights(factory, labelWeights) }),
    ...(labelSmoothing === undefined ? {} : { labelSmoothing: checkLabelSmoothing(factory, labelSmoothing) }),
  };
}

function checkLabelSmoothing(factory: string, labelSmoothing: unknown): { readonly amount: number } {
  checkOptions(`${factory}: labelSmoothing`, labelSmoothing, ['amount']);
  const { amount } = labelSmoothing;
  checkNumber(factory, 'labelSmoothing.amount', amount, 0, 1);
  return { amount };
}

function computeByClass(
  config: SoftmaxCrossEntropyConfig,
  size: Size,
  labels: LabelSets | tf.Tensor2D,
  negativeLogLikelihood: (classes: Int32Array) => tf.Tensor1D,
): tf.Scalar | undefined {
  checkLabels(place, labels, config, size);
  if (labels instanceof tf.Tensor) return undefined;
  checkNoneEmpty(labels);
  if (labels.indices.length !== size.batch) return undefined;
  // As many labels as rows, and no row is empty: one in each.
  const { labelWeights, labelSmoothing } = config;
  if (labelSmoothing !== undefined && labelSmoothing.amount !== 0) return undefined;
  const classes = Int32Array.from(labels.indices);
  const factors =
    labelWeights === undefined ? undefined : Float32Array.from(classes, (label) => labelWeights[label]!);
  return tf.tidy(() => meanOf(negativeLogLikelihood(classes), factors));
}

function checkNoneEmpty({ numRows, offsets }: LabelSets): void {
  for (let row = 0; row < numRows; row++) {
    if (offsets[row] === offsets[row + 1]) {
      throw new RangeError(`${place}: the label set of row ${row} is empty; every row needs a right class`);
    }
  }
}

/** The targets of a checked batch, weighted and smoothed, in the order of the scores [n, batch]. */
function columnTargets(
  { labelWeights, labelSmoothing }: SoftmaxCrossEntropyConfig,
  { batch, numLabels }: Size,
  labels: LabelSets | tf.Tensor2D,
): ColumnTargets {
  const amount = labelSmoothing?.amount ?? 0;
  const weightOf = (label: number): number => labelWeights?.[label] ?? 1;
  const shared =
    amount === 0
      ? undefined
      : Float32Array.from({ length: numLabels }, (_, label) => (amount / numLabels) * weightOf(label));
  if (labels instanceof tf.Tensor) {
    const own = tf.mul<tf.Tensor2D>(inOrderOf(labels, true), 1 - amount);
    const weighted =
      labelWeights === undefined
        ? own
        : tf.mul<tf.Tensor2D>(own, tf.tensor2d(Float32Array.from(labelWeights), [numLabels, 1]));
    const values =
      shared === undefined ? weighted : tf.add<tf.Tensor2D>(weighted, tf.tensor2d(shared, [numLabels, 1]));
    return { kind: 'dense', values };
  }
  const { offsets, indices } = labels;
  const numActive = offsets[batch]!;
  const positions = new Int32Array(numActive);
  const columns = new Int32Array(numActive);
  const amounts = new Float32Array(numActive);
  const totals = new Float32Array(batch).fill(shared?.reduce((sum, x) => sum + x, 0) ?? 0);
  for (let row = 0; row < batch; row++) {
    const share = (1 - amount) / (offsets[row + 1]! - offsets[row]!);
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      positions[i] = indices[i]! * batch + row;
      columns[i] = row;
      amounts[i] = share * weightOf(indices[i]!);
      totals[row]! += amounts[i]!;
    }
  }
  return { kind: 'sparse', positions, columns, amounts, shared, totals };
}

/** The mean of factor_r x_r. */
function meanOf(x: tf.Tensor1D, factors?: Float32Array): tf.Scalar {
  const scaled = (y: tf.Tensor): tf.Tensor => {
    const mean = tf.div(y, x.size);
    return factors === undefined ? mean : tf.mul(mean, tf.tensor1d(factors));
  };
  return withGradient<tf.Scalar>([x], () => ({
    value: tf.sum<tf.Scalar>(scaled(x)),
    gradFunc: (dy) => [() => tf.tidy(() => tf.mul(tf.ones([x.size]), scaled(dy)))],
  }));
}
