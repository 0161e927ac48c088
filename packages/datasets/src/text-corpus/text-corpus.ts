import type { SplitName } from '../dataset.js';
import type { TextUnit, TokenOptions } from './corpus-options.js';

/** Running text in three parts, as numbers of a vocabulary: what a language model is trained on. */
export interface TextCorpus {
  readonly unit: TextUnit;
  /** The token of each number: the most frequent first, ties in the order of their UTF-16 code units. */
  readonly vocabulary: readonly string[];
  /** The number of the token that ends a line, where there is one. */
  readonly endOfLine?: number;
  /** The number of the token for all that the vocabulary does not have, where it is in the vocabulary. */
  readonly unknown?: number;
  /** Tokens in the order of the text. Int32, as TensorFlow.js has its integers. */
  readonly parts: Readonly<Record<SplitName, Int32Array>>;
  readonly counts: Readonly<Record<SplitName, TextCounts>>;
  /** The files that the parts come from. */
  readonly files: readonly string[];
  readonly options: TokenOptions;
}

/** Exact counts of one part of a corpus. Plain JSON. */
export interface TextCounts {
  readonly lines: number;
  /** Ends of lines included, where they are tokens. */
  readonly tokens: number;
  /** Different tokens, as the file has them. */
  readonly types: number;
  /** Tokens that are unknown: those that the vocabulary does not have, and those that the file has as unknown already. */
  readonly unknownTokens: number;
  readonly unknownShare: number;
  /** Of these, the tokens that the vocabulary does not have. */
  readonly replacedTokens: number;
}
