import type { SparseRows, TokenRows } from '@sbn/core';
import type { EncoderInputs } from './encoder.js';

/** The rows of an embedding table that inputs read, one entry for each; dense inputs read none. */
export function tableEntries(inputs: EncoderInputs): SparseRows | undefined {
  if ('data' in inputs) return undefined;
  return 'tokens' in inputs ? wordEntries(inputs) : inputs;
}

/** Every word as a row of one entry: the embeddings of a text are not reduced. */
export function wordEntries({ tokens, numCols }: TokenRows): SparseRows {
  return {
    numRows: tokens.length,
    numCols,
    offsets: Uint32Array.from({ length: tokens.length + 1 }, (_, i) => i),
    indices: tokens,
  };
}
