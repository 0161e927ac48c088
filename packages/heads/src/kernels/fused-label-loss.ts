import type { LabelSets } from '@sbn/core';
import * as tf from '@tensorflow/tfjs-core';
import type { EntryLossConfig } from '../losses/loss-config.js';
import { withGradient } from '../operations/with-gradient.js';
import {
  type LabelLossInputs,
  type LabelLossOutputs,
  labelLossGradientKernels,
  labelLossKernels,
} from './label-loss-kernel.js';
import { scaled } from './scale-kernel.js';

/** Whether the current backend has a kernel for a loss: see {@link labelLossKernels}. */
export function hasFusedLabelLoss(kind: EntryLossConfig['kind']): boolean {
  return tf.getKernel(labelLossKernels[kind], tf.getBackend()) !== undefined;
}

/**
 * A loss by the kernels of the current backend: see {@link labelLossKernels}.
 *
 * @param logits float32 [n, batch] if `isTransposed`, else [batch, n]
 * @param labels checked: label sets of that many rows and labels, or a tensor [batch, n] of any number type
 */
export function fusedLabelLoss(
  config: EntryLossConfig,
  logits: tf.Tensor2D,
  labels: LabelSets | tf.Tensor2D,
  isTransposed: boolean,
): tf.Scalar {
  return withGradient<tf.Scalar>([logits], (save) => {
    const attributes = { config, isTransposed } as unknown as tf.NamedAttrMap;
    const given: tf.Tensor[] = [];
    const names: string[] = [];
    const add = (name: string, tensor: tf.Tensor): void => {
      names.push(name);
      given.push(tensor);
    };
    add('logits', logits);
    if (!(labels instanceof tf.Tensor)) add('labelSets', packed(labels));
    else add('labels', labels.dtype === 'float32' ? labels : tf.cast(labels, 'float32'));
    if (config.labelWeights !== undefined) {
      add('labelWeights', tf.tensor1d(Float32Array.from(config.labelWeights)));
    }
    const inputsOf = (tensors: readonly tf.Tensor[]): LabelLossInputs =>
      Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) as unknown as LabelLossInputs;

    const outputs = tf
      .engine()
      .runKernel(labelLossKernels[config.kind], { ...inputsOf(given) }, attributes) as LabelLossOutputs;
    if (!(outputs instanceof tf.Tensor)) {
      const [value, gradient] = outputs;
      save([gradient]);
      return { value: value as tf.Scalar, gradFunc: (dy, [saved]) => [() => scaled(saved!, dy)] };
    }
    save(given);
    return {
      value: outputs as tf.Scalar,
      gradFunc: (dy, saved) => [
        () =>
          tf
            .engine()
            .runKernel(
              labelLossGradientKernels[config.kind],
              { ...inputsOf(saved), dy },
              attributes,
            ) as tf.Tensor,
      ],
    };
  });
}

function packed({ numRows, offsets, indices }: LabelSets): tf.Tensor1D {
  const numActive = offsets[numRows]!;
  const values = new Int32Array(numRows + 1 + numActive);
  values.set(offsets.subarray(0, numRows + 1));
  values.set(indices.subarray(0, numActive), numRows + 1);
  return tf.tensor1d(values, 'int32');
}
