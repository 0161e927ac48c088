import { besselFunctions } from './pruned-dft-bessel.js';

/** How the product with the trigonometric matrix of a DFT head is computed, for assembly/pruned-dft.ts. */
export interface PrunedDftPlan {
  readonly numLabels: number;
  readonly k: number;
  /** Ranges of labels begin at multiples of this, and are fastest when they end at one (or at the last label). */
  readonly blockRows: number;
  /** What {@link write} writes. */
  readonly bytes: number;
  /** What a call needs to work in, whatever the number of lanes. */
  readonly scratchBytes: number;
  /**
   * Writes the plan and its tables into a memory, where their address becomes the kernel's `plan`.
   *
   * @param at the address, a multiple of 4
   * @throws RangeError when it is not, or the memory ends before the plan does
   */
  write(memory: WebAssembly.Memory, at: number): void;
}

/** Half a unit in the last place of a float32 number near one: what a cosine may lose by its polynomial. */
const tolerance = 2 ** -24;
/** Multiplications worth of time that a value costs beside its products: the even and odd parts are stored, read and added. */
const foldCost = 1.5;
const turnCost = 4;
/** Float32 entries that the table read per block may have where there is a choice: half of a usual second level cache. */
const maxTableLength = 2 ** 16;
/** Chebyshev coefficients below this are zero to float32, and products with tiny numbers take a hundred times longer. */
const negligible = 2 ** -48;
const planFields = 13;
const maxBytes = 2 ** 32;

interface Method {
  readonly halfBlock: number;
  /** Chebyshev polynomials per block; 0: cosines and sines themselves. */
  readonly numPolynomials: number;
}

/**
 * Chooses how long the blocks of labels are and how a block is computed, by the number of multiplications.
 *
 * @param options.numLabels n >= 3
 * @param options.k number of frequencies, 1 <= k and 2k + 1 <= n
 * @param options.maxBlockRows the most labels in a block (default 512); a smaller block costs more multiplications, a larger
 *   one more cache
 * @throws RangeError when n, k or the bound is no such integer, or the tables would not fit in one WebAssembly memory
 */
export function planPrunedDft(options: {
  readonly numLabels: number;
  readonly k: number;
  readonly maxBlockRows?: number | undefined;
}): PrunedDftPlan {
  const { numLabels, k, maxBlockRows = 512 } = options;
  checkInteger('numLabels', numLabels, 3, 2 ** 31 - 1);
  checkInteger('k', k, 1, Math.floor((numLabels - 1) / 2));
  checkInteger('maxBlockRows', maxBlockRows, 8, 2 ** 31 - 1);
  const { halfBlock, numPolynomials } = chooseMethod(numLabels, k, maxBlockRows);
  const blockRows = 2 * halfBlock;
  const numBlocks = Math.ceil(numLabels / blockRows);
  const gathers = numPolynomials > 0;
  const evenTerms = gathers ? Math.ceil(numPolynomials / 2) : k + 1;
  const oddTerms = gathers ? Math.floor(numPolynomials / 2) : k;
  const turnsLength = numBlocks * k * 2;
  const gatherLength = gathers ? evenTerms * (k + 1) + oddTerms * k : 0;
  const spreadLength = halfBlock * (evenTerms + oddTerms);
  const bytes = 4 * (planFields + turnsLength + 2 * (gatherLength + spreadLength));
  const scratchBytes = 64 * (2 * k + 1 + numPolynomials + 2 * blockRows);
  if (bytes + scratchBytes > maxBytes) {
    throw new RangeError(
      `planPrunedDft: the tables for ${numLabels} labels and k = ${k} do not fit in one WebAssembly memory (4 GiB)`,
    );
  }
  return {
    numLabels,
    k,
    blockRows,
    bytes,
    scratchBytes,
    write: (memory, at) => {
      if (!Number.isInteger(at) || at < 0 || at % 4 !== 0 || at + bytes > memory.buffer.byteLength) {
        throw new RangeError(
          `PrunedDftPlan.write: expected an address that is a multiple of 4 with ${bytes} bytes behind it, ` +
            `got ${at} in a memory of ${memory.buffer.byteLength} bytes`,
        );
      }
      const floats = new Float32Array(memory.buffer, at, bytes / 4).fill(0);
      let end = planFields;
      const table = (length: number): Table => {
        const start = end;
        end += length;
        return { address: at + 4 * start, values: floats.subarray(start, end) };
      };
      const pair = (rows: number, terms: number): MatrixPair => ({
        rows,
        terms,
        termMajor: table(rows * terms),
        rowMajor: table(rows * terms),
      });
      const turns = table(turnsLength);
      fillTurns(turns.values, numLabels, k, blockRows);
      const gatherEven = gathers ? pair(evenTerms, k + 1) : undefined;
      const gatherOdd = gathers ? pair(oddTerms, k) : undefined;
      const spreadEven = pair(halfBlock, evenTerms);
      const spreadOdd = pair(halfBlock, oddTerms);
      if (gatherEven && gatherOdd) {
        fillGather(gatherEven, gatherOdd, { numLabels, k, halfBlock, numPolynomials });
        fillPolynomials(spreadEven, spreadOdd, numPolynomials);
      } else {
        fillWaves(spreadEven, spreadOdd, numLabels, k);
      }
      // In the order of the fields of PrunedDftPlan in assembly/pruned-dft.ts.
      new Uint32Array(memory.buffer, at, planFields).set([
        k,
        halfBlock,
        evenTerms,
        oddTerms,
        turns.address,
        gatherEven?.termMajor.address ?? 0,
        gatherOdd?.termMajor.address ?? 0,
        gatherEven?.rowMajor.address ?? 0,
        gatherOdd?.rowMajor.address ?? 0,
        spreadEven.termMajor.address,
        spreadOdd.termMajor.address,
        spreadEven.rowMajor.address,
        spreadOdd.rowMajor.address,
      ]);
    },
  };
}

