import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wasmBase64 } from './generated/pruned-dft.js';
import { createPrunedDft, type PrunedDftPlan, planPrunedDft } from './index.js';
import { compileKernel, instantiateKernel } from './instantiate.js';

/** Of the root mean square of the results, for sums of up to two hundred float32 products. */
const tolerance = 2e-6;
const module = compileKernel(wasmBase64);

/** Row t of the matrix in float64, from its formula. Fewer frequencies are the same row cut off. */
function basisRow(numLabels: number, k: number, t: number): Float64Array {
  const row = new Float64Array(2 * k + 1);
  row[0] = Math.sqrt(1 / numLabels);
  for (let j = 1; j <= k; j++) {
    const angle = (2 * Math.PI * ((j * t) % numLabels)) / numLabels;
    row[2 * j - 1] = Math.sqrt(2 / numLabels) * Math.cos(angle);
    row[2 * j] = Math.sqrt(2 / numLabels) * Math.sin(angle);
  }
  return row;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}

/** Numbers in -1..1 that look random and are the same in every run. */
function numbers(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** The kernel with a plan, one panel of coefficients and one of values in a memory of their own. */
function open(plan: PrunedDftPlan) {
  const planAt = 16;
  const scratchAt = planAt + Math.ceil(plan.bytes / 16) * 16;
  const coefficientsAt = scratchAt + plan.scratchBytes;
  const valuesAt = coefficientsAt + 64 * (2 * plan.k + 1);
  const end = valuesAt + 64 * plan.numLabels;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / 65536) });
  // Nothing may depend on what a memory held before: all its numbers are NaN.
  new Uint8Array(memory.buffer).fill(0xff);
  plan.write(memory, planAt);
  const kernel = instantiateKernel(module, memory);
  return {
    coefficients: new Float32Array(memory.buffer, coefficientsAt, 16 * (2 * plan.k + 1)),
    values: new Float32Array(memory.buffer, valuesAt, 16 * plan.numLabels),
    scratch: new Float32Array(memory.buffer, scratchAt, plan.scratchBytes / 4),
    forward: (lanes: number, from: number, to: number) =>
      kernel.forward!(planAt, coefficientsAt, lanes, from, to, valuesAt + from * lanes * 4, scratchAt),
    adjoint: (lanes: number, from: number, to: number) =>
      kernel.adjoint!(planAt, valuesAt + from * lanes * 4, lanes, from, to, coefficientsAt, scratchAt),
  };
}

/** The largest error of values at the labels that are given, in parts of the root mean square of all. */
function forwardError(
  rows: ReadonlyMap<number, Float64Array>,
  vectors: { readonly numLabels: number; readonly k: number; readonly coefficients: Float32Array },
  values: Float32Array,
): number {
  const { numLabels, k, coefficients } = vectors;
  const cols = 2 * k + 1;
  let worst = 0;
  for (let v = 0; v < coefficients.length / cols; v++) {
    const vector = coefficients.subarray(v * cols, (v + 1) * cols);
    const scale = Math.sqrt(numLabels) / norm(vector);
    for (const [label, row] of rows) {
      worst = Math.max(worst, scale * Math.abs(values[v * numLabels + label]! - dot(vector, row)));
    }
  }
  return worst;
}

/** The largest error of a gradient, in parts of the norm of the values that it comes from. */
function adjointError(
  rows: ReadonlyMap<number, Float64Array>,
  vectors: { readonly numLabels: number; readonly k: number; readonly values: Float32Array },
  coefficients: Float32Array,
): number {
  const { numLabels, k, values } = vectors;
  const cols = 2 * k + 1;
  let worst = 0;
  for (let v = 0; v < values.length / numLabels; v++) {
    const vector = values.subarray(v * numLabels, (v + 1) * numLabels);
    const expected = new Float64Array(cols);
    for (const [label, row] of rows) {
      for (let i = 0; i < cols; i++) expected[i]! += vector[label]! * row[i]!;
    }
    const scale = 1 / norm(vector);
    for (let i = 0; i < cols; i++) {
      worst = Math.max(worst, scale * Math.abs(coefficients[v * cols + i]! - expected[i]!));
    }
  }
  return worst;
}

