/** How a raw input becomes features; plain JSON, so that a trained model can carry it along. */
export interface InputEncoding {
  /**
   * What a raw input is: `text` (split into words), `named` (feature names with values), `sparse` (feature numbers
   * with values) or `dense` (one value for every feature).
   */
  readonly kind: 'text' | 'named' | 'sparse' | 'dense';
  /** How the count or value v of a feature is weighted: 1, v, ln(1 + v), or v times the feature's idf. */
  readonly weighting: Weighting;
  /**
   * Where it is there, a text becomes its words in order, at most `maxTokens` of them from its start, and not a bag. A word
   * that is no feature becomes the last feature, which stands for all unknown words, and so does a text without words.
   */
  readonly tokens?: { readonly maxTokens?: number | undefined } | undefined;
  /** `l2` scales each bag to Euclidean length 1. */
  readonly normalise: 'none' | 'l2';
  /** For `tf-idf`: ln((1 + N) / (1 + df)) + 1 of each feature, N and df counted on the training split. */
  readonly inverseDocumentFrequencies?: readonly number[];
}

/** How counts or values are weighted; see {@link InputEncoding}. */
export type Weighting = 'binary' | 'count' | 'log-count' | 'tf-idf';
