import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTensorKernels, sequence } from '../testing/open-tensor-kernels.js';
import { productTiles } from './product-tiles.js';

describe('the module', () => {
  it('writes nothing into a memory when it is instantiated: the memory belongs to somebody else', () => {
    expect(openTensorKernels().isUntouched()).toBe(true);
  });
});

describe('productTiles', () => {
  const size = fc.integer({ min: 1, max: 30_000 });
  const numPairs = fc.integer({ min: 1, max: 9 });
  const sizes = fc.record({ rows: size, cols: size, inner: size, numPairs, transposeA: fc.boolean() });

  it('covers every product, with tiles that the kernel can do', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 4 }), (product, threads) => {
        const { rows, cols, inner } = product;
        const tiles = productTiles({ ...product, threads });
        expect(tiles.tileRows % 2).toBe(0);
        expect(tiles.tileCols % 16).toBe(0);
        expect(tiles.panelLength).toBeGreaterThan(0);
        expect(tiles.panelLength).toBeLessThanOrEqual(256);
        expect(tiles.rowTiles * tiles.tileRows).toBeGreaterThanOrEqual(rows);
        expect((tiles.rowTiles - 1) * tiles.tileRows).toBeLessThan(rows);
        expect(tiles.colTiles * tiles.tileCols).toBeGreaterThanOrEqual(cols);
        expect((tiles.colTiles - 1) * tiles.tileCols).toBeLessThan(cols);
        expect(tiles.splits * tiles.splitLength).toBeGreaterThanOrEqual(inner);
        expect((tiles.splits - 1) * tiles.splitLength).toBeLessThan(inner);
      }),
    );
  });

  it('cuts the sums alike for any number of threads', () => {
    const sumsOf = (product: Parameters<typeof productTiles>[0]): number[] => {
      const { panelLength, splits, splitLength } = productTiles(product);
      return [panelLength, splits, splitLength];
    };
    fc.assert(
      fc.property(sizes, (product) => {
        expect(sumsOf({ ...product, threads: 2 })).toEqual(sumsOf({ ...product, threads: 1 }));
      }),
    );
  });
});

