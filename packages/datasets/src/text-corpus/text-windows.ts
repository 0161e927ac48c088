import { createRandom, type Random } from '@sbn/core';
import type { TokenColumns } from './batchify.js';

/** Some rows of columns of text: inputs, and for each its target, the token that follows it. */
export interface TextWindow {
  /** The first row. */
  readonly start: number;
  /** Number of rows T. */
  readonly numSteps: number;
  /** Row-major [T, batchSize]; a view of the columns, like the targets. */
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
}

/** Options of {@link textWindows}. */
export interface TextWindowOptions {
  /** Rows of a window, an integer >= 1; the last window may be shorter. */
  readonly numSteps: number;
  /** Windows of random length; the same seed and epoch always give the same. Left out: all of `numSteps`. */
  readonly jitter?: { readonly seed: number; readonly epoch: number } | undefined;
  /** Windows to leave out at the start, so that an interrupted epoch goes on with the very next one. */
  readonly skip?: number | undefined;
}

const shareOfFullLength = 0.95;
const deviation = 5;
const shortest = 5;

/**
 * Goes through columns of text in windows, for truncated back-propagation. Every token but each column's last is an input
 * once.
 *
 * With `jitter` the lengths are those of AWD-LSTM (Merity, Keskar, Socher, *Regularizing and Optimizing LSTM Language
 * Models*, ICLR 2018, section 5): normal with standard deviation 5 around `numSteps`, or in one of twenty windows around
 * half of it, and at least 5. So tokens are not always cut at the same places. A trainer scales its learning rate by the
 * window's length over `numSteps`, to favour no short window.
 *
 * @throws RangeError when an option is none
 */
export function textWindows(columns: TokenColumns, options: TextWindowOptions): Generator<TextWindow> {
  const { numSteps, jitter, skip = 0 } = options;
  if (!Number.isSafeInteger(numSteps) || numSteps < 1) {
    throw new RangeError(`textWindows: numSteps must be an integer >= 1, got ${numSteps}`);
  }
  if (!Number.isSafeInteger(skip) || skip < 0) {
    throw new RangeError(`textWindows: skip must be a number of windows, an integer >= 0, got ${skip}`);
  }
  const random = jitter === undefined ? undefined : createRandom([jitter.seed, 'windows', jitter.epoch]);
  return windowsOf(columns, numSteps, skip, random);
}

function* windowsOf(
  columns: TokenColumns,
  usual: number,
  skip: number,
  random: Random | undefined,
): Generator<TextWindow> {
  const { tokens, batchSize } = columns;
  const numInputs = columns.numSteps - 1;
  let start = 0;
  for (let window = 0; start < numInputs; window++) {
    const drawn = random === undefined ? usual : drawLength(usual, random);
    const numSteps = Math.min(drawn, numInputs - start);
    const from = start * batchSize;
    const to = from + numSteps * batchSize;
    if (window >= skip) {
      yield {
        start,
        numSteps,
        inputs: tokens.subarray(from, to),
        targets: tokens.subarray(from + batchSize, to + batchSize),
      };
    }
    start += numSteps;
  }
}

function drawLength(usual: number, random: Random): number {
  const middle = random.uniform() < shareOfFullLength ? usual : usual / 2;
  return Math.max(shortest, Math.floor(middle + deviation * random.normal()));
}
