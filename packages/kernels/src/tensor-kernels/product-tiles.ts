/** How a matrix product is cut into chunks. */
export interface ProductTiles {
  readonly tileRows: number;
  readonly tileCols: number;
  /** Stretches of the inner sum, each computed for itself; 1: the sum is not cut. */
  readonly splits: number;
  readonly splitLength: number;
  /** Tiles of one pair of matrices. */
  readonly rowTiles: number;
  readonly colTiles: number;
}

/** Rows of a tile of A that stay in the second-level cache together with what they are multiplied by. */
const mostRows = 192;
const mostCols = 256;
/** Chunks that a product is cut into if it is worth it: enough for some threads to end at about the same time. */
const wantedChunks = 16;
/** Multiplications that a chunk should have: some tens of microseconds. */
const leastWork = 2 ** 17;
const leastSplitLength = 384;
const mostPartialFloats = 2 ** 23;

/**
 * Tiles for C [rows, cols] = A [rows, inner] B [inner, cols], `numPairs` times. They follow from the sizes alone, so that
 * sums are cut alike, and have the same bits, for any number of threads.
 */
export function productTiles(rows: number, cols: number, inner: number, numPairs: number): ProductTiles {
  let tileRows = Math.min(mostRows, roundUp(rows, 24));
  let tileCols = Math.min(mostCols, roundUp(cols, 8));
  const count = (): number => Math.ceil(rows / tileRows) * Math.ceil(cols / tileCols) * numPairs;
  let splits = 1;
  if (count() < wantedChunks && inner >= 2 * leastSplitLength) {
    // A small result of a long sum: cutting the result would leave nothing to do per column of B that is packed.
    const work = rows * cols * inner * numPairs;
    splits = Math.max(
      1,
      Math.min(
        Math.ceil(wantedChunks / count()),
        Math.floor(inner / leastSplitLength),
        Math.floor(work / leastWork),
        Math.floor(mostPartialFloats / (rows * cols * numPairs)),
      ),
    );
  }
  while (count() * splits < wantedChunks && tileRows * tileCols * (inner / splits) > 2 * leastWork) {
    if (tileRows >= tileCols && tileRows > 24) tileRows = roundUp(tileRows / 2, 24);
    else if (tileCols > 8) tileCols = roundUp(tileCols / 2, 8);
    else break;
  }
  const splitLength = Math.ceil(inner / splits);
  return {
    tileRows,
    tileCols,
    splits: Math.ceil(inner / splitLength),
    splitLength,
    rowTiles: Math.ceil(rows / tileRows),
    colTiles: Math.ceil(cols / tileCols),
  };
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