function basisRows(numLabels: number, k: number, labels: Iterable<number>): Map<number, Float64Array> {
  return new Map(Array.from(labels, (label) => [label, basisRow(numLabels, k, label)]));
}

describe('createPrunedDft', () => {
  it('equals the matrix and its transpose for every k of every small n', () => {
    for (let numLabels = 3; numLabels <= 120; numLabels++) {
      const largest = Math.floor((numLabels - 1) / 2);
      const rows = basisRows(numLabels, largest, Array(numLabels).keys());
      for (let k = 1; k <= largest; k++) {
        const dft = createPrunedDft({ numLabels, k });
        // Now and then more vectors than one panel of sixteen; mostly one of four.
        const count = (numLabels + k) % 31 === 0 ? 21 : 2;
        const coefficients = numbers(count * (2 * k + 1), numLabels * 1000 + k);
        const error = forwardError(rows, { numLabels, k, coefficients }, dft.multiply(coefficients));
        if (!(error < tolerance)) expect.fail(`forward, n = ${numLabels}, k = ${k}: ${error}`);
        const values = numbers(count * numLabels, numLabels * 2000 + k);
        const back = adjointError(rows, { numLabels, k, values }, dft.multiplyAdjoint(values));
        if (!(back < tolerance)) expect.fail(`adjoint, n = ${numLabels}, k = ${k}: ${back}`);
      }
    }
  }, 60_000);

  it.each([
    [1000, 50],
    [1009, 504],
    [2043, 50],
    [7919, 1],
    [7919, 50],
    [8921, 50],
    [8933, 80],
    [20000, 80],
    [5000, 300],
  ])('equals the matrix and its transpose for n = %i, k = %i', (numLabels, k) => {
    const dft = createPrunedDft({ numLabels, k });
    const cols = 2 * k + 1;
    const rounding = tolerance * Math.max(1, Math.sqrt(k / 100));
    const rows = basisRows(numLabels, k, Array(numLabels).keys());
    const coefficients = numbers(2 * cols, 1);
    // The highest frequency alone is the hardest for a polynomial.
    coefficients.fill(0, cols, 2 * cols - 2);
    const error = forwardError(rows, { numLabels, k, coefficients }, dft.multiply(coefficients));
    expect(error).toBeLessThan(rounding);
    const values = numbers(2 * numLabels, 2);
    for (let t = 0; t < numLabels; t++) values[t] = Math.cos((2 * Math.PI * k * t) / numLabels);
    const back = adjointError(rows, { numLabels, k, values }, dft.multiplyAdjoint(values));
    expect(back).toBeLessThan(rounding);
  });

  it('holds for a million labels', () => {
    const numLabels = 1_000_000;
    const k = 80;
    const dft = createPrunedDft({ numLabels, k });
    const coefficients = numbers(2 * k + 1, 3);
    const values = dft.multiply(coefficients);
    const labels = Array.from({ length: 1000 }, (_, i) => (i < 100 ? numLabels - 1 - i : 997 * i));
    const rows = basisRows(numLabels, k, labels);
    expect(forwardError(rows, { numLabels, k, coefficients }, values)).toBeLessThan(tolerance);
    const gradient = numbers(numLabels, 4);
    const back = dft.multiplyAdjoint(gradient);
    expect(Math.abs(dot(values, gradient) - dot(coefficients, back))).toBeLessThan(
      tolerance * norm(values) * norm(gradient),
    );
    // The columns are orthonormal: Fᵀ F c = c, with one rounding per label in the long sums.
    const again = dft.multiplyAdjoint(values);
    expect(norm(again.map((value, i) => value - coefficients[i]!))).toBeLessThan(1e-5 * norm(coefficients));
  });

  it('has an adjoint: ⟨F c, y⟩ = ⟨c, Fᵀ y⟩', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 3000 }).chain((numLabels) =>
          fc.record({
            numLabels: fc.constant(numLabels),
            k: fc.integer({ min: 1, max: Math.min(120, Math.floor((numLabels - 1) / 2)) }),
            seed: fc.nat(),
          }),
        ),
        ({ numLabels, k, seed }) => {
          const dft = createPrunedDft({ numLabels, k });
          const c = numbers(2 * k + 1, seed);
          const y = numbers(numLabels, seed + 1);
          const difference = dot(dft.multiply(c), y) - dot(c, dft.multiplyAdjoint(y));
          expect(Math.abs(difference)).toBeLessThan(tolerance * norm(c) * norm(y));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('takes any number of vectors, and a vector alone equals the vector in a batch', () => {
    const dft = createPrunedDft({ numLabels: 101, k: 9 });
    expect(dft.multiply(new Float32Array(0))).toHaveLength(0);
    expect(dft.multiplyAdjoint(new Float32Array(0))).toHaveLength(0);
    for (const count of [1, 4, 5, 15, 16, 17, 20, 37]) {
      const coefficients = numbers(count * 19, count);
      const values = dft.multiply(coefficients);
      const back = dft.multiplyAdjoint(values);
      for (let v = 0; v < count; v++) {
        const row = values.subarray(v * 101, (v + 1) * 101);
        expect(row).toEqual(dft.multiply(coefficients.subarray(v * 19, (v + 1) * 19)));
        expect(back.subarray(v * 19, (v + 1) * 19)).toEqual(dft.multiplyAdjoint(row.slice()));
      }
    }
  });

  it('refuses what is no whole number of vectors', () => {
    const dft = createPrunedDft({ numLabels: 10, k: 2 });
    expect(() => dft.multiply(new Float32Array(7))).toThrow('expected vectors of 5 entries, got 7 entries');
    expect(() => dft.multiplyAdjoint(new Float32Array(5))).toThrow('vectors of 10 entries, got 5 entries');
    expect(() => createPrunedDft({ numLabels: 80_000_000, k: 1 })).toThrow('80000000 labels for sixteen');
  });
});

