import { createRandom } from '@sbn/core';
import type { EmbeddingTable } from './embedding-table.js';

/** Fills a table with uniform entries of variance 1 / dim, so that an embedding has about length 1. */
export function drawEmbeddings(table: EmbeddingTable, seed: number): void {
  const { numFeatures, dim, stride, values } = table;
  const random = createRandom([seed, 'encoder', 'table']);
  const limit = Math.sqrt(3 / dim);
  for (let feature = 0; feature < numFeatures; feature++) {
    const start = feature * stride;
    for (let i = start; i < start + dim; i++) values[i] = (2 * random.uniform() - 1) * limit;
  }
}
