import { wasmBase64 } from './generated/batch-products.js';
import { compileKernel, instantiateKernel } from './instantiate.js';

/** A float32 matrix in WebAssembly memory that multiplies many vectors at once. */
export interface BatchProducts {
  readonly rows: number;
  readonly cols: number;
  /** The most vectors that one call takes. */
  readonly maxVectors: number;
  /** The matrix, row-major [rows, cols], zeros at first: a live view to write it through. */
  readonly matrix: Float32Array;
  /**
   * Y = W X.
   *
   * @param vectors row-major [count, cols]: one vector after the other
   * @returns the products in panels of {@link batchLanes} vectors: w_row·x_v is number
   *   (floor(v / lanes) * rows + row) * lanes + v % lanes. A view that the next call overwrites; the lanes of the last
   *   panel that have no vector hold NaN.
   * @throws RangeError when `vectors` is not a whole number of vectors, none or more than {@link maxVectors}
   */
  multiply(vectors: Float32Array): Float32Array;
  /**
   * The numbers of the entries of the last products that are greater than a limit, in increasing order. A view that the
   * next call overwrites.
   */
  entriesAbove(limit: number): Uint32Array;
  /**
   * Sums of rows: out[vectors[k]] += factors[k] * w_rows[k], for all k, from zeros.
   *
   * @param terms.count how many entries of the arrays are meant
   * @param numVectors how many sums there are
   * @returns row-major [numVectors, cols], a view that the next call overwrites
   * @throws RangeError when a row or a sum does not exist
   */
  combine(
    terms: {
      readonly rows: Uint32Array;
      readonly vectors: Uint32Array;
      readonly factors: Float32Array;
      readonly count: number;
    },
    numVectors: number,
  ): Float32Array;
}

/** Vectors in one panel. A call costs what its whole panels cost. */
export const batchLanes = 16;

/** Terms of a combination that are handed to the kernel at once. */
const termsAtOnce = 4096;
const pageBytes = 65536;
const maxBytes = 2 ** 32;
let compiled: WebAssembly.Module | undefined;

/**
 * Allocates a matrix of zeros for {@link BatchProducts.multiply}.
 *
 * @param options.maxVectors how many vectors there is room for (default {@link batchLanes})
 * @throws RangeError when a size is not an integer ≥ 1, or all of it does not fit in the 4 GiB of one WebAssembly memory
 */
export function createBatchProducts(options: {
  readonly rows: number;
  readonly cols: number;
  readonly maxVectors?: number | undefined;
}): BatchProducts {
  const { rows, cols, maxVectors = batchLanes } = options;
  for (const [name, value] of Object.entries({ rows, cols, maxVectors })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`createBatchProducts: ${name} must be an integer >= 1, got ${value}`);
    }
  }
  const maxPanels = Math.ceil(maxVectors / batchLanes);
  const panelLength = cols * batchLanes;
  // Every area starts on a 16-byte boundary, the width of a SIMD load.
  const vectorsAt = Math.ceil((rows * cols) / 4) * 16;
  const productsAt = vectorsAt + maxPanels * panelLength * 4;
  const entriesAt = productsAt + maxPanels * rows * batchLanes * 4;
  const termsAt = entriesAt + 4 + maxPanels * rows * batchLanes * 4;
  const sumsAt = termsAt + termsAtOnce * 12;
  const bytes = sumsAt + maxVectors * cols * 4;
  if (bytes > maxBytes) {
    throw new RangeError(
      `createBatchProducts: a ${rows} x ${cols} float32 matrix and ${maxVectors} vectors do not fit in one WebAssembly memory (4 GiB)`,
    );
  }
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  compiled ??= compileKernel(wasmBase64);
  const kernel = instantiateKernel(compiled, memory);
  const panels = new Float32Array(memory.buffer, vectorsAt, maxPanels * panelLength);
  const termIndices = new Uint32Array(memory.buffer, termsAt, termsAtOnce * 3);
  const termFactors = new Float32Array(memory.buffer, termsAt, termsAtOnce * 3);
  let numProducts = 0;
  return {
    rows,
    cols,
    maxVectors,
    matrix: new Float32Array(memory.buffer, 0, rows * cols),
    multiply: (vectors) => {
      const count = vectors.length / cols;
      if (!Number.isInteger(count) || count < 1 || count > maxVectors) {
        throw new RangeError(
          `BatchProducts.multiply: expected 1 to ${maxVectors} vectors of ${cols} entries, got ${vectors.length} entries`,
        );
      }
      const numPanels = Math.ceil(count / batchLanes);
      panels.fill(Number.NaN, (numPanels - 1) * panelLength, numPanels * panelLength);
      for (let v = 0; v < count; v++) {
        const lane = v % batchLanes;
        const panel = ((v - lane) / batchLanes) * panelLength + lane;
        const from = v * cols;
        for (let j = 0; j < cols; j++) panels[panel + j * batchLanes] = vectors[from + j]!;
      }
      kernel.batchProducts!(0, vectorsAt, productsAt, rows, cols, numPanels);
      numProducts = numPanels * rows * batchLanes;
      return new Float32Array(memory.buffer, productsAt, numProducts);
    },
    entriesAbove: (limit) => {
      kernel.entriesAbove!(productsAt, numProducts, limit, entriesAt);
      const count = new Uint32Array(memory.buffer, entriesAt, 1)[0]!;
      return new Uint32Array(memory.buffer, entriesAt + 4, count);
    },
    combine: (terms, numVectors) => {
      if (!Number.isInteger(numVectors) || numVectors < 0 || numVectors > maxVectors) {
        throw new RangeError(`BatchProducts.combine: expected 0 to ${maxVectors} sums, got ${numVectors}`);
      }
      const sums = new Float32Array(memory.buffer, sumsAt, numVectors * cols).fill(0);
      for (let start = 0; start < terms.count; start += termsAtOnce) {
        const count = Math.min(termsAtOnce, terms.count - start);
        for (let k = 0; k < count; k++) {
          const row = terms.rows[start + k]!;
          const vector = terms.vectors[start + k]!;
          // `undefined`, where an array is too short, fails both.
          if (!(row < rows && vector < numVectors)) {
            throw new RangeError(
              `BatchProducts.combine: term ${start + k} is row ${row} for sum ${vector}, of ${rows} rows and ${numVectors} sums`,
            );
          }
          termIndices[3 * k] = row;
          termIndices[3 * k + 1] = vector;
          termFactors[3 * k + 2] = terms.factors[start + k]!;
        }
        kernel.addRows!(0, cols, termsAt, count, sumsAt);
      }
      return sums;
    },
  };
}
