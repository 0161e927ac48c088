import type { ConvolutionSizes, DepthwiseTask } from '@sbn/kernels/tensor-kernels';
import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import {
  type ConvolutionFilterGradientInputs,
  type ConvolutionInputGradientInputs,
  type ConvolutionInputs,
  convolutionFilterGradientKernel,
  convolutionInputGradientKernel,
  convolutionKernel,
  type ConvolutionAttributes as OwnAttributes,
} from '../../../encoders/convolution-kernel.js';
import { type ReplacementKernel, tfjsThread } from '../replacement.js';
import { addressOf, makeTensor, makeZeros, type WasmBackend } from '../wasm-backend.js';

const slow = {
  reason: 'slow',
  fixes: 'XNNPACK convolves in one thread, and the gradient by the input is a loop without SIMD',
  upstream: [],
} as const;
const own = {
  reason: 'own',
  fixes: 'bias, relu and their gradients were passes of their own over every map',
  upstream: [],
} as const;

/** Convolutions, and gradients of them that the backend does not have. */
export const convolutionKernels: readonly ReplacementKernel[] = [
  {
    ...slow,
    kernelName: 'Conv2D',
    create: (kernels) => (given) => {
      const { x, filter } = given.inputs as unknown as { x: TensorInfo; filter: TensorInfo };
      const backend = given.backend as WasmBackend;
      const sizes = sizesOf(x.shape, filter.shape, given.attrs as unknown as ConvolutionAttributes);
      const output = makeTensor(backend, outputShape(sizes));
      kernels.convolve({
        ...sizes,
        input: addressOf(backend, x),
        filter: addressOf(backend, filter),
        output: addressOf(backend, output),
      });
      return output;
    },
  },
  {
    ...slow,
    kernelName: 'Conv2DBackpropInput',
    create: (kernels) => (given) => {
      const { dy, filter } = given.inputs as unknown as { dy: TensorInfo; filter: TensorInfo };
      const attrs = given.attrs as unknown as ConvolutionAttributes;
      const backend = given.backend as WasmBackend;
      const inputGradient = makeTensor(backend, attrs.inputShape!);
      kernels.convolutionInputGradient({
        ...sizesOf(attrs.inputShape!, filter.shape, attrs),
        slopes: addressOf(backend, dy),
        filter: addressOf(backend, filter),
        inputGradient: addressOf(backend, inputGradient),
      });
      return inputGradient;
    },
  },
  {
    kernelName: 'Conv2DBackpropFilter',
    reason: 'missing',
    fixes: 'no convolution could be trained',
    upstream: [tfjsThread('issues', 8474)],
    create: (kernels) => (given) => {
      const { x, dy } = given.inputs as unknown as { x: TensorInfo; dy: TensorInfo };
      const attrs = given.attrs as unknown as ConvolutionAttributes;
      const backend = given.backend as WasmBackend;
      const filterGradient = makeTensor(backend, attrs.filterShape!);
      kernels.convolutionFilterGradient({
        ...sizesOf(x.shape, attrs.filterShape!, attrs),
        input: addressOf(backend, x),
        slopes: addressOf(backend, dy),
        filterGradient: addressOf(backend, filterGradient),
      });
      return filterGradient;
    },
  },
  {
    ...own,
    kernelName: convolutionKernel,
    create: (kernels) => (given) => {
      const { x, filter, bias } = given.inputs as unknown as ConvolutionInputs;
      const { stride, isRectified } = given.attrs as unknown as OwnAttributes;
      const backend = given.backend as WasmBackend;
      const sizes = sizesOf(x.shape, filter.shape, { strides: stride, pad: 'same' });
      const output = makeTensor(backend, outputShape(sizes));
      kernels.convolve({
        ...sizes,
        input: addressOf(backend, x),
        filter: addressOf(backend, filter),
        bias: addressOf(backend, bias),
        output: addressOf(backend, output),
        activation: isRectified ? 'relu' : 'linear',
      });
      return output;
    },
  },
  {
    ...own,
    kernelName: convolutionFilterGradientKernel,
    create: (kernels) => (given) => {
      const { x, dy, y } = given.inputs as unknown as ConvolutionFilterGradientInputs;
      const { stride, isRectified, kernel } = given.attrs as unknown as OwnAttributes & {
        readonly kernel: readonly [number, number];
      };
      const backend = given.backend as WasmBackend;
      const filterShape = [...kernel, x.shape[3], dy.shape[3]];
      const filterGradient = makeTensor(backend, filterShape);
      const biasGradient = makeTensor(backend, [dy.shape[3]]);
      kernels.convolutionFilterGradient({
        ...sizesOf(x.shape, filterShape, { strides: stride, pad: 'same' }),
        input: addressOf(backend, x),
        slopes: addressOf(backend, dy),
        rectified: isRectified ? addressOf(backend, y) : undefined,
        filterGradient: addressOf(backend, filterGradient),
        biasGradient: addressOf(backend, biasGradient),
      });
      return [filterGradient, biasGradient];
    },
  },
  {
    ...own,
    kernelName: convolutionInputGradientKernel,
    create: (kernels) => (given) => {
      const { dy, y, filter } = given.inputs as unknown as ConvolutionInputGradientInputs;
      const { stride, isRectified, shape } = given.attrs as unknown as OwnAttributes & {
        readonly shape: readonly number[];
      };
      const backend = given.backend as WasmBackend;
      const inputGradient = makeTensor(backend, shape);
      kernels.convolutionInputGradient({
        ...sizesOf(shape, filter.shape, { strides: stride, pad: 'same' }),
        slopes: addressOf(backend, dy),
        rectified: isRectified ? addressOf(backend, y) : undefined,
        filter: addressOf(backend, filter),
        inputGradient: addressOf(backend, inputGradient),
      });
      return inputGradient;
    },
  },
  {
    kernelName: 'DepthwiseConv2dNativeBackpropFilter',
    reason: 'missing',
    fixes: 'no depthwise convolution could be trained',
    upstream: [],
    create: (kernels) => (given) => {
      const { x, dy } = given.inputs as unknown as { x: TensorInfo; dy: TensorInfo };
      const attrs = given.attrs as unknown as ConvolutionAttributes;
      const backend = given.backend as WasmBackend;
      const info = convolutionInfo(x.shape, attrs.filterShape!, attrs, true);
      const filter = makeZeros(backend, attrs.filterShape!);
      kernels.depthwiseFilterGradient(
        depthwiseTask(info, addressOf(backend, x), addressOf(backend, filter), addressOf(backend, dy)),
      );
      return filter;
    },
  },
  {
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    reason: 'missing',
    fixes: 'no layer below a depthwise convolution could be trained',
    upstream: [],
    create: (kernels) => (given) => {
      const { dy, filter } = given.inputs as unknown as { dy: TensorInfo; filter: TensorInfo };
      const attrs = given.attrs as unknown as ConvolutionAttributes;
      const backend = given.backend as WasmBackend;
      const info = convolutionInfo(attrs.inputShape!, filter.shape, attrs, true);
      const dx = makeZeros(backend, attrs.inputShape!);
      kernels.depthwiseInputGradient(
        depthwiseTask(info, addressOf(backend, dx), addressOf(backend, filter), addressOf(backend, dy)),
      );
      return dx;
    },
  },
];

