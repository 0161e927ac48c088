import { describe, expect, it } from 'vitest';
import { chooseOutput } from './choose-output.js';

const tokens = { last_hidden_state: [1, 3, 8], pooler_output: [1, 8] };

describe('chooseOutput', () => {
  it.each([
    [tokens, {}, { output: 'last_hidden_state', pooling: 'mean' }],
    [tokens, { pooling: 'cls' }, { output: 'last_hidden_state', pooling: 'cls' }],
    [tokens, { pooling: 'none' }, { output: 'pooler_output', pooling: 'none' }],
    [tokens, { output: 'pooler_output' }, { output: 'pooler_output', pooling: 'none' }],
    [{ image_embeds: [1, 8] }, {}, { output: 'image_embeds', pooling: 'none' }],
    [{ features: [1, 8, 2, 2] }, {}, { output: 'features', pooling: 'mean' }],
    [{ features: [1, 8, 2, 2], logits: [1, 5] }, { pooling: 'none' }, { output: 'logits', pooling: 'none' }],
    [{ features: [1, 8, 2, 2], logits: [1, 5] }, {}, { output: 'features', pooling: 'mean' }],
    [
      { last_hidden_state: [1, 8, 2, 2], pooler_output: [1, 8, 1, 1] },
      { pooling: 'none' },
      { output: 'pooler_output', pooling: 'none' },
    ],
  ] as const)('of %j, asked for %j, takes %j', (shapes, asked, expected) => {
    expect(chooseOutput(shapes, asked, 'mean')).toEqual(expected);
  });

  it('guesses nothing', () => {
    expect(() => chooseOutput({ a: [1, 2, 3], b: [1, 4, 3] }, {}, 'mean')).toThrow(
      'name the output to take; the model has a [1, 2, 3], b [1, 4, 3]',
    );
    expect(() => chooseOutput(tokens, { output: 'x' }, 'mean')).toThrow(RangeError);
  });
});
