import type { LabelSets } from '@sbn/core';
import * as tf from '@tensorflow/tfjs-core';
import { markBuiltIn } from '../built-in.js';
import { checkTensor2d } from '../checks/check-tensor2d.js';
import { classNegativeLogLikelihood } from '../likelihood/class-negative-log-likelihood.js';
import type { ColumnTargets } from '../likelihood/column-targets.js';
import { crossEntropyOfColumns } from '../likelihood/cross-entropy-of-columns.js';
import { transposed } from '../linear/transposed.js';
import { withGradient } from '../operations/with-gradient.js';
import { identityScore } from '../score-functions/identity-score.js';
import { checkLabels } from './check-labels.js';
import type { ClassLoss } from './class-loss.js';
import { inOrderOf } from './in-order-of.js';
import type { ClassLossConfig } from './loss-config.js';

/**
 * Makes a {@link ClassLoss} from its checked config: label weights, smoothing, sparse labels, rows that are unknown and both
 * orders of the scores are dealt with here, once.
 */
export function createClassLoss(config: ClassLossConfig): ClassLoss {
  const place = `${config.kind} loss`;
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

interface Size {
  readonly batch: number;
  readonly numLabels: number;
}

function computeByClass(
  config: ClassLossConfig,
  size: Size,
  labels: LabelSets | tf.Tensor2D,
  negativeLogLikelihood: (classes: Int32Array) => tf.Tensor1D,
): tf.Scalar | undefined {
  const place = `${config.kind} loss`;
  checkLabels(place, labels, config, size);
  if (labels instanceof tf.Tensor) return undefined;
  const empty = firstEmpty(labels);
  if (empty !== undefined && config.kind !== 'entropic-open-set') {
    throw new RangeError(`${place}: the label set of row ${empty} is empty; every row needs a right class`);
  }
  // As many labels as rows, and no row is empty: one in each.
  if (empty !== undefined || labels.indices.length !== size.batch) return undefined;
  const { labelWeights, labelSmoothing } = config;
  if (labelSmoothing !== undefined && labelSmoothing.amount !== 0) return undefined;
  const classes = Int32Array.from(labels.indices);
  const factors =
    labelWeights === undefined ? undefined : Float32Array.from(classes, (label) => labelWeights[label]!);
  return tf.tidy(() => meanOf(negativeLogLikelihood(classes), factors));
}

function firstEmpty({ numRows, offsets }: LabelSets): number | undefined {
  for (let row = 0; row < numRows; row++) if (offsets[row] === offsets[row + 1]) return row;
  return undefined;
}

/**
 * The targets of a checked batch, weighted and smoothed, in the order of the scores [n, batch]. For the entropic open-set
 * loss what the targets of a row lack of 1 is spread evenly over its classes: all of it where the row is unknown.
 */
function columnTargets(
  { kind, labelWeights, labelSmoothing }: ClassLossConfig,
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
    if (kind !== 'entropic-open-set') return { kind: 'dense', values };
    const lacking = tf.relu(tf.sub(1, tf.sum(values, 0)));
    return { kind: 'dense', values: tf.add(values, tf.div(lacking, numLabels)) };
  }
  const { offsets, indices } = labels;
  const numActive = offsets[batch]!;
  const positions = new Int32Array(numActive);
  const columns = new Int32Array(numActive);
  const amounts = new Float32Array(numActive);
  const even = kind === 'entropic-open-set' ? new Float32Array(batch) : undefined;
  const totals = new Float32Array(batch).fill(shared?.reduce((sum, x) => sum + x, 0) ?? 0);
  for (let row = 0; row < batch; row++) {
    if (even !== undefined && offsets[row] === offsets[row + 1]) {
      even[row] = 1 / numLabels;
      totals[row] = 1;
    }
    const share = (1 - amount) / (offsets[row + 1]! - offsets[row]!);
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      positions[i] = indices[i]! * batch + row;
      columns[i] = row;
      amounts[i] = share * weightOf(indices[i]!);
      totals[row]! += amounts[i]!;
    }
  }
  return { kind: 'sparse', positions, columns, amounts, shared, even, totals };
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
