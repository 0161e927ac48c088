/** How the rows of the label weights are cut. It depends neither on the batch nor on the number of threads. */
export interface LabelCut {
  /** Rows that are worked on while they are in the cache. */
  readonly blockRows: number;
  /** A multiple of `blockRows`. */
  readonly chunkRows: number;
  readonly numChunks: number;
}

/** Enough chunks that no thread waits long for the last one, few enough that adding up their sums is nothing. */
const targetChunks = 32;
/** Even the widest head has work for a few threads. */
const leastChunks = 4;
/** Rows of one block, few enough for the first-level cache. */
const targetBlockRows = 48;
/** What the partial sums of the chunks may take at a usual batch size: fewer chunks for wide heads. */
const mostPartialBytes = 64 * 2 ** 20;
const typicalLanes = 256;

/**
 * Cuts the labels.
 *
 * @param options.width coefficients
 * @param options.granularity labels that belong together
 * @param options.mostChunks the most chunks, where one costs more than its partial sums
 */
export function cutLabels(options: {
  readonly numLabels: number;
  readonly width: number;
  readonly granularity: number;
  readonly mostChunks?: number | undefined;
}): LabelCut {
  const { numLabels, width, granularity, mostChunks = targetChunks } = options;
  const blockRows = granularity * Math.max(1, Math.round(targetBlockRows / granularity));
  const numBlocks = Math.ceil(numLabels / blockRows);
  const affordable = Math.floor(mostPartialBytes / (4 * width * typicalLanes));
  const chunkRows =
    blockRows * Math.ceil(numBlocks / Math.min(targetChunks, mostChunks, Math.max(leastChunks, affordable)));
  return { blockRows, chunkRows, numChunks: Math.ceil(numLabels / chunkRows) };
}
