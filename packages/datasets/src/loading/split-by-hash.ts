import { hashToInt32 } from '@sbn/core';
import type { SplitName } from '../dataset.js';

/** The shares of the data that do not go into training. */
export interface SplitShares {
  /** Share of the validation split, in [0, 1). */
  readonly valid: number;
  /** Share of the test split, in [0, 1); `valid + test` must be less than 1. */
  readonly test: number;
}

/**
 * Which split an example belongs to. The choice depends on the seed and the example's key alone: it stays when other
 * examples come or go, and equal keys always go together. Raising one share moves examples only out of training.
 *
 * @param key what identifies the example, such as its id
 * @throws RangeError when the shares are not in [0, 1), or leave nothing for training
 */
export function splitByHash(key: string, options: SplitShares & { readonly seed: number }): SplitName {
  return hashSplitter(options)(key);
}

/** {@link splitByHash} with its options checked once, for many keys. */
export function hashSplitter(options: SplitShares & { readonly seed: number }): (key: string) => SplitName {
  const { seed, valid, test } = options;
  checkSplitShares(options);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`splitByHash: seed must be an integer, got ${seed}`);
  return (key) => {
    const position = (hashToInt32(JSON.stringify([seed, 'split', key])) >>> 0) / 2 ** 32;
    // Test from below and validation from above, so that neither share moves the border of the other.
    return position < test ? 'test' : position >= 1 - valid ? 'valid' : 'train';
  };
}

/** @throws RangeError when the shares are not in [0, 1), or leave nothing for training */
export function checkSplitShares({ valid, test }: SplitShares): void {
  for (const [name, share] of Object.entries({ valid, test })) {
    if (!(share >= 0 && share < 1))
      throw new RangeError(`split: ${name} must be a share in [0, 1), got ${share}`);
  }
  if (valid + test >= 1) {
    throw new RangeError(`split: valid + test must be less than 1, got ${valid} + ${test}`);
  }
}
