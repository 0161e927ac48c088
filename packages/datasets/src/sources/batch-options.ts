import type { BatchOptions } from '../dataset.js';

/** Checks what every example source asks of its options, and fills in `skip`. */
export function checkBatchOptions(options: BatchOptions): {
  batchSize: number;
  skip: number;
  shuffle: { seed: number; epoch: number } | undefined;
  signal: AbortSignal | undefined;
} {
  const { batchSize, skip = 0, shuffle, signal } = options;
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batches: batchSize must be an integer >= 1, got ${batchSize}`);
  }
  if (!Number.isSafeInteger(skip) || skip < 0) {
    throw new RangeError(`batches: skip must be a number of batches, an integer >= 0, got ${skip}`);
  }
  if (shuffle !== undefined) {
    for (const name of ['seed', 'epoch'] as const) {
      if (!Number.isSafeInteger(shuffle[name])) {
        throw new RangeError(`batches: shuffle.${name} must be an integer, got ${shuffle[name]}`);
      }
    }
  }
  return { batchSize, skip, shuffle, signal };
}
