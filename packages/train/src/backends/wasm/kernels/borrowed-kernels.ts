import {
  type DataId,
  type DataType,
  engine,
  getKernel,
  type KernelFunc,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { type Replacement, type ReplacementKernel, tfjsThread } from '../replacement.js';
import type { WasmBackend } from '../wasm-backend.js';

const wrong: readonly Pick<Replacement, 'kernelName' | 'fixes' | 'upstream'>[] = [
  {
    kernelName: 'Conv3DBackpropInputV2',
    fixes: 'the gradient is wrong for more than one channel',
    upstream: [tfjsThread('pull', 7466)],
  },
  ...['MaxPool3D', 'MaxPoolWithArgmax'].map((kernelName) => ({
    kernelName,
    fixes:
      'a window without a positive entry gives the smallest positive number, where the search for the largest entry starts',
    upstream: [],
  })),
  ...['Dilation2D', 'Dilation2DBackpropFilter', 'Dilation2DBackpropInput'].map((kernelName) => ({
    kernelName,
    fixes: 'the result is wrong for more than one channel',
    upstream: [tfjsThread('pull', 7334)],
  })),
];

/** Rare kernels that are wrong: those of the cpu backend take their place. */
export const borrowedKernels: readonly ReplacementKernel[] = wrong.map((replacement) => ({
  ...replacement,
  reason: 'wrong',
  create: () => borrowedFrom(replacement.kernelName),
}));

/** What a borrowed kernel needs of the cpu backend. */
interface CpuBackend {
  makeTensorInfo(shape: number[], dtype: DataType, values: ArrayBufferView): TensorInfo;
  readSync(dataId: DataId): Float32Array | Int32Array | Uint8Array;
  disposeData(dataId: DataId, force?: boolean): boolean;
}

/**
 * A kernel of the cpu backend for tensors of the wasm backend: copies the inputs over, runs it there, and copies the
 * result back. Right, though not fast.
 */
export function borrowedFrom(kernelName: string): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const wasm = backend as WasmBackend;
    const cpu = engine().findBackend('cpu') as unknown as CpuBackend;
    // Einsum is given a list.
    const copies = (Array.isArray(inputs) ? [] : {}) as typeof inputs;
    for (const [name, input] of Object.entries(inputs)) {
      if (input === undefined) continue;
      const { shape, dtype, dataId } = input as TensorInfo;
      // Some kernels ask a tensor for its rank.
      copies[name] = Object.assign(cpu.makeTensorInfo(shape, dtype, wasm.readSync(dataId)), {
        rank: shape.length,
      });
    }
    const { kernelFunc } = getKernel(kernelName, 'cpu')!;
    const outputs = kernelFunc({
      inputs: copies,
      backend: cpu,
      attrs,
    } as unknown as Parameters<KernelFunc>[0]);
    const toWasm = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => {
      const values = cpu.readSync(dataId);
      cpu.disposeData(dataId, true);
      return wasm.makeOutput(shape, dtype, undefined, values);
    };
    const results = Array.isArray(outputs) ? outputs.map(toWasm) : toWasm(outputs);
    for (const copy of Object.values(copies)) cpu.disposeData((copy as TensorInfo).dataId, true);
    return results;
  };
}
