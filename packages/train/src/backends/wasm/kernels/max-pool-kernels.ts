import type { MaxPoolTask, TensorKernels } from '@sbn/kernels/tensor-kernels';
import { backend_util, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { type ReplacementKernel, tfjsThread } from '../replacement.js';
import { addressOf, makeTensor, makeZeros, type WasmBackend } from '../wasm-backend.js';

const fixes =
  'it adds into memory that it does not clear, and a window without a positive entry gets no gradient, because the search ' +
  'for the largest entry starts at the smallest positive number';

/** Max pooling of pictures, and the gradients of max pooling. */
export const maxPoolKernels: readonly ReplacementKernel[] = [
  {
    kernelName: 'MaxPool',
    reason: 'slow',
    fixes: 'it ran in one thread, however many there are',
    upstream: [],
    create: (kernels) => (given) => {
      const x = given.inputs.x as TensorInfo;
      const backend = given.backend as WasmBackend;
      const sizes = pictureSizes(x.shape, given.attrs as unknown as PoolAttributes);
      const output = makeTensor(backend, [x.shape[0]!, sizes.outHeight, sizes.outWidth, x.shape[3]!]);
      kernels.maxPool({
        ...taskOf(sizes),
        input: addressOf(backend, x),
        output: addressOf(backend, output),
        outputGradient: 0,
        inputGradient: 0,
      });
      return output;
    },
  },
  {
    kernelName: 'MaxPoolGrad',
    reason: 'wrong',
    fixes,
    upstream: [tfjsThread('pull', 7672)],
    create: (kernels) => maxPoolGradient(kernels, pictureSizes),
  },
  {
    kernelName: 'MaxPool3DGrad',
    reason: 'wrong',
    fixes,
    upstream: [],
    create: (kernels) =>
      maxPoolGradient(kernels, (shape, { filterSize, strides, pad, dimRoundingMode }) =>
        backend_util.computePool3DInfo(
          shape as [number, number, number, number, number],
          filterSize as [number, number, number],
          strides as [number, number, number],
          1,
          pad as 'valid' | 'same' | number,
          dimRoundingMode,
        ),
      ),
  },
];

interface PoolAttributes {
  readonly filterSize: readonly number[] | number;
  readonly strides: readonly number[] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The sizes of a pooling; a plane has a depth of 1. */
type PoolSizes = Omit<
  MaxPoolTask,
  | 'input'
  | 'output'
  | 'outputGradient'
  | 'inputGradient'
  | 'images'
  | 'channels'
  | 'padFront'
  | 'padTop'
  | 'padLeft'
> & {
  readonly batchSize: number;
  readonly inChannels: number;
  readonly padInfo: { readonly front: number; readonly top: number; readonly left: number };
};

function pictureSizes(
  shape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes,
): PoolSizes {
  const info = backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad,
    dimRoundingMode,
  );
  const { filterHeight, filterWidth, padInfo, ...rest } = info;
  return {
    ...rest,
    filterDepth: 1,
    filterHeight,
    filterWidth,
    inDepth: 1,
    outDepth: 1,
    strideDepth: 1,
    dilationDepth: 1,
    padInfo: { front: 0, ...padInfo },
  };
}

function maxPoolGradient(
  kernels: TensorKernels,
  sizesOf: (shape: readonly number[], attributes: PoolAttributes) => PoolSizes,
): KernelFunc {
  return (given) => {
    const { dy, input, output } = given.inputs as unknown as Record<'dy' | 'input' | 'output', TensorInfo>;
    const backend = given.backend as WasmBackend;
    const sizes = sizesOf(input.shape, given.attrs as unknown as PoolAttributes);
    const dx = makeZeros(backend, input.shape);
    kernels.maxPoolGradient({
      ...taskOf(sizes),
      input: addressOf(backend, input),
      output: addressOf(backend, output),
      outputGradient: addressOf(backend, dy),
      inputGradient: addressOf(backend, dx),
    });
    return dx;
  };
}

/** The sizes alone: TensorFlow.js' own description of a pooling has more. */
function taskOf(sizes: PoolSizes) {
  const { inDepth, inHeight, inWidth, outDepth, outHeight, outWidth } = sizes;
  const { filterDepth, filterHeight, filterWidth, strideDepth, strideHeight, strideWidth } = sizes;
  const { dilationDepth, dilationHeight, dilationWidth } = sizes;
  return {
    ...{ inDepth, inHeight, inWidth, outDepth, outHeight, outWidth },
    ...{ filterDepth, filterHeight, filterWidth, strideDepth, strideHeight, strideWidth },
    ...{ dilationDepth, dilationHeight, dilationWidth },
    images: sizes.batchSize,
    channels: sizes.inChannels,
    padFront: sizes.padInfo.front,
    padTop: sizes.padInfo.top,
    padLeft: sizes.padInfo.left,
  };
}
