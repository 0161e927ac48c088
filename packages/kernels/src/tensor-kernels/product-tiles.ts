/** C [rows, cols] = op(A) op(B) with `inner` products per entry, `numPairs` times. */
export interface ProductSizes {
  readonly rows: number;
  readonly cols: number;
  readonly inner: number;
  readonly numPairs: number;
  /** Whether A is stored as [inner, rows]. */
  readonly transposeA: boolean;
  readonly threads: number;
}

/** How a matrix product is cut into chunks. */
export interface ProductTiles {
  readonly tileRows: number;
  readonly tileCols: number;
  /** Inner length of the pieces in which a tile is computed. */
  readonly panelLength: number;
  /** Stretches of the inner sum, each computed for itself; 1: the sum is not cut. */
  readonly splits: number;
  readonly splitLength: number;
  /** Tiles of one pair of matrices. */
  readonly rowTiles: number;
  readonly colTiles: number;
}

/** Columns that share a panel. */
const panelCols = 16;
const longestPanel = 256;
/** Floats of A that stay in the first-level cache (32 KiB or more) beside a panel. */
const cachedFloats = 6144;
const mostRows = 256;
const mostCols = 256;
/** Chunks that a product is cut into if it is worth it: enough for some threads to end at about the same time. */
const wantedChunks = 16;
/** Multiplications that a chunk should have: some tens of microseconds. */
const leastWork = 2 ** 17;
const leastSplitLength = 384;
const mostPartialFloats = 2 ** 23;

/**
 * Tiles for a matrix product. How the sums are cut follows from the sizes alone, so that they have the same bits for any
 * number of threads; into how many tiles the result is cut does not matter to them.
 */
export function productTiles(sizes: ProductSizes): ProductTiles {
  const { rows, cols, inner, numPairs, transposeA, threads } = sizes;
  let tileRows = evenParts(rows, mostRows, 2);
  let tileCols = evenParts(cols, mostCols, panelCols);
  // A transposed A is walked down its columns: only while its piece is in the cache does that cost nothing.
  const panelLength = transposeA
    ? Math.min(longestPanel, Math.max(16, Math.floor(cachedFloats / tileRows)))
    : longestPanel;
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
  // One thread has nobody to share with, and every further tile packs its columns of B once more.
  const wanted = threads === 1 ? 1 : wantedChunks;
  while (count() * splits < wanted && tileRows * tileCols * (inner / splits) > 2 * leastWork) {
    if (tileRows >= tileCols && tileRows > 24) tileRows = evenParts(tileRows, tileRows / 2, 2);
    else if (tileCols > panelCols) tileCols = evenParts(tileCols, tileCols / 2, panelCols);
    else break;
  }
  const splitLength = Math.ceil(inner / splits);
  return {
    tileRows,
    tileCols,
    panelLength,
    splits: Math.ceil(inner / splitLength),
    splitLength,
    rowTiles: Math.ceil(rows / tileRows),
    colTiles: Math.ceil(cols / tileCols),
  };
}

/** The length of equal parts of `length` that are at most about `most` long: a multiple of `unit`. */
function evenParts(length: number, most: number, unit: number): number {
  const parts = Math.ceil(length / most);
  return Math.ceil(length / parts / unit) * unit;
}
