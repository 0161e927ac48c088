import { getBackend, getKernel, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * A kernel that a backend may have: relu(x * filter + bias), or without the relu, in one pass, with zeros around the map
 * so that a step of 1 keeps its size ("same"). Whoever sets a backend up may register it (`registerKernel` of
 * TensorFlow.js) together with the two kernels of its gradient; without them the operations that every backend has are
 * put together, with the same result to rounding.
 *
 * Inputs: {@link ConvolutionInputs}. Attributes: {@link ConvolutionAttributes}. Output: [batch, ⌈height / stride⌉,
 * ⌈width / stride⌉, outChannels].
 */
export const convolutionKernel = 'SbnConvolution';

/**
 * The gradient of {@link convolutionKernel} by its filter and its bias. Inputs: {@link ConvolutionFilterGradientInputs}.
 * Attributes: {@link ConvolutionAttributes}, and `kernel`. Outputs: the two gradients, in a list.
 */
export const convolutionFilterGradientKernel = 'SbnConvolutionFilterGradient';

/**
 * The gradient of {@link convolutionKernel} by x. Inputs: {@link ConvolutionInputGradientInputs}. Attributes:
 * {@link ConvolutionAttributes}, and `shape`, that of x. Output: the gradient.
 */
export const convolutionInputGradientKernel = 'SbnConvolutionInputGradient';

/** What a convolution is computed from; float32, channels last. */
export interface ConvolutionInputs {
  readonly x: Tensor4D;
  /** [height, width, inChannels, outChannels]. */
  readonly filter: Tensor4D;
  /** [outChannels]. */
  readonly bias: Tensor1D;
}

/** What no shape tells. */
export interface ConvolutionAttributes {
  readonly stride: number;
  /** Whether a relu is at the end. */
  readonly isRectified: boolean;
}

/** What both gradients are computed from. */
interface GradientInputs {
  /** The gradient by the output. */
  readonly dy: Tensor4D;
  /** The output. */
  readonly y: Tensor4D;
}

/** What the gradient by the filter is computed from. */
export interface ConvolutionFilterGradientInputs extends GradientInputs {
  readonly x: Tensor4D;
}

/** What the gradient by the input is computed from. */
export interface ConvolutionInputGradientInputs extends GradientInputs {
  readonly filter: Tensor4D;
}

/** Whether the current backend has {@link convolutionKernel}. */
export function hasConvolutionKernel(): boolean {
  return getKernel(convolutionKernel, getBackend()) !== undefined;
}
