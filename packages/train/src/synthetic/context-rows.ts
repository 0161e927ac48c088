import type { SparseRows } from '@sbn/core';

/** Contexts as the inputs of a distribution's model: one row each, with one entry. */
export function contextRows(contexts: Uint32Array, numContexts: number): SparseRows {
  return {
    numRows: contexts.length,
    numCols: numContexts,
    offsets: Uint32Array.from({ length: contexts.length + 1 }, (_, row) => row),
    indices: contexts,
  };
}
