import { type LabelLossAttributes, type LabelLossInputs, labelLossKernels } from '@sbn/heads';
import type { CrossEntropyTask } from '@sbn/kernels/tensor-kernels';
import { getKernel, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import type { ReplacementKernel } from '../replacement.js';
import { addressOf, entriesOf, makeTensor, type WasmBackend } from '../wasm-backend.js';

/** The loss of our heads, its value and its gradient, in one pass over the logits. */
export const crossEntropyKernel: ReplacementKernel = {
  kernelName: labelLossKernels['sigmoid-cross-entropy'],
  reason: 'own',
  fixes: 'sigmoid cross entropy and its gradient took some twenty passes over the logits',
  upstream: [],
  create:
    (kernels) =>
    ({ inputs, attrs, backend }) => {
      const wasm = backend as WasmBackend;
      const { logits, labels, labelSets, labelWeights } = inputs as unknown as LabelLossInputs;
      const { config, isTransposed } = attrs as unknown as LabelLossAttributes;
      const [rows, cols] = logits.shape;
      const [batch, numLabels] = isTransposed ? [cols, rows] : [rows, cols];
      const { amount, target } = config.labelSmoothing ?? { amount: 0, target: 0 };
      const value = makeTensor(wasm, []);
      const gradient = makeTensor(wasm, logits.shape);
      // A copy: an allocation can move the memory.
      const weights = labelWeights === undefined ? undefined : entriesOf(wasm, labelWeights).slice();
      const sum = (targets: CrossEntropyTask['targets']): number =>
        kernels.sigmoidCrossEntropy({
          logits: addressOf(wasm, logits),
          gradient: addressOf(wasm, gradient),
          rows,
          cols,
          targets,
          rowWeights: isTransposed ? weights : undefined,
          colWeights: isTransposed ? undefined : weights,
          scale: config.reduction === 'mean' ? 1 / (batch * numLabels) : 1 / batch,
        });
      let total: number;
      if (labelSets !== undefined) {
        const packed = wasm.readSync(labelSets.dataId) as Int32Array;
        const positions = activePositions(packed, batch, numLabels, isTransposed);
        const inactive = amount * target;
        total = sum({ inactive, active: 1 - amount + inactive, positions });
      } else {
        const inOrder = isTransposed ? transposed(labels!, wasm) : labels!;
        total = sum({ all: addressOf(wasm, inOrder), scale: 1 - amount, shift: amount * target });
        if (isTransposed) wasm.disposeData(inOrder.dataId);
      }
      entriesOf(wasm, value)[0] = total;
      return [value, gradient];
    },
};

/** Where the active entries are in the memory of the logits, in increasing order. */
function activePositions(
  packed: Int32Array,
  batch: number,
  numLabels: number,
  isTransposed: boolean,
): Int32Array {
  const positions = new Int32Array(packed[batch]!);
  for (let row = 0; row < batch; row++) {
    for (let i = packed[row]!; i < packed[row + 1]!; i++) {
      const label = packed[batch + 1 + i]!;
      positions[i] = isTransposed ? label * batch + row : row * numLabels + label;
    }
  }
  return positions.sort();
}

function transposed(x: TensorInfo, backend: WasmBackend): TensorInfo {
  const { kernelFunc } = getKernel('Transpose', 'wasm')!;
  return kernelFunc({
    inputs: { x },
    backend,
    attrs: { perm: [1, 0] },
  } as unknown as Parameters<KernelFunc>[0]) as TensorInfo;
}
