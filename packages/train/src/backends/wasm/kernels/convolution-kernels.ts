import type { ConvolutionTask, TensorKernels } from '@sbn/kernels/tensor-kernels';
import { backend_util, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { type ReplacementKernel, tfjsThread } from '../replacement.js';
import { addressOf, makeTensor, makeZeros, type WasmBackend } from '../wasm-backend.js';

/** Gradients of convolutions that the backend does not have. */
export const convolutionKernels: readonly ReplacementKernel[] = [
  {
    kernelName: 'Conv2DBackpropFilter',
    reason: 'missing',
    fixes: 'no convolution could be trained',
    upstream: [tfjsThread('issues', 8474)],
    create: conv2dFilterGradient,
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
        taskOf(info, addressOf(backend, x), addressOf(backend, filter), addressOf(backend, dy), 0),
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
        taskOf(info, addressOf(backend, dx), addressOf(backend, filter), addressOf(backend, dy), 0),
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

/** Bytes of patches that are held at once. */
const patchBytes = 2 ** 25;

/**
 * dF = Σ_images patchesᵀ dy: what the filter sees at each place is copied into rows, some images at a time, so that the
 * gradient is one matrix product.
 */
function conv2dFilterGradient(kernels: TensorKernels): KernelFunc {
  return (given) => {
    const { x, dy } = given.inputs as unknown as { x: TensorInfo; dy: TensorInfo };
    const attrs = given.attrs as unknown as ConvolutionAttributes;
    if (attrs.dataFormat === 'NCHW') {
      throw new Error('Conv2DBackpropFilter: the wasm backend knows the data format NHWC only, got NCHW');
    }
    const backend = given.backend as WasmBackend;
    const filterShape = attrs.filterShape!;
    const info = convolutionInfo(x.shape, filterShape, attrs, false);
    const [places, depth] = [
      info.outHeight * info.outWidth,
      info.filterHeight * info.filterWidth * info.inChannels,
    ];
    const filter = makeZeros(backend, filterShape);
    const numImages = Math.max(1, Math.min(info.batchSize, Math.floor(patchBytes / (4 * places * depth))));
    const patches = makeTensor(backend, [numImages, places, depth]);
    const pixels = info.inHeight * info.inWidth * info.inChannels;
    for (let image = 0; image < info.batchSize; image += numImages) {
      const images = Math.min(numImages, info.batchSize - image);
      const input = addressOf(backend, x) + 4 * image * pixels;
      const output = addressOf(backend, dy) + 4 * image * places * info.outChannels;
      kernels.gatherPatches({
        ...taskOf(info, input, 0, output, addressOf(backend, patches)),
        images,
      });
      kernels.multiply({
        a: addressOf(backend, patches),
        b: output,
        c: addressOf(backend, filter),
        rows: depth,
        cols: info.outChannels,
        inner: images * places,
        transposeA: true,
        accumulate: true,
      });
    }
    backend.disposeData(patches.dataId);
    return filter;
  };
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

function taskOf(
  info: backend_util.Conv2DInfo,
  input: number,
  filter: number,
  output: number,
  patches: number,
): ConvolutionTask {
  return {
    input,
    filter,
    output,
    patches,
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
    multiplier: info.outChannels / info.inChannels,
  };
}
