import type { EncoderConfig } from '../encoders/encoder.js';

const plainActivations = {
  relu: (x: number) => Math.max(x, 0),
  tanh: Math.tanh,
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  elu: (x: number) => (x > 0 ? x : Math.expm1(x)),
  linear: (x: number) => x,
};

/**
 * The features of a text by their definition, in float64: the activation of every window first, then the largest.
 *
 * @param parameters by the encoder's names
 * @param text numbers of words
 */
export function referenceTextFeatures(
  config: Extract<EncoderConfig, { readonly kind: 'text-convolution' }>,
  parameters: ReadonlyMap<string, Float64Array>,
  text: ArrayLike<number>,
): number[] {
  const { dim, widths, filters } = config;
  const activate = plainActivations[config.activation];
  const table = parameters.get('table')!;
  return widths.flatMap((width) => {
    const weights = parameters.get(`width${width}/weights`)!;
    const bias = parameters.get(`width${width}/bias`)!;
    const padding = Math.floor(width / 2);
    return Array.from({ length: filters }, (_, filter) => {
      let largest = Number.NEGATIVE_INFINITY;
      for (let start = -padding; start + width <= text.length + padding; start++) {
        let sum = bias[filter]!;
        for (let k = 0; k < width; k++) {
          const word = text[start + k];
          if (word === undefined) continue;
          for (let c = 0; c < dim; c++) {
            sum += weights[(filter * width + k) * dim + c]! * table[word * dim + c]!;
          }
        }
        largest = Math.max(largest, activate(sum));
      }
      return largest;
    });
  });
}
