import type { structs } from '../generated/tensor-kernels-structs.js';
import type { KernelCaller } from './kernel-caller.js';

/** Sizes of a two-dimensional convolution, channels last. */
export interface ConvolutionSizes {
  readonly images: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  /** Rows and columns of zeros before the first entry; negative: entries that are left out. */
  readonly padTop: number;
  readonly padLeft: number;
}

/** output = activation(input * filter + bias). Addresses of float32, row-major. */
export interface ConvolveTask extends ConvolutionSizes {
  /** [images, inHeight, inWidth, inChannels]. */
  readonly input: number;
  /** [filterHeight, filterWidth, inChannels, outChannels]. */
  readonly filter: number;
  /** [outChannels]. */
  readonly bias?: number | undefined;
  /** [images, outHeight, outWidth, outChannels], which is overwritten. */
  readonly output: number;
  readonly activation?: 'linear' | 'relu' | undefined;
}

/** The gradients of a convolution, from that of its output. */
interface GradientTask extends ConvolutionSizes {
  /** The gradient by the output [images, outHeight, outWidth, outChannels]. */
  readonly slopes: number;
  /** What a `relu` gave out, of that shape: where it is not positive, the slopes count as 0. */
  readonly rectified?: number | undefined;
}

/** The gradient by the input. */
export interface ConvolutionInputGradientTask extends GradientTask {
  readonly filter: number;
  /** [images, inHeight, inWidth, inChannels], which is overwritten. */
  readonly inputGradient: number;
}

/** The gradient by the filter, and by the bias where it is asked for. */
export interface ConvolutionFilterGradientTask extends GradientTask {
  readonly input: number;
  /** [filterHeight, filterWidth, inChannels, outChannels], which is overwritten. */
  readonly filterGradient: number;
  /** [outChannels], which is overwritten. */
  readonly biasGradient?: number | undefined;
}

/** Output channels of a tile of a convolution, and of the gradient by a filter. */
const panelChannels = 16;
const tileChannels = 8;
/** Floats of a strip that is read over and over for each tile: half of a second-level cache of 512 KiB. */
const stripFloats = 2 ** 16;
/** Places of a strip whose slopes are packed: with them their inputs stay in the first-level cache. */
const slopePlaces = 128;
/** Groups that images are put into. Their gradients are added up in order, so it may not depend on the threads. */
const mostGroups = 16;

/** Computes a convolution. */
export function convolve(caller: KernelCaller, task: ConvolveTask): void {
  pass(caller, {
    ...task,
    gapHeight: 1,
    gapWidth: 1,
    bias: task.bias ?? 0,
    inputMask: 0,
    isTurned: 0,
    isRectified: task.activation === 'relu' ? 1 : 0,
  });
}

/** The convolution of the slopes, with zeros between them where there was a stride, and the filter turned round. */
export function convolutionInputGradient(caller: KernelCaller, task: ConvolutionInputGradientTask): void {
  const { images, filter, filterHeight, filterWidth, dilationHeight, dilationWidth } = task;
  pass(caller, {
    images,
    filter,
    filterHeight,
    filterWidth,
    dilationHeight,
    dilationWidth,
    input: task.slopes,
    inputMask: task.rectified ?? 0,
    output: task.inputGradient,
    inHeight: task.outHeight,
    inWidth: task.outWidth,
    inChannels: task.outChannels,
    outHeight: task.inHeight,
    outWidth: task.inWidth,
    outChannels: task.inChannels,
    strideHeight: 1,
    strideWidth: 1,
    gapHeight: task.strideHeight,
    gapWidth: task.strideWidth,
    padTop: (filterHeight - 1) * dilationHeight - task.padTop,
    padLeft: (filterWidth - 1) * dilationWidth - task.padLeft,
    bias: 0,
    isTurned: 1,
    isRectified: 0,
  });
}

