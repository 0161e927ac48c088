import { bagEncoder } from './bag-encoder.js';
import { convolutionEncoder } from './convolution-encoder.js';
import { denseEncoder } from './dense-encoder.js';
import type { Encoder, EncoderConfig } from './encoder.js';
import { textConvolutionEncoder } from './text-convolution-encoder.js';

/**
 * Makes the encoder that a config describes; the same config gives the same initial parameters.
 *
 * @throws TypeError when the kind is unknown; RangeError as the encoders' factories do
 */
export function encoderFromConfig(config: EncoderConfig): Encoder {
  switch (config.kind) {
    case 'dense':
      return denseEncoder(config);
    case 'bag':
      return bagEncoder(config);
    case 'convolution':
      return convolutionEncoder(config);
    case 'text-convolution':
      return textConvolutionEncoder(config);
    default:
      throw new TypeError(
        `encoderFromConfig: kind must be dense, bag, convolution or text-convolution, got ${String((config as { kind?: unknown }).kind)}`,
      );
  }
}
