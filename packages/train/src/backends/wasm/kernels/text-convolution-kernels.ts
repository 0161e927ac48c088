import {
  type GradientBy,
  type TextAttributes,
  type TextConvolutionGradientInputs,
  type TextConvolutionInputs,
  textConvolutionGradientKernel,
  textConvolutionKernel,
} from '../../../encoders/text-convolution-kernel.js';
import type { ReplacementKernel } from '../replacement.js';
import { addressOf, makeTensor, type WasmBackend } from '../wasm-backend.js';

const fixes =
  'the products of all windows of all texts were written, and the gradient of their maximum was as large, though it touches one window per text and filter';

/** The largest windows of texts, and their gradient. */
export const textConvolutionKernels: readonly ReplacementKernel[] = [
  {
    kernelName: textConvolutionKernel,
    reason: 'own',
    fixes,
    upstream: [],
    create:
      (kernels) =>
      ({ inputs, attrs, backend }) => {
        const wasm = backend as WasmBackend;
        const { x, filter } = inputs as unknown as TextConvolutionInputs;
        const attributes = attrs as unknown as TextAttributes;
        const shape = [attributes.offsets.length - 1, filter.shape[0]];
        const maxima = makeTensor(wasm, shape);
        const positions = wasm.makeOutput(shape, 'int32');
        kernels.textConvolution({
          ...attributes,
          dim: x.shape[1],
          filters: filter.shape[0],
          input: addressOf(wasm, x),
          filter: addressOf(wasm, filter),
          maxima: addressOf(wasm, maxima),
          positions: addressOf(wasm, positions),
        });
        return [maxima, positions];
      },
  },
  {
    kernelName: textConvolutionGradientKernel,
    reason: 'own',
    fixes,
    upstream: [],
    create:
      (kernels) =>
      ({ inputs, attrs, backend }) => {
        const wasm = backend as WasmBackend;
        const { x, filter, positions, dy } = inputs as unknown as TextConvolutionGradientInputs;
        const { by, ...attributes } = attrs as unknown as TextAttributes & { readonly by: GradientBy };
        const gradient = makeTensor(wasm, by === 'x' ? x.shape : filter.shape);
        const at = addressOf(wasm, gradient);
        kernels.textConvolutionGradient({
          ...attributes,
          ...(by === 'x' ? { inputGradient: at } : { filterGradient: at }),
          dim: x.shape[1],
          filters: filter.shape[0],
          input: addressOf(wasm, x),
          filter: addressOf(wasm, filter),
          positions: addressOf(wasm, positions),
          slopes: addressOf(wasm, dy),
        });
        return gradient;
      },
  },
];
