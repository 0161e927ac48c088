import type { TokenRows } from '@sbn/core';

/** Texts as an exported network for texts takes them: a table [numRows, length], and how much of each row counts. */
export interface PaddedTexts {
  readonly numRows: number;
  /** The words of the longest text, at least 1. */
  readonly length: number;
  /** Numbers of words; 0 where a text has no more. */
  readonly tokens: Int32Array;
  /** The words of each text. */
  readonly lengths: Int32Array;
}

/** Fills texts up to the length of the longest. */
export function padTexts({ numRows, offsets, tokens }: TokenRows): PaddedTexts {
  const lengths = Int32Array.from({ length: numRows }, (_, row) => offsets[row + 1]! - offsets[row]!);
  const length = lengths.reduce((longest, own) => Math.max(longest, own), 1);
  const padded = new Int32Array(numRows * length);
  for (let row = 0; row < numRows; row++) {
    padded.set(tokens.subarray(offsets[row]!, offsets[row + 1]!), row * length);
  }
  return { numRows, length, tokens: padded, lengths };
}
