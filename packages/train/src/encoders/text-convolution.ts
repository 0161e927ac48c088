import { withGradient } from '@sbn/heads';
import { add, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { activations } from './activation.js';
import type { ActivationName } from './encoder.js';
import { largestWindows, largestWindowsGradient } from './largest-windows.js';
import type { TextConvolutionInputs } from './text-convolution-kernel.js';

/**
 * The largest value over the windows of each text, after the activation:
 *
 *     y[t, f] = max over windows p of text t of activation(filter_f · x_p + bias_f)
 *
 * All activations increase, so the largest product decides, and bias and activation are computed once per text and filter
 * instead of once per window. Of equal products the first window gets the gradient.
 *
 * @param inputs.x [tokens, dim]: the tokens of all texts, one text after the other
 * @param inputs.filter [filters, width dim]
 * @param inputs.bias [filters]
 * @param options.offsets where each text begins in x, and at the end the number of all tokens
 * @param options.width tokens of a window; ⌊width / 2⌋ zero rows are set before and behind each text
 * @returns [texts, filters]
 */
export function textConvolution(
  inputs: TextConvolutionInputs & { readonly bias: Tensor1D },
  options: {
    readonly offsets: Uint32Array;
    readonly width: number;
    readonly activation: ActivationName;
  },
): Tensor2D {
  const { x, filter, bias } = inputs;
  const { offsets, width, activation } = options;
  const attributes = { offsets, width, padding: Math.floor(width / 2) };
  const largest = withGradient<Tensor2D>([x, filter], (save) => {
    const { maxima, positions } = largestWindows({ x, filter }, attributes);
    save([x, filter, positions]);
    return {
      value: maxima,
      gradFunc: (dy, saved) => {
        const [tokens, weights, places] = saved as [Tensor2D, Tensor2D, Tensor2D];
        const given = { x: tokens, filter: weights, positions: places, dy: dy as Tensor2D };
        return [
          () => largestWindowsGradient(given, attributes, 'x'),
          () => largestWindowsGradient(given, attributes, 'filter'),
        ];
      },
    };
  });
  return activations[activation](add<Tensor2D>(largest, bias));
}
