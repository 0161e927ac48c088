import { wasmBase64 } from './generated/row-products.js';
import { compileKernel, instantiateKernel } from './instantiate.js';

/**
 * A float64 matrix in shared WebAssembly memory. It can be posted to worker threads, which then read the same bytes.
 * Beside the matrix the memory holds `slots` work areas; two threads must not use the same slot at once.
 */
export interface SharedMatrix {
  readonly memory: WebAssembly.Memory;
  readonly rows: number;
  readonly cols: number;
  /** Entry (r, c) is number r * stride + c of the memory read as float64: rows are padded to 16 bytes. */
  readonly stride: number;
  readonly slots: number;
}

/** Multiplies one {@link SharedMatrix} from the left of vectors. */
export interface RowProducts {
  /**
   * y = W x.
   *
   * @param x vector of `cols` numbers
   * @returns y, `rows` numbers, as a view that the next call overwrites
   * @throws RangeError when x has another length
   */
  multiply(x: ArrayLike<number>): Float64Array;
}

const pageBytes = 65536;
const maxPages = 65536;
let compiled: WebAssembly.Module | undefined;

/**
 * Copies a matrix into shared memory.
 *
 * @param matrix row-major float64 entries, `rows * cols` of them
 * @param options.slots number of work areas, one for each thread that will multiply at the same time (default 1)
 * @throws RangeError when the shape and the data disagree, or when the matrix does not fit in the 4 GiB of one
 *   WebAssembly memory
 */
export function shareMatrix(
  matrix: { readonly rows: number; readonly cols: number; readonly data: Float64Array },
  options: { readonly slots?: number } = {},
): SharedMatrix {
  const { rows, cols, data } = matrix;
  const { slots = 1 } = options;
  if (data.length !== rows * cols) {
    throw new RangeError(
      `shareMatrix: a ${rows} x ${cols} matrix needs ${rows * cols} entries, got ${data.length}`,
    );
  }
  if (!Number.isInteger(slots) || slots < 1) {
    throw new RangeError(`shareMatrix: slots must be an integer >= 1, got ${slots}`);
  }
  const layout = layoutOf(rows, cols);
  const pages = Math.ceil((layout.matrixBytes + slots * layout.slotBytes) / pageBytes);
  if (pages > maxPages) {
    throw new RangeError(
      `shareMatrix: a ${rows} x ${cols} float64 matrix needs ${pages} pages of 64 KiB, at most ${maxPages} fit`,
    );
  }
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const target = new Float64Array(memory.buffer, 0, rows * layout.stride);
  if (layout.stride === cols) target.set(data);
  else {
    for (let row = 0; row < rows; row++) {
      target.set(data.subarray(row * cols, (row + 1) * cols), row * layout.stride);
    }
  }
  return { memory, rows, cols, stride: layout.stride, slots };
}

/**
 * Opens one work area of a shared matrix for multiplication.
 *
 * @param shared the matrix, made by {@link shareMatrix} in this thread or received from another
 * @param slot which work area to use, in [0, slots)
 * @throws RangeError when there is no such slot
 */
export function rowProducts(shared: SharedMatrix, slot = 0): RowProducts {
  const { memory, rows, cols, slots } = shared;
  if (!Number.isInteger(slot) || slot < 0 || slot >= slots) {
    throw new RangeError(`rowProducts: slot must be an integer in [0, ${slots}), got ${slot}`);
  }
  compiled ??= compileKernel(wasmBase64);
  const kernel = instantiateKernel(compiled, memory);
  const { stride, matrixBytes, slotBytes } = layoutOf(rows, cols);
  const xAt = matrixBytes + slot * slotBytes;
  const yAt = xAt + stride * 8;
  // The padding beyond `cols` is zero from the start and never written.
  const xView = new Float64Array(memory.buffer, xAt, cols);
  const yView = new Float64Array(memory.buffer, yAt, rows);
  return {
    multiply: (x) => {
      if (x.length !== cols) {
        throw new RangeError(`RowProducts.multiply: x must have ${cols} entries, got ${x.length}`);
      }
      xView.set(x);
      kernel.rowProducts!(0, xAt, yAt, rows, stride);
      return yView;
    },
  };
}

function layoutOf(rows: number, cols: number): { stride: number; matrixBytes: number; slotBytes: number } {
  const stride = cols + (cols & 1);
  // Every area starts on a 16-byte boundary, the width of a SIMD load.
  return { stride, matrixBytes: rows * stride * 8, slotBytes: (stride + rows + (rows & 1)) * 8 };
}