describe('the pruned DFT kernel', () => {
  const sizes = [
    { numLabels: 1009, k: 20 },
    { numLabels: 1009, k: 400 },
    { numLabels: 1000, k: 5, maxBlockRows: 64 },
  ];

  it.each([4, 16])('gives the same bits however the labels are cut, %i lanes', (lanes) => {
    for (const size of sizes) {
      const plan = planPrunedDft(size);
      const { numLabels, k, blockRows } = plan;
      expect(numLabels).toBeGreaterThan(3 * blockRows);
      const whole = open(plan);
      const cut = open(plan);
      const coefficients = numbers(lanes * (2 * k + 1), 5);
      whole.coefficients.set(coefficients);
      cut.coefficients.set(coefficients);
      whole.forward(lanes, 0, numLabels);
      // One block at a time and backwards; the last range is longer than a block, and ends inside one.
      const starts: number[] = [];
      for (let from = 0; from + blockRows < numLabels; from += blockRows) starts.push(from);
      cut.forward(lanes, starts.at(-1)!, numLabels);
      for (const from of starts.slice(0, -1).reverse()) cut.forward(lanes, from, from + blockRows);
      const used = lanes * numLabels;
      expect(whole.values.subarray(0, used).every(Number.isFinite)).toBe(true);
      expect(cut.values.subarray(0, used)).toEqual(whole.values.subarray(0, used));
      // A range may end inside any block, and nothing is written behind it.
      cut.values.fill(Number.NaN);
      const short = blockRows + 3;
      cut.forward(lanes, 0, short);
      expect(cut.values.subarray(0, short * lanes)).toEqual(whole.values.subarray(0, short * lanes));
      expect(cut.values[short * lanes]).toBeNaN();

      const gradient = numbers(used, 6);
      whole.values.set(gradient);
      cut.values.set(gradient);
      cut.scratch.fill(Number.NaN);
      whole.adjoint(lanes, 0, numLabels);
      for (const from of starts.slice(0, -1)) cut.adjoint(lanes, from, from + blockRows);
      cut.adjoint(lanes, starts.at(-1)!, numLabels);
      // Added to what stood there, the values left as they were.
      expect(cut.coefficients).toEqual(whole.coefficients);
      expect(whole.coefficients.subarray(0, coefficients.length)).not.toEqual(coefficients);
      expect(cut.values.subarray(0, used)).toEqual(gradient);
    }
  });

  it('gives a lane the same bits in a panel of 4 and of 16', () => {
    for (const size of sizes) {
      const plan = planPrunedDft(size);
      const { numLabels, k } = plan;
      const narrow = open(plan);
      const wide = open(plan);
      const coefficients = numbers(16 * (2 * k + 1), 7);
      wide.coefficients.set(coefficients);
      for (let i = 0; i < 4 * (2 * k + 1); i++) {
        narrow.coefficients[i] = coefficients[16 * Math.floor(i / 4) + (i % 4)]!;
      }
      narrow.forward(4, 0, numLabels);
      wide.forward(16, 0, numLabels);
      narrow.adjoint(4, 0, numLabels);
      wide.adjoint(16, 0, numLabels);
      const lanes = (panel: Float32Array, width: number, rows: number): number[] =>
        Array.from({ length: 4 * rows }, (_, i) => panel[width * Math.floor(i / 4) + (i % 4)]!);
      expect(lanes(narrow.values, 4, numLabels)).toEqual(lanes(wide.values, 16, numLabels));
      expect(lanes(narrow.coefficients, 4, 2 * k + 1)).toEqual(lanes(wide.coefficients, 16, 2 * k + 1));
    }
  });
});

