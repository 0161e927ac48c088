/** Text in columns that are read side by side: row t has the t-th token of every column. */
export interface TokenColumns {
  /** Row-major [numSteps, batchSize]. */
  readonly tokens: Int32Array;
  readonly numSteps: number;
  readonly batchSize: number;
  /** Tokens at the end of the text that fill no row. */
  readonly numDropped: number;
}

/**
 * Lays a text out in `batchSize` columns of equal length, each a contiguous piece of it, for truncated back-propagation:
 * the state after one window of rows is the state before the next, column by column. Column b has the tokens
 * [b · numSteps, (b + 1) · numSteps).
 *
 * @param options.tokens of the text, in order
 * @param options.batchSize number of columns, an integer >= 1
 * @throws RangeError when the batch size is none, or the text has not two tokens for each column (an input and its target)
 */
export function batchify(options: { readonly tokens: Int32Array; readonly batchSize: number }): TokenColumns {
  const { tokens, batchSize } = options;
  if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batchify: batchSize must be an integer >= 1, got ${batchSize}`);
  }
  const numSteps = Math.floor(tokens.length / batchSize);
  if (numSteps < 2) {
    throw new RangeError(
      `batchify: ${batchSize} columns need at least ${2 * batchSize} tokens, an input and a target each, got ${tokens.length}`,
    );
  }
  const columns = new Int32Array(numSteps * batchSize);
  for (let step = 0; step < numSteps; step++) {
    for (let column = 0; column < batchSize; column++) {
      columns[step * batchSize + column] = tokens[column * numSteps + step]!;
    }
  }
  return { tokens: columns, numSteps, batchSize, numDropped: tokens.length - columns.length };
}
