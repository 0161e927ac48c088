import type { LabelSets } from '@sbn/core';
import * as tf from '@tensorflow/tfjs-core';
import { markBuiltIn } from '../built-in.js';
import { checkTensor2d } from '../checks/check-tensor2d.js';
import { fusedLabelLoss, hasFusedLabelLoss } from '../kernels/fused-label-loss.js';
import { withGradient } from '../operations/with-gradient.js';
import { checkLabels } from './check-labels.js';
import { inOrderOf } from './in-order-of.js';
import type { Loss } from './loss.js';
import type { EntryLossConfig, LabelLossConfig } from './loss-config.js';

/** A target for every entry: a tensor of the logits' shape, or one number in [0, 1] for all of them. */
export type Target = tf.Tensor | number;

/**
 * The loss of one logit z with target y, entry by entry, and its derivative by z. Both finite for |z| <= 1e3. The label is
 * the target before smoothing.
 */
export interface EntryLoss {
  readonly value: (z: tf.Tensor, y: Target, label: Target) => tf.Tensor;
  readonly derivative: (z: tf.Tensor, y: Target, label: Target) => tf.Tensor;
}

/**
 * Makes a {@link Loss} from the loss of one entry: label weights, smoothing, the reduction, sparse labels and both
 * orders of the logits are dealt with here, once. Where the backend has a kernel for the whole loss, that is used.
 *
 * With sparse labels all entries are first computed with the target of an inactive label, then the few active ones
 * are computed again with theirs and put in their places. So the dense label table never exists, and no large terms
 * cancel as they would in Σ_all - Σ_active. (On wasm at B = 128, n = 2043: 0.08 ms to put them in place; 0.4 ms to
 * fill a dense table on the host.)
 *
 * Sums run over the rows first, so that the rounding error of a float32 sum grows with B + n and not with B n.
 *
 * @param kernelConfig a loss with the same values whose kernels are to be used; `config` when left out
 */
export function createLabelLoss(
  config: EntryLossConfig,
  entry: EntryLoss,
  kernelConfig: EntryLossConfig = config,
): Loss {
  const evaluate = (
    logits: tf.Tensor2D,
    labels: LabelSets | tf.Tensor2D,
    isTransposed: boolean,
  ): tf.Scalar => {
    const { batch, numLabels } = checked(config, logits, labels, isTransposed);
    if (hasFusedLabelLoss(kernelConfig.kind)) {
      return fusedLabelLoss(kernelConfig, logits, labels, isTransposed);
    }
    return evaluateByOperations(config, entry, logits, labels, { batch, numLabels, isTransposed });
  };
  return markBuiltIn<Loss>({
    kind: config.kind,
    toConfig: () => structuredClone(config),
    compute: (logits, labels) => evaluate(logits, labels, false),
    computeTransposed: (logits, labels) => evaluate(logits, labels, true),
  });
}

interface Order {
  readonly batch: number;
  readonly numLabels: number;
  readonly isTransposed: boolean;
}

/** Checks that labels fit logits, and tells how many of both there are. */
function checked(
  config: EntryLossConfig,
  logits: tf.Tensor2D,
  labels: LabelSets | tf.Tensor2D,
  isTransposed: boolean,
): Omit<Order, 'isTransposed'> {
  const place = `${config.kind} loss`;
  checkTensor2d(place, 'logits', logits, isTransposed ? ['n', 'batch'] : ['batch', 'n']);
  const [batch, numLabels] = isTransposed ? [logits.shape[1], logits.shape[0]] : logits.shape;
  checkLabels(place, labels, config, { batch, numLabels });
  return { batch, numLabels };
}

function evaluateByOperations(
  config: EntryLossConfig,
  entry: EntryLoss,
  logits: tf.Tensor2D,
  labels: LabelSets | tf.Tensor2D,
  { batch, numLabels, isTransposed }: Order,
): tf.Scalar {
  const { labelWeights } = config;
  const scale = config.reduction === 'mean' ? 1 / (batch * numLabels) : 1 / batch;
  const weighted = (x: tf.Tensor): tf.Tensor => {
    if (labelWeights === undefined) return x;
    const factors = tf.tensor2d(
      Float32Array.from(labelWeights),
      isTransposed ? [numLabels, 1] : [1, numLabels],
    );
    return tf.mul(x, factors);
  };
  const total = (x: tf.Tensor): tf.Scalar => tf.mul(tf.sum(tf.sum(x, 1)), scale);
  const gradient = (x: tf.Tensor, dy: tf.Tensor): tf.Tensor => tf.mul(x, tf.mul(dy, scale));

  if (labels instanceof tf.Tensor) {
    return withGradient<tf.Scalar>([logits], (save) => {
      const inOrder = inOrderOf(labels, isTransposed);
      save([logits, inOrder]);
      const compute = (of: EntryLoss['value'], z: tf.Tensor, label: tf.Tensor): tf.Tensor =>
        freeing(of(z, smoothed(label, config), label), weighted);
      return {
        value: total(compute(entry.value, logits, inOrder)),
        gradFunc: (dy, [z, label]) => [() => gradient(compute(entry.derivative, z!, label!), dy)],
      };
    });
  }
  const positions = activePositions(labels, isTransposed);
  const inactive = smoothedNumber(0, config);
  const active = smoothedNumber(1, config);
  const compute = (of: EntryLoss['value'], z: tf.Tensor): tf.Tensor =>
    freeing(of(z, inactive, 0), (x) => replaced(x, positions, z, (zActive) => of(zActive, active, 1)));
  return withGradient<tf.Scalar>([logits], (save) => {
    save([logits]);
    return {
      value: total(freeing(compute(entry.value, logits), weighted)),
      gradFunc: (dy, [z]) => [() => gradient(freeing(compute(entry.derivative, z!), weighted), dy)],
    };
  });
}

/** step(x), after which x is freed unless it is the result. */
function freeing(x: tf.Tensor, step: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const result = step(x);
  if (result !== x) x.dispose();
  return result;
}

function smoothedNumber(y: number, { labelSmoothing }: LabelLossConfig): number {
  if (labelSmoothing === undefined) return y;
  return (1 - labelSmoothing.amount) * y + labelSmoothing.amount * labelSmoothing.target;
}

function smoothed(y: tf.Tensor, { labelSmoothing }: LabelLossConfig): tf.Tensor {
  if (labelSmoothing === undefined) return y;
  return tf.add(tf.mul(y, 1 - labelSmoothing.amount), labelSmoothing.amount * labelSmoothing.target);
}

/** Where the active entries are in the logits' memory, row after row. */
function activePositions(
  { numRows, numCols, offsets, indices }: LabelSets,
  isTransposed: boolean,
): Int32Array {
  const positions = new Int32Array(offsets[numRows]!);
  for (let row = 0; row < numRows; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      positions[i] = isTransposed ? indices[i]! * numRows + row : row * numCols + indices[i]!;
    }
  }
  return positions;
}

/** x with the entries at `positions` replaced by `of(z at those positions)`. */
function replaced(
  x: tf.Tensor,
  positions: Int32Array,
  z: tf.Tensor,
  of: (z: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  if (positions.length === 0) return x;
  return tf.tidy(() => {
    const at = tf.tensor1d(positions, 'int32');
    const updates = of(tf.gather(tf.reshape(z, [z.size]), at));
    const flat = tf.tensorScatterUpdate(tf.reshape(x, [x.size]), tf.expandDims(at, 1), updates);
    return tf.reshape(flat, x.shape);
  });
}
