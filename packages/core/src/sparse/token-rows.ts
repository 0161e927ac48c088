/**
 * Texts as numbers of words, in order: row r is `tokens[offsets[r] .. offsets[r + 1])`. Rows may differ in length and
 * repeat words; every row has at least one, since a text without words is the unknown word alone.
 */
export interface TokenRows {
  readonly numRows: number;
  /** Words; the last number stands for every unknown one. */
  readonly numCols: number;
  /** `numRows + 1` increasing positions; the first is 0, the last is `tokens.length`. */
  readonly offsets: Uint32Array;
  /** Numbers of words, each < `numCols`. */
  readonly tokens: Uint32Array;
}
