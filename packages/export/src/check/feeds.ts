import type { EncoderInputs, Model } from '@sbn/train';
import { padBags } from '../bags/pad-bags.js';
import { padTexts } from '../texts/pad-texts.js';

/** What one input of an export is fed with. */
export interface Feed {
  readonly type: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** A model's inputs in the form in which its export takes them, by the names of the export's inputs. */
export function feedsOf(model: Model, inputs: EncoderInputs): Readonly<Record<string, Feed>> {
  if ('tokens' in inputs) {
    const { numRows, length, tokens, lengths } = padTexts(inputs);
    return {
      tokens: { type: 'int32', shape: [numRows, length], data: tokens },
      lengths: { type: 'int32', shape: [numRows], data: lengths },
    };
  }
  if ('offsets' in inputs) {
    const { numRows, length, indices, weights } = padBags(inputs);
    const shape = [numRows, length];
    return {
      indices: { type: 'int32', shape, data: indices },
      weights: { type: 'float32', shape, data: weights },
    };
  }
  const { numRows, data } = inputs;
  const config = model.encoder.toConfig();
  const row =
    config.kind === 'convolution' ? [config.height, config.width, config.channels] : [inputs.numCols];
  return { inputs: { type: 'float32', shape: [numRows, ...row], data } };
}
