import { getBackend, getKernel, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * A kernel that a backend may have: for each text and filter the largest product of a window of the text with the filter,
 * and the first window that has it. A window is `width` tokens side by side, with `padding` zero rows before and behind each
 * text, so a text of T tokens has T + 2 padding − width + 1 windows. Whoever sets a backend up may register it
 * (`registerKernel` of TensorFlow.js) together with {@link textConvolutionGradientKernel}; without them the texts are
 * worked on one by one with the operations that every backend has, with the same result to rounding.
 *
 * Inputs: {@link TextConvolutionInputs}. Attributes: {@link TextAttributes}. Outputs: {@link LargestWindows}, in a list in
 * the order maxima, positions.
 */
export const textConvolutionKernel = 'SbnTextConvolution';

/**
 * The gradient of {@link textConvolutionKernel} by x or by the filter: every entry of dy belongs to one window.
 *
 * Inputs: {@link TextConvolutionGradientInputs}. Attributes: {@link TextAttributes}, and `by`. Output: the gradient.
 */
export const textConvolutionGradientKernel = 'SbnTextConvolutionGradient';

/** What the products are made of; float32. */
export interface TextConvolutionInputs {
  /** [tokens, dim]: the tokens of all texts, one text after the other. */
  readonly x: Tensor2D;
  /** [filters, width dim]. */
  readonly filter: Tensor2D;
}

/** What no shape tells. */
export interface TextAttributes {
  /** Where each text begins in x, and at the end the number of all tokens. */
  readonly offsets: Uint32Array;
  readonly width: number;
  readonly padding: number;
}

/** What comes out. */
export interface LargestWindows {
  /** [texts, filters]. */
  readonly maxima: Tensor2D;
  /** int32 [texts, filters]: numbers of windows within their text. */
  readonly positions: Tensor2D;
}

/** What the gradient is computed from. */
export interface TextConvolutionGradientInputs extends TextConvolutionInputs {
  readonly positions: Tensor2D;
  /** The gradient by the maxima [texts, filters]. */
  readonly dy: Tensor2D;
}

/** Which of the two the gradient is by. */
export type GradientBy = 'x' | 'filter';

/** Whether the current backend has {@link textConvolutionKernel}. */
export function hasTextConvolutionKernel(): boolean {
  return getKernel(textConvolutionKernel, getBackend()) !== undefined;
}
