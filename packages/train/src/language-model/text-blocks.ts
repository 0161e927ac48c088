import { setImmediate as nextTurn } from 'node:timers/promises';
import { InputError } from '@sbn/core';
import { dispose, gather, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { checkCount } from '../checks.js';
import type { LanguageModel } from './language-model.js';
import type { LstmState } from './lstm-layer.js';

/** What every pass over a text takes. */
export interface TextOptions {
  readonly model: LanguageModel;
  /** The text: numbers below the model's vocabularySize. */
  readonly tokens: Int32Array;
  /**
   * Into how many columns of equal length the text is cut, which are read side by side (default 10). Each starts without
   * any context; with 1 only the beginning of the text does, and reading takes longest.
   */
  readonly batchSize?: number | undefined;
  /** Steps that are computed together (default 35); the state is carried on, so that it changes nothing but the time. */
  readonly windowLength?: number | undefined;
  /** Ends the pass between two windows with the signal's reason as error. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TextProgress) => void) | undefined;
}

/** How far a pass is. */
export interface TextProgress {
  readonly numTokens: number;
  readonly totalTokens: number;
}

/** Some of the contexts of a text. */
export interface TextBlock {
  /** What the head reads, [rows, H]; freed as soon as the next block is asked for. */
  readonly features: Tensor2D;
  /** The token that comes next, one per row. */
  readonly targets: Int32Array;
  /** Where in the text that token is, one per row. */
  readonly positions: Uint32Array;
}

/**
 * Reads a text without dropout, block by block: every token but the first is the target of exactly one row. Which rows
 * share a block follows from the columns and the windows.
 *
 * @throws InputError (code `no-examples`) when the text has fewer than two tokens; RangeError when a size or a token is
 *   out of range; the signal's reason when it comes
 */
export async function* textBlocks(place: string, options: TextOptions): AsyncGenerator<TextBlock> {
  const { model, tokens, batchSize = 10, windowLength = 35, signal, onProgress } = options;
  checkCount(place, 'batchSize', batchSize);
  checkCount(place, 'windowLength', windowLength);
  const numTargets = tokens.length - 1;
  if (numTargets < 1) {
    throw new InputError(`${place}: a text of two tokens or more is needed, got ${tokens.length}.`, {
      code: 'no-examples',
    });
  }
  const length = Math.ceil(numTargets / batchSize);
  // Not more than are needed: the last ones may have nothing left.
  const numColumns = Math.ceil(numTargets / length);
  let state: readonly LstmState[] = model.initialState(numColumns);
  let numTokens = 0;
  try {
    for (let start = 0; start < length; start += windowLength) {
      signal?.throwIfAborted();
      const numSteps = Math.min(windowLength, length - start);
      const inputs = new Int32Array(numSteps * numColumns);
      const kept: number[] = [];
      const positions: number[] = [];
      for (let row = 0; row < inputs.length; row++) {
        const at = (row % numColumns) * length + start + Math.floor(row / numColumns);
        // The last columns may end earlier than the others; what follows there is read and not looked at.
        if (at >= numTargets) continue;
        inputs[row] = tokens[at]!;
        kept.push(row);
        positions.push(at + 1);
      }
      const read = model.read(inputs, state, { numSteps });
      const features =
        kept.length === inputs.length ? read.features : tidy(() => gather(read.features, kept));
      try {
        dispose(state as LstmState[]);
        state = read.state;
        yield {
          features,
          targets: Int32Array.from(positions, (at) => tokens[at]!),
          positions: Uint32Array.from(positions),
        };
      } finally {
        dispose([features, read.features, read.hidden]);
      }
      numTokens += kept.length;
      onProgress?.({ numTokens, totalTokens: numTargets });
      await nextTurn();
    }
  } finally {
    dispose(state as LstmState[]);
  }
}
