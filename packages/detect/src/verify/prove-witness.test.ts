import { createMatrix, createRandom } from '@sbn/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLayer, type LayerInput } from '../layer/layer.js';
import { normalMatrix, normalVector, outputOf } from '../testing/random-layer.js';
import { createExactSum } from './exact-sum.js';
import { proveWitness } from './prove-witness.js';

const layerOf = (input: LayerInput): ReturnType<typeof createLayer> => createLayer('test', input);

describe('proveWitness', () => {
  it('proves what plain arithmetic outputs, with the margin by its definition', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed);
      const weights = normalMatrix(random, 30, 5);
      const bias = normalVector(random, 30);
      const x = normalVector(random, 5);
      const labels = outputOf(weights, bias, x);
      const proof = proveWitness(layerOf({ weights, bias }), labels, x, 0);
      let margin = Infinity;
      for (let i = 0; i < 30; i++) {
        const row = weights.data.subarray(i * 5, i * 5 + 5);
        const score = row.reduce((sum, w, j) => sum + w * x[j]!, bias[i]!);
        margin = Math.min(margin, Math.abs(score) / Math.hypot(...row, bias[i]!) / Math.hypot(...x, 1));
      }
      if (!proof.proved) throw new Error(proof.reason);
      expect(proof.margin).toBeLessThanOrEqual(margin * (1 + 1e-15));
      expect(proof.margin).toBeGreaterThan(margin * (1 - 1e-9));
    }
  });

  it('refuses the witness of every other set', () => {
    const weights = createMatrix(3, 2, [1, 0, 0, 1, 1, 1]);
    const layer = layerOf({ weights });
    const x = Float64Array.of(2, -1);
    expect(proveWitness(layer, [0, 2], x, 0).proved).toBe(true);
    for (const labels of [[], [0], [1], [2], [0, 1], [1, 2], [0, 1, 2]]) {
      expect(proveWitness(layer, labels, x, 0).proved).toBe(false);
    }
  });

  it('counts a score of exactly zero as neither above nor below', () => {
    const layer = layerOf({ weights: createMatrix(2, 2, [1, -1, 1, 1]) });
    const x = Float64Array.of(1, 1);
    expect(proveWitness(layer, [0, 1], x, 0).proved).toBe(false);
    expect(proveWitness(layer, [1], x, 0).proved).toBe(false);
  });

  it('decides by exact arithmetic where rounding hides the sign', () => {
    // 1e16 + 1 - 1e16 is 1, but 0 in doubles.
    const layer = layerOf({ weights: createMatrix(1, 3, [1e16, 1, -1e16]) });
    expect(proveWitness(layer, [0], Float64Array.of(1, 1, 1), 0).proved).toBe(true);
    expect(proveWitness(layer, [], Float64Array.of(1, 1, 1), 0).proved).toBe(false);
    // Overflow to Infinity - Infinity.
    const huge = layerOf({ weights: createMatrix(1, 3, [1e308, -1e308, 1]) });
    expect(proveWitness(huge, [0], Float64Array.of(1e10, 1e10, 1), 0).proved).toBe(true);
    // Underflow to 0.
    const tiny = layerOf({ weights: createMatrix(1, 1, [1e-200]) });
    expect(proveWitness(tiny, [0], Float64Array.of(1e-200), 0)).toEqual({ proved: true, margin: 0 });
    expect(proveWitness(tiny, [], Float64Array.of(1e-200), 0).proved).toBe(false);
  });

  it('never proves a wrong sign, whatever the numbers', () => {
    const entry = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(1e16, -1e16, 1e-300, 1 + 2 ** -52, -1),
    );
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 4, maxLength: 4 }),
        fc.array(entry, { minLength: 4, maxLength: 4 }),
        entry,
        (row, x, threshold) => {
          const sum = createExactSum();
          for (let j = 0; j < 4; j++) sum.addProduct(row[j]!, x[j]!);
          sum.addProduct(-1, threshold);
          const layer = layerOf({ weights: createMatrix(1, 4, row), rule: { topK: 1 } });
          const proof = proveWitness(layer, [0], Float64Array.from(x), threshold);
          expect(proof.proved).toBe(sum.sign() > 0);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('measures the threshold of argmax in units of the row lengths, so that scaling changes nothing', () => {
    const random = createRandom(8);
    const weights = normalMatrix(random, 6, 3);
    const x = normalVector(random, 3);
    const scores = Array.from({ length: 6 }, (_, i) =>
      weights.data.subarray(3 * i, 3 * i + 3).reduce((sum, w, j) => sum + w * x[j]!, 0),
    );
    const order = [0, 1, 2, 3, 4, 5].sort((a, b) => scores[b]! - scores[a]!);
    const threshold = (scores[order[0]!]! + scores[order[1]!]!) / 2;
    const margins = [1, 2 ** 40, 2 ** -300].map((factor) => {
      const scaled = { ...weights, data: weights.data.map((value) => value * factor) };
      const proof = proveWitness(
        layerOf({ weights: scaled, rule: 'argmax' }),
        [order[0]!],
        x,
        threshold * factor,
      );
      return proof.proved ? proof.margin : -1;
    });
    expect(margins[0]).toBeGreaterThan(0);
    expect(margins[1]).toBe(margins[0]);
    expect(margins[2]).toBe(margins[0]);
  });
});
