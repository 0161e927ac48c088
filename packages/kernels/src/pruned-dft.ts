import { wasmBase64 } from './generated/pruned-dft.js';
import { compileKernel, instantiateKernel } from './instantiate.js';
import { planPrunedDft } from './pruned-dft-plan.js';

/** The trigonometric matrix of a DFT head as an operator: products with it cost a fraction of the dense ones. */
export interface PrunedDft {
  readonly numLabels: number;
  readonly k: number;
  /**
   * Z = C Fᵀ: the logits of a batch of coefficients.
   *
   * @param coefficients row-major [count, 2k+1], any count
   * @returns row-major [count, numLabels]
   * @throws RangeError when `coefficients` is not a whole number of vectors
   */
  multiply(coefficients: Float32Array): Float32Array;
  /**
   * The adjoint C = Z F: the gradient of the coefficients from that of the logits.
   *
   * @param values row-major [count, numLabels], any count
   * @returns row-major [count, 2k+1]
   * @throws RangeError when `values` is not a whole number of vectors
   */
  multiplyAdjoint(values: Float32Array): Float32Array;
}

const pageBytes = 65536;
const maxBytes = 2 ** 32;
let compiled: WebAssembly.Module | undefined;

/**
 * Products with F [n, 2k+1], whose columns are √(1/n), √(2/n) cos(2πjt/n), √(2/n) sin(2πjt/n) for j = 1..k, in float32.
 * F is never formed: over a block of labels a few Chebyshev polynomials stand for its slow waves. Any n, prime ones too.
 *
 * @param options.numLabels n >= 3
 * @param options.k number of frequencies, 1 <= k and 2k + 1 <= n
 * @throws RangeError when n or k is no such integer, or all of it does not fit in the 4 GiB of one WebAssembly memory
 * @example
 * const dft = createPrunedDft({ numLabels: 8921, k: 50 });
 * const logits = dft.multiply(coefficients); // [32, 101] -> [32, 8921]
 */
export function createPrunedDft(options: { readonly numLabels: number; readonly k: number }): PrunedDft {
  const { numLabels, k } = options;
  const plan = planPrunedDft({ numLabels, k });
  const cols = 2 * k + 1;
  // Every area starts on a 16-byte boundary, the width of a SIMD load.
  const scratchAt = Math.ceil(plan.bytes / 16) * 16;
  const coefficientsAt = scratchAt + plan.scratchBytes;
  const valuesAt = coefficientsAt + cols * 64;
  const bytes = valuesAt + numLabels * 64;
  if (bytes > maxBytes) {
    throw new RangeError(
      `createPrunedDft: ${numLabels} labels for sixteen vectors at once do not fit in one WebAssembly memory (4 GiB)`,
    );
  }
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
  plan.write(memory, 0);
  compiled ??= compileKernel(wasmBase64);
  const kernel = instantiateKernel(compiled, memory);
  const coefficientPanel = new Float32Array(memory.buffer, coefficientsAt, cols * 16);
  const valuePanel = new Float32Array(memory.buffer, valuesAt, numLabels * 16);
  return {
    numLabels,
    k,
    multiply: (coefficients) => {
      const count = countVectors('multiply', coefficients, cols);
      const values = new Float32Array(count * numLabels);
      forEachPanel(count, (first, size, lanes) => {
        pack(coefficients, first, size, cols, coefficientPanel, lanes);
        kernel.forward!(0, coefficientsAt, lanes, 0, numLabels, valuesAt, scratchAt);
        unpack(valuePanel, lanes, values, first, size, numLabels);
      });
      return values;
    },
    multiplyAdjoint: (values) => {
      const count = countVectors('multiplyAdjoint', values, numLabels);
      const coefficients = new Float32Array(count * cols);
      forEachPanel(count, (first, size, lanes) => {
        pack(values, first, size, numLabels, valuePanel, lanes);
        coefficientPanel.fill(0);
        kernel.adjoint!(0, valuesAt, lanes, 0, numLabels, coefficientsAt, scratchAt);
        unpack(coefficientPanel, lanes, coefficients, first, size, cols);
      });
      return coefficients;
    },
  };
}

function countVectors(method: string, vectors: Float32Array, length: number): number {
  const count = vectors.length / length;
  if (!Number.isInteger(count)) {
    throw new RangeError(
      `PrunedDft.${method}: expected vectors of ${length} entries, got ${vectors.length} entries`,
    );
  }
  return count;
}

/** Sixteen vectors at a time, then four at a time. */
function forEachPanel(count: number, run: (first: number, size: number, lanes: number) => void): void {
  for (let first = 0; first < count; ) {
    const lanes = count - first >= 16 ? 16 : 4;
    const size = Math.min(lanes, count - first);
    run(first, size, lanes);
    first += size;
  }
}

/** Rows first .. first + size - 1 of [count, length] become lanes; lanes without a vector hold zeros. */
function pack(
  vectors: Float32Array,
  first: number,
  size: number,
  length: number,
  panel: Float32Array,
  lanes: number,
): void {
  if (size < lanes) panel.fill(0, 0, length * lanes);
  for (let lane = 0; lane < size; lane++) {
    const from = (first + lane) * length;
    for (let i = 0; i < length; i++) panel[i * lanes + lane] = vectors[from + i]!;
  }
}

function unpack(
  panel: Float32Array,
  lanes: number,
  vectors: Float32Array,
  first: number,
  size: number,
  length: number,
): void {
  for (let lane = 0; lane < size; lane++) {
    const to = (first + lane) * length;
    for (let i = 0; i < length; i++) vectors[to + i] = panel[i * lanes + lane]!;
  }
}
