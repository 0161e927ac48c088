import {
  type DataId,
  type DataType,
  findBackend,
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

/**
 * Gradients that the wasm backend of TensorFlow.js 4.22 does not have (UnsortedSegmentSum is the gradient of an
 * embedding look-up, the others of convolutions), and MaxPoolGrad, which it has but computes wrongly: it adds into
 * memory that it does not clear.
 */
export const replacedWasmKernels: readonly string[] = [
  'UnsortedSegmentSum',
  'MaxPoolGrad',
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
  'DepthwiseConv2dNativeBackpropInput',
];

/** What these kernels need of a backend. */
interface KernelBackend {
  readSync(dataId: DataId): Float32Array | Int32Array | Uint8Array;
  disposeData(dataId: DataId, force?: boolean): boolean;
}
interface CpuBackend extends KernelBackend {
  makeTensorInfo(shape: number[], dtype: DataType, values: ArrayBufferView): TensorInfo;
}
interface WasmBackend extends KernelBackend {
  makeOutput(shape: number[], dtype: DataType, memoryOffset: undefined, values: ArrayBufferView): TensorInfo;
}

/**
 * Lets the wasm backend run {@link replacedWasmKernels} on the cpu backend's implementations: right, though not fast.
 * Needs both backends registered. Calling it again changes nothing.
 */
export function replaceWasmKernels(): void {
  for (const kernelName of replacedWasmKernels) {
    const reference = getKernel(kernelName, 'cpu');
    const present = getKernel(kernelName, 'wasm') as (KernelConfig & { borrowed?: true }) | undefined;
    if (reference === undefined || present?.borrowed) continue;
    if (present !== undefined) unregisterKernel(kernelName, 'wasm');
    const config: KernelConfig & { borrowed: true } = {
      kernelName,
      backendName: 'wasm',
      kernelFunc: borrowKernel(reference.kernelFunc),
      borrowed: true,
    };
    registerKernel(config);
  }
}

/** Copies the inputs to the cpu backend, runs the kernel there, and copies the result back. */
function borrowKernel(kernelFunc: KernelFunc): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const wasm = backend as unknown as WasmBackend;
    const cpu = findBackend('cpu') as unknown as CpuBackend;
    const copies: typeof inputs = {};
    for (const [name, input] of Object.entries(inputs)) {
      if (input === undefined) continue;
      const { shape, dtype, dataId } = input as TensorInfo;
      copies[name] = cpu.makeTensorInfo(shape, dtype, wasm.readSync(dataId));
    }
    const result = kernelFunc({ inputs: copies, backend: cpu, attrs } as Parameters<KernelFunc>[0]);
    const output = result as TensorInfo;
    const values = cpu.readSync(output.dataId);
    const { shape, dtype } = output;
    cpu.disposeData(output.dataId, true);
    for (const copy of Object.values(copies)) cpu.disposeData((copy as TensorInfo).dataId, true);
    return wasm.makeOutput(shape, dtype, undefined, values);
  };
}