describe('planPrunedDft', () => {
  it('keeps to the bound on the length of a block', () => {
    for (const numLabels of [3, 50, 8921, 1_000_000]) {
      for (const maxBlockRows of [8, 9, 100, 512]) {
        const { blockRows } = planPrunedDft({ numLabels, k: 1, maxBlockRows });
        expect(blockRows).toBeLessThanOrEqual(maxBlockRows);
        expect(blockRows % 8).toBe(0);
        expect(blockRows).toBeLessThan(numLabels + 8);
      }
    }
  });

  it('writes no table entry so tiny that products with it are slow', () => {
    for (const size of [
      { numLabels: 1000, k: 50 },
      { numLabels: 20000, k: 700 },
    ]) {
      const plan = planPrunedDft(size);
      const memory = new WebAssembly.Memory({ initial: Math.ceil(plan.bytes / 65536) });
      plan.write(memory, 0);
      // Thirteen fields, then the tables.
      const tables = new Float32Array(memory.buffer, 52, plan.bytes / 4 - 13);
      expect(tables.filter((value) => value !== 0 && Math.abs(value) < 1e-20)).toHaveLength(0);
    }
  });

  it('refuses what is no such integer', () => {
    expect(() => planPrunedDft({ numLabels: 2, k: 1 })).toThrow('numLabels must be an integer from 3');
    expect(() => planPrunedDft({ numLabels: 9, k: 5 })).toThrow('k must be an integer from 1 to 4, got 5');
    expect(() => planPrunedDft({ numLabels: 9, k: 0 })).toThrow('k must be an integer from 1 to 4, got 0');
    expect(() => planPrunedDft({ numLabels: 9, k: 2, maxBlockRows: 7 })).toThrow(
      'maxBlockRows must be an integer from 8',
    );
    expect(() => planPrunedDft({ numLabels: 2_000_000_000, k: 900_000_000 })).toThrow('do not fit in one');
  });

  it('refuses to write where there is no room', () => {
    const plan = planPrunedDft({ numLabels: 1000, k: 10 });
    const memory = new WebAssembly.Memory({ initial: 1 });
    expect(() => plan.write(memory, 2)).toThrow('multiple of 4');
    expect(() => plan.write(memory, 65536 - plan.bytes + 4 - (plan.bytes % 4))).toThrow(
      `with ${plan.bytes} bytes behind it`,
    );
  });
});