interface ConvolutionAttributes {
  readonly strides: [number, number] | number;
  readonly dilations?: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly filterShape?: number[];
  readonly inputShape?: number[];
}

/** @throws Error for NCHW */
function sizesOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes,
): ConvolutionSizes {
  if (attributes.dataFormat === 'NCHW') {
    throw new Error('conv2d: the wasm backend knows the data format NHWC only, got NCHW');
  }
  return pick(convolutionInfo(inputShape, filterShape, attributes, false));
}

function outputShape(sizes: ConvolutionSizes): number[] {
  return [sizes.images, sizes.outHeight, sizes.outWidth, sizes.outChannels];
}

function convolutionInfo(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, dilations = 1, pad, dimRoundingMode }: ConvolutionAttributes,
  isDepthwise: boolean,
): backend_util.Conv2DInfo {
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
    isDepthwise,
  );
}

function depthwiseTask(
  info: backend_util.Conv2DInfo,
  input: number,
  filter: number,
  output: number,
): DepthwiseTask {
  return { ...pick(info), input, filter, output, multiplier: info.outChannels / info.inChannels };
}

/** The sizes alone: TensorFlow.js' own description of a convolution has more. */
function pick(info: backend_util.Conv2DInfo): ConvolutionSizes {
  return {
    images: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
  };
}