/** Sums over the places of some images each, which are added up. */
export function convolutionFilterGradient(caller: KernelCaller, task: ConvolutionFilterGradientTask): void {
  const { slopes, rectified = 0, filterGradient, biasGradient = 0, ...sizes } = task;
  const { images, outHeight, outWidth, outChannels, filterHeight } = sizes;
  const stripRows = Math.min(outHeight, Math.max(1, Math.floor(slopePlaces / outWidth)));
  const layout = stripLayout(sizes, stripRows);
  const tiles = Math.ceil(outChannels / tileChannels);
  const groupFloats = tiles * tileChannels * (filterHeight * layout.stretchesPerRow * layout.stretchRows + 1);
  const imagesPerGroup = Math.ceil(images / mostGroups);
  const groups = Math.ceil(images / imagesPerGroup);
  const slopeFloats = stripRows * outWidth * tileChannels;
  const areaBytes = layout.stripBytes + 4 * slopeFloats;
  caller.withAreas([4 * groups * groupFloats, caller.threads * areaBytes], ([panels, areas]) => {
    const params = caller.write('ConvolutionPass', {
      ...sizes,
      ...layout,
      inputMask: 0,
      filter: filterGradient,
      bias: biasGradient,
      output: slopes,
      outputMask: rectified,
      panels: panels!,
      groupBytes: 4 * groupFloats,
      areas: areas!,
      areaBytes,
      imagesPerGroup,
      gapHeight: 1,
      gapWidth: 1,
      isTurned: 0,
      isRectified: 0,
    });
    caller.run('filterGradient', params, groups);
    caller.run('addFilterGradients', params, tiles);
  });
}

type Pass = Record<keyof (typeof structs)['ConvolutionPass'], number>;

function pass(
  caller: KernelCaller,
  task: ConvolutionSizes &
    Pick<
      Pass,
      | 'input'
      | 'inputMask'
      | 'filter'
      | 'bias'
      | 'output'
      | 'gapHeight'
      | 'gapWidth'
      | 'isTurned'
      | 'isRectified'
    >,
): void {
  const { images, inChannels, outHeight, outChannels, filterHeight, filterWidth, strideHeight } = task;
  const rowFloats = stripLayout(task, 1).stripWidth * inChannels * strideHeight;
  const stripRows = Math.min(outHeight, Math.max(1, Math.floor(stripFloats / rowFloats)));
  const layout = stripLayout(task, stripRows);
  const tiles = Math.ceil(outChannels / panelChannels);
  const panelBytes = 4 * tiles * panelChannels * filterHeight * filterWidth * inChannels;
  const areaBytes = layout.stripBytes;
  caller.withAreas([panelBytes, caller.threads * areaBytes], ([panels, areas]) => {
    const params = caller.write('ConvolutionPass', {
      ...task,
      ...layout,
      outputMask: 0,
      panels: panels!,
      groupBytes: 0,
      areas: areas!,
      areaBytes,
      imagesPerGroup: 1,
    });
    caller.run('packFilter', params, tiles);
    caller.run('convolve', params, images * layout.strips);
  });
}

/** How a strip lies in the work area of a thread: `stripRows` rows of the output are made of it. */
function stripLayout(sizes: ConvolutionSizes, stripRows: number) {
  const { inChannels, outHeight, outWidth, filterHeight, filterWidth } = sizes;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = sizes;
  const stretchesPerRow = dilationWidth === 1 ? 1 : filterWidth;
  const stretchLength = (filterWidth / stretchesPerRow) * inChannels;
  const reachHeight = (filterHeight - 1) * dilationHeight + 1;
  const stripWidth = (outWidth - 1) * strideWidth + (filterWidth - 1) * dilationWidth + 1;
  const numRows = (stripRows - 1) * strideHeight + reachHeight;
  // Behind its end two places at a time read one that does not exist, and four inputs up to three.
  const floats = numRows * stripWidth * inChannels + strideWidth * inChannels + 4;
  return {
    reachHeight,
    strips: Math.ceil(outHeight / stripRows),
    stripRows,
    stripWidth,
    stripBytes: 64 * Math.ceil(floats / 16),
    stretchesPerRow,
    stretchLength,
    stretchRows: 4 * Math.ceil(stretchLength / 4),
  };
}