/** The method with the fewest multiplications per label, the padding of the last block counted. */
function chooseMethod(numLabels: number, k: number, maxBlockRows: number): Method {
  let best: Method | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  const propose = (halfBlock: number, numPolynomials: number): void => {
    const terms = numPolynomials === 0 ? 2 * k + 1 : numPolynomials;
    if (best !== undefined && halfBlock * terms > maxTableLength) return;
    const blockRows = 2 * halfBlock;
    const perValue = terms / 2 + foldCost;
    const perBlock = k * (turnCost + numPolynomials);
    const cost = Math.ceil(numLabels / blockRows) * (perBlock + blockRows * perValue);
    if (cost >= lowest) return;
    lowest = cost;
    best = { halfBlock, numPolynomials };
  };
  // Multiples of four, the rows of a tile, up to the first block that holds every label.
  const largestHalf = Math.min(Math.floor(maxBlockRows / 8) * 4, 4 * Math.ceil(numLabels / 8));
  for (let halfBlock = 4; halfBlock <= largestHalf; halfBlock += 4) {
    propose(halfBlock, 0);
    propose(halfBlock, countPolynomials(phaseAtEdge(numLabels, k, halfBlock)));
  }
  return best!;
}

/** Radians that frequency j turns from the middle of a block to its outermost label. */
function phaseAtEdge(numLabels: number, j: number, halfBlock: number): number {
  return (2 * Math.PI * j * (halfBlock - 0.5)) / numLabels;
}

/**
 * How many Chebyshev polynomials give cos(xu) and sin(xu) on -1 <= u <= 1 to {@link tolerance}. The series have the
 * coefficients 2 J_i(x), which are at most 2 (x/2)^i / i! exp(-x²/(4(i+1))) and fall fast once i > x.
 *
 * Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 9.1.44 to 9.1.47 and 9.1.62.
 */
function countPolynomials(x: number): number {
  let count = 1;
  let power = x / 2;
  while (count <= x || 2 * power * Math.exp((-x * x) / (4 * (count + 1))) > tolerance) {
    count++;
    power *= x / (2 * count);
  }
  return count;
}

interface Table {
  readonly address: number;
  readonly values: Float32Array;
}

