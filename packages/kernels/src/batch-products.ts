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
   *   panel that have no vector hold zeros.
   * @throws RangeError when `vectors` is not a whole number of vectors, none or more than {@link maxVectors}
   */
  multiply(vectors: Float32Array): Float32Array;
}

/** Vectors in one panel. A call costs what its whole panels cost. */
export const batchLanes = 16;

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
  const bytes = productsAt + maxPanels * rows * batchLanes * 4;
  if (bytes > maxBytes) {
    throw new RangeError(
      `createBatchProducts: a ${rows} x ${cols} float32 matrix and ${maxVectors} vectors do not fit in one WebAssembly memory (4 GiB)`,
    );
  }
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  compiled ??= compileKernel(wasmBase64);
  const kernel = instantiateKernel(compiled, memory);
  const panels = new Float32Array(memory.buffer, vectorsAt, maxPanels * panelLength);
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
      panels.fill(0, (numPanels - 1) * panelLength, numPanels * panelLength);
      for (let v = 0; v < count; v++) {
        const lane = v % batchLanes;
        const panel = ((v - lane) / batchLanes) * panelLength + lane;
        const from = v * cols;
        for (let j = 0; j < cols; j++) panels[panel + j * batchLanes] = vectors[from + j]!;
      }
      kernel.batchProducts!(0, vectorsAt, productsAt, rows, cols, numPanels);
      return new Float32Array(memory.buffer, productsAt, numPanels * rows * batchLanes);
    },
  };
}
