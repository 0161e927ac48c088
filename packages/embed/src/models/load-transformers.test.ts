import { InputError } from '@sbn/core';
import { expect, it, vi } from 'vitest';
import { loadTransformers } from './load-transformers.js';

vi.mock('@huggingface/transformers', () => {
  throw new Error('Cannot find package');
});

it('says how to install what is missing', async () => {
  await expect(loadTransformers()).rejects.toThrow(InputError);
  await expect(loadTransformers()).rejects.toThrow(
    /does not load \(.+\)\. Install it: npm install @huggingface\/transformers\. .*ONNXRUNTIME_NODE_INSTALL=skip/,
  );
});