/** A matrix in both orders: the index that is summed over comes first in the product, the other one in its adjoint. */
interface MatrixPair {
  readonly rows: number;
  readonly terms: number;
  readonly termMajor: Table;
  readonly rowMajor: Table;
}

function setEntry(matrix: MatrixPair, row: number, term: number, value: number): void {
  matrix.termMajor.values[term * matrix.rows + row] = value;
  matrix.rowMajor.values[row * matrix.terms + term] = value;
}

/** cos and sin of 2πj t0/n for the middle t0 of every block. */
function fillTurns(turns: Float32Array, numLabels: number, k: number, blockRows: number): void {
  const fullTurn = 2 * numLabels;
  for (let block = 0, at = 0; at < turns.length; block++) {
    // t0 = block * blockRows + (blockRows - 1) / 2, in halves of a label, which are whole numbers.
    const step = (2 * block * blockRows + blockRows - 1) % fullTurn;
    let turn = 0;
    for (let j = 1; j <= k; j++, at += 2) {
      turn = (turn + step) % fullTurn;
      turns[at] = Math.cos((2 * Math.PI * turn) / fullTurn);
      turns[at + 1] = Math.sin((2 * Math.PI * turn) / fullTurn);
    }
  }
}

/** The scale that makes the columns of frequency j orthonormal. */
function columnScale(numLabels: number, j: number): number {
  return Math.sqrt((j === 0 ? 1 : 2) / numLabels);
}

/**
 * The Chebyshev coefficients of the waves, for u = s / (h - 1/2):
 * cos(xu) = J_0 - 2 J_2 T_2(u) + 2 J_4 T_4(u) - …, sin(xu) = 2 J_1 T_1(u) - 2 J_3 T_3(u) + ….
 */
function fillGather(
  even: MatrixPair,
  odd: MatrixPair,
  method: Method & { readonly numLabels: number; readonly k: number },
): void {
  const { numLabels, k, halfBlock, numPolynomials } = method;
  for (let j = 0; j <= k; j++) {
    const scale = columnScale(numLabels, j);
    const bessel = besselFunctions(phaseAtEdge(numLabels, j, halfBlock), numPolynomials);
    for (let i = 0; i < numPolynomials; i++) {
      if (Math.abs(bessel[i]!) < negligible) continue;
      const half = i >> 1;
      const value = scale * (i === 0 ? 1 : 2) * (half % 2 === 0 ? 1 : -1) * bessel[i]!;
      if (i % 2 === 0) setEntry(even, half, j, value);
      else if (j > 0) setEntry(odd, half, j - 1, value);
    }
  }
}

/** The Chebyshev polynomials at the distances 1/2, 3/2, … from the middle of a block. */
function fillPolynomials(even: MatrixPair, odd: MatrixPair, numPolynomials: number): void {
  const halfBlock = even.rows;
  for (let row = 0; row < halfBlock; row++) {
    const angle = Math.acos((row + 0.5) / (halfBlock - 0.5));
    for (let i = 0; i < numPolynomials; i++) {
      setEntry(i % 2 === 0 ? even : odd, row, i >> 1, Math.cos(i * angle));
    }
  }
}

/** cos and sin of 2πjs/n at the distances s = 1/2, 3/2, … from the middle of a block. */
function fillWaves(even: MatrixPair, odd: MatrixPair, numLabels: number, k: number): void {
  const fullTurn = 2 * numLabels;
  for (let row = 0; row < even.rows; row++) {
    let turn = 0;
    setEntry(even, row, 0, columnScale(numLabels, 0));
    for (let j = 1; j <= k; j++) {
      turn = (turn + 2 * row + 1) % fullTurn;
      const angle = (2 * Math.PI * turn) / fullTurn;
      setEntry(even, row, j, columnScale(numLabels, j) * Math.cos(angle));
      setEntry(odd, row, j - 1, columnScale(numLabels, j) * Math.sin(angle));
    }
  }
}

function checkInteger(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(`planPrunedDft: ${name} must be an integer from ${least} to ${most}, got ${value}`);
  }
}
