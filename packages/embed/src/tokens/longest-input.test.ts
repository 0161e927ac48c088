import { expect, it } from 'vitest';
import { longestInput } from './longest-input.js';

it('is the smaller of what the tokenizer and the positions allow', () => {
  expect(longestInput(1e30, { model_type: 'bert', max_position_embeddings: 512 })).toBe(512);
  expect(longestInput(256, { model_type: 'bert', max_position_embeddings: 512 })).toBe(256);
  // The first positions of RoBERTa belong to padding.
  expect(longestInput(1e30, { model_type: 'roberta', max_position_embeddings: 514, pad_token_id: 1 })).toBe(
    512,
  );
  expect(longestInput(Number.POSITIVE_INFINITY, { model_type: 't5' })).toBeUndefined();
});