describe('multiply', () => {
  it('is the product, in float64, for any sizes and storage, and has the same bits in any order of the chunks', () => {
    const sizes = fc.record({
      rows: fc.integer({ min: 1, max: 60 }),
      cols: fc.integer({ min: 1, max: 40 }),
      inner: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constantFrom(385, 800, 1600)),
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
      accumulate: fc.boolean(),
    });
    fc.assert(
      fc.property(sizes, ({ rows, cols, inner, transposeA, transposeB, accumulate }) => {
        const [left, right, start] = [
          sequence(rows * inner, 1),
          sequence(inner * cols, 2),
          sequence(rows * cols, 3),
        ];
        const results = (['forwards', 'backwards'] as const).map((order) => {
          const { kernels, place, read } = openTensorKernels(order);
          const [a, b, c] = [place(left), place(right), place(start)];
          kernels.multiply({ a, b, c, rows, cols, inner, transposeA, transposeB, accumulate });
          return read(c, rows * cols);
        });
        expect(results[1]).toEqual(results[0]);
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < cols; j++) {
            let sum = accumulate ? start[i * cols + j]! : 0;
            for (let k = 0; k < inner; k++) {
              sum +=
                left[transposeA ? k * rows + i : i * inner + k]! *
                right[transposeB ? j * inner + k : k * cols + j]!;
            }
            expect(Math.abs(results[0]![i * cols + j]! - sum)).toBeLessThan(2e-6 * (10 + inner));
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('sigmoidCrossEntropy', () => {
  it.each([false, true])('is its definition up to logits of ±1e3, whole table of targets: %s', (isDense) => {
    const [rows, cols] = [7, 41];
    const logits = sequence(rows * cols, 5).map((x, i) => x * [0.1, 1, 20, 1000][i % 4]!);
    const labels = Float32Array.from(logits, (_, i) => (i % 9 === 4 ? 1 : 0));
    const rowWeights = Float32Array.from({ length: rows }, (_, i) => 1 + i);
    const [low, high] = [0.02, 0.92];
    const { kernels, place, read } = openTensorKernels();
    const gradient = place(new Float32Array(rows * cols));
    const positions = Int32Array.from([...labels.keys()].filter((i) => labels[i] === 1));
    const value = kernels.sigmoidCrossEntropy({
      logits: place(logits),
      gradient,
      rows,
      cols,
      targets: isDense
        ? { all: place(labels), scale: high - low, shift: low }
        : { inactive: low, active: high, positions },
      rowWeights,
      scale: 0.5,
    });
    let expected = 0;
    const gradients = read(gradient, rows * cols);
    logits.forEach((z, i) => {
      const y = labels[i] === 1 ? high : low;
      const weight = 0.5 * rowWeights[Math.floor(i / cols)]!;
      expected += weight * (Math.max(z, 0) - y * z + Math.log1p(Math.exp(-Math.abs(z))));
      expect(Math.abs(gradients[i]! - weight * (1 / (1 + Math.exp(-z)) - y))).toBeLessThan(
        2e-6 * weight + 1e-7,
      );
    });
    expect(Math.abs(value / expected - 1)).toBeLessThan(1e-6);
  });

  it('keeps the small summands of labels that are almost certainly inactive, over more than one chunk', () => {
    const [rows, cols] = [3, 8195];
    const logits = sequence(rows * cols, 4).map((x) => 5 * x - 9);
    const { kernels, place, read } = openTensorKernels();
    const gradient = place(new Float32Array(rows * cols));
    const value = kernels.sigmoidCrossEntropy({
      logits: place(logits),
      gradient,
      rows,
      cols,
      targets: { inactive: 0, active: 1, positions: Int32Array.of() },
      scale: 1,
    });
    const expected = logits.reduce((sum, z) => sum + Math.log1p(Math.exp(z)), 0);
    expect(Math.abs(value / expected - 1)).toBeLessThan(1e-6);
    read(gradient, rows * cols).forEach((slope, i) => {
      expect(Math.abs(slope * (1 + Math.exp(-logits[i]!)) - 1)).toBeLessThan(1e-6);
    });
  });

  it('keeps what is left of the loss and the gradient when every label is almost certain', () => {
    const { kernels, place, read } = openTensorKernels();
    const gradient = place(new Float32Array(5));
    const value = kernels.sigmoidCrossEntropy({
      logits: place(Float32Array.of(30, -30, 30, -30, -30)),
      gradient,
      rows: 1,
      cols: 5,
      targets: { inactive: 0, active: 1, positions: Int32Array.of(0, 2) },
      scale: 1,
    });
    // The sum passes through 60, so that float64 leaves two digits of 5e-13.
    expect(value / (5 * Math.exp(-30))).toBeCloseTo(1, 1);
    for (const [i, x] of read(gradient, 5).entries()) {
      expect(x / (Math.exp(-30) * (i === 0 || i === 2 ? -1 : 1))).toBeCloseTo(1, 5);
    }
  });
});

describe('adam', () => {
  it('is its definition, over more than one chunk and a rest', () => {
    const length = 16384 + 7;
    const [w, g] = [sequence(length, 1), sequence(length, 2)];
    const { kernels, place, read } = openTensorKernels();
    const values = place(w);
    const [first, second] = [place(new Float32Array(length)), place(new Float32Array(length))];
    const settings = {
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 1e-6,
      rate: 0.1,
      secondScale: 2,
      keep: 0.99,
      gradientScale: 0.5,
    };
    kernels.adam({ values, first, second, gradient: place(g), length, ...settings });
    const got = read(values, length);
    g.forEach((x, i) => {
      const scaled = 0.5 * x;
      const [m, v] = [0.1 * scaled, 0.01 * scaled * scaled];
      expect(Math.abs(got[i]! - (0.99 * w[i]! - (0.1 * m) / (Math.sqrt(2 * v) + 1e-6)))).toBeLessThan(1e-5);
    });
  });
});
