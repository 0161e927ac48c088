import { withGradient } from '@sbn/heads';
import { add, conv2d, engine, type NamedTensorMap, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { activations } from './activation.js';
import {
  type ConvolutionInputs,
  convolutionFilterGradientKernel,
  convolutionInputGradientKernel,
  convolutionKernel,
  hasConvolutionKernel,
} from './convolution-kernel.js';
import type { ActivationName } from './encoder.js';

/**
 * activation(x * filter + bias), where zeros are set around the map so that a step of 1 keeps its size: a size n becomes
 * ⌈n / stride⌉.
 *
 * @param inputs.x [batch, height, width, inChannels]
 * @returns [batch, ⌈height / stride⌉, ⌈width / stride⌉, outChannels]
 */
export function convolution(
  inputs: ConvolutionInputs,
  options: { readonly stride: number; readonly activation: ActivationName },
): Tensor4D {
  const { x, filter, bias } = inputs;
  const { stride, activation } = options;
  const activate = activations[activation];
  if (!hasConvolutionKernel()) return activate(add<Tensor4D>(conv2d(x, filter, stride, 'same'), bias));
  return activation === 'relu'
    ? convolutionInOnePass(inputs, { stride, isRectified: true })
    : activate(convolutionInOnePass(inputs, { stride, isRectified: false }));
}

/** By the kernels of the backend, whose gradients pass over the relu by themselves. */
function convolutionInOnePass(
  { x, filter, bias }: ConvolutionInputs,
  attributes: { readonly stride: number; readonly isRectified: boolean },
): Tensor4D {
  return withGradient<Tensor4D>([x, filter, bias], (save) => {
    const y = runKernel<Tensor4D>(convolutionKernel, { x, filter, bias }, attributes);
    save([x, filter, y]);
    return {
      value: y,
      gradFunc: (dy, saved) => {
        const [input, weights, output] = saved as [Tensor4D, Tensor4D, Tensor4D];
        const [filterGradient, biasGradient] = runKernel<[Tensor, Tensor]>(
          convolutionFilterGradientKernel,
          { x: input, dy, y: output },
          { ...attributes, kernel: [weights.shape[0], weights.shape[1]] },
        );
        return [
          () =>
            runKernel<Tensor>(
              convolutionInputGradientKernel,
              { dy, y: output, filter: weights },
              { ...attributes, shape: input.shape },
            ),
          () => filterGradient,
          () => biasGradient,
        ];
      },
    };
  });
}

function runKernel<T>(kernelName: string, inputs: object, attributes: object): T {
  return engine().runKernel(kernelName, inputs as NamedTensorMap, { ...attributes }) as T;
}
