import { createMatrix, createRandom, type Random } from '@sbn/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLayer, type LayerInput } from '../layer/layer.js';
import { exactScores, neighbour, outputsExactly } from '../testing/exact-proofs.js';
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

  it('is not deceived where the length of a row times a rounding error underflows', () => {
    // Score: 2^-40 (1 + 1.0625 · 2^-53 - 1 - 1.5 · 2^-53), the first two of which round to 1 + 2^-52.
    const layer = layerOf({ weights: createMatrix(1, 5, new Array<number>(5).fill(2 ** -1040)) });
    const x = Float64Array.of(2 ** 1000, -(2 ** 1000), -1.5 * 2 ** 947, 0, 1.0625 * 2 ** 947);
    expect(proveWitness(layer, [0], x, 0).proved).toBe(false);
    expect(proveWitness(layer, [], x, 0).proved).toBe(true);
  });

  it('is not deceived by products that underflow', () => {
    // In steps of 2^-1074: 0.625 - 0.4375 - 0.4375 is below 0, but the products are rounded to 1, 0 and 0.
    const layer = layerOf({
      weights: createMatrix(
        1,
        3,
        [0.625, -0.4375, -0.4375].map((v) => v * 2 ** -537),
      ),
    });
    const x = new Float64Array(3).fill(2 ** -537);
    expect(proveWitness(layer, [0], x, 0).proved).toBe(false);
    expect(proveWitness(layer, [], x, 0).proved).toBe(true);
  });

  it('claims no more than the margin of a row so short that its length is rounded by a third', () => {
    const layer = layerOf({ weights: createMatrix(1, 2, [Number.MIN_VALUE, Number.MIN_VALUE]) });
    const proof = proveWitness(layer, [0], Float64Array.of(1, 2), 0);
    if (!proof.proved) throw new Error(proof.reason);
    expect(proof.margin).toBeLessThan(3 / Math.hypot(1, 1) / Math.hypot(1, 2));
    expect(proof.margin).toBeGreaterThan(0.1);
  });

  it('claims no margin whose quotient underflows', () => {
    // The score is 3 · 2^-1074: three steps, that the length of the row turns into 1.77, rounded to 2.
    const layer = layerOf({ weights: createMatrix(1, 3, [1.2, -1.2, 3 * 2 ** -174]) });
    const x = new Float64Array(3).fill(2 ** -900);
    expect(proveWitness(layer, [0], x, 0)).toEqual({ proved: true, margin: 0 });
  });

  it('agrees with exact arithmetic where sums cancel, at every scale of rows and inputs', () => {
    const random = createRandom([6, 'cancellation']);
    let [proved, deceptive, withMargin] = [0, 0, 0];
    for (let trial = 0; trial < 12_000; trial++) {
      const { layer, x, threshold } = cancellingCase(random);
      const plain = layerOf(layer);
      for (const labels of layer.rule === 'threshold' ? [[], [0]] : [[0]]) {
        const proof = proveWitness(plain, labels, x, threshold);
        expect(proof.proved).toBe(outputsExactly(layer, labels, x, threshold));
        if (!proof.proved) continue;
        proved++;
        if (proof.margin > 0) withMargin++;
        expect(outputsExactly(layer, labels, x, threshold, proof.margin)).toBe(true);
      }
      const [score] = exactScores(layer, x, threshold);
      const rounded =
        layer.weights.data.reduce((sum, w, j) => sum + w * x[j]!, layer.bias?.[0] ?? 0) - threshold;
      if (Math.sign(rounded) !== (score! > 0n ? 1 : score! < 0n ? -1 : 0)) deceptive++;
    }
    expect(proved).toBeGreaterThan(8000);
    expect(deceptive).toBeGreaterThan(1000);
    expect(withMargin).toBeGreaterThan(5000);
  });

  it('never claims more margin than there is, and hardly less', () => {
    const random = createRandom([6, 'margins']);
    let sharp = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const dim = 1 + random.int(30);
      const scale = 10 ** (random.int(17) - 8);
      const weights = normalMatrix(random, 4, dim);
      const bias = trial % 2 === 0 ? normalVector(random, 4).map((value) => value * scale) : undefined;
      const x = normalVector(random, dim).map((value) => value * scale);
      const layer: LayerInput = bias === undefined ? { weights } : { weights, bias };
      const labels = outputOf(weights, bias, x);
      const proof = proveWitness(layerOf(layer), labels, x, 0);
      expect(proof.proved).toBe(outputsExactly(layer, labels, x, 0));
      if (!proof.proved) continue;
      expect(outputsExactly(layer, labels, x, 0, proof.margin)).toBe(true);
      const little = Math.min(1, neighbour(proof.margin, 2 ** 14) + 2 ** -46);
      if (!outputsExactly(layer, labels, x, 0, little)) sharp++;
    }
    expect(sharp).toBeGreaterThan(1900);
  });
});

/** One label whose score is a few roundings of terms that cancel; their size lies with the row, the input or both. */
function cancellingCase(random: Random): { layer: LayerInput; x: Float64Array; threshold: number } {
  const terms: number[] = [];
  const dim = 2 + random.int(11);
  while (terms.length < dim) {
    const size = (1 + random.int(16) / 16) * (random.int(2) === 0 ? 1 : -1);
    const kind = random.int(3);
    if (kind === 0 && terms.length + 2 <= dim) terms.push(size, -size);
    else terms.push(size * 2 ** -(51 + random.int(kind === 1 ? 3 : 10)));
  }
  const inRow = Math.max(-1060, [0, -1060, -1040, -1000, -500, 500, 900][random.int(7)]! - random.int(20));
  const inInput = Math.max(-1000, Math.min(1000, random.int(1400) - 1000 - inRow));
  const power = (exponent: number): number => 2 ** (exponent >> 1) * 2 ** (exponent - (exponent >> 1));
  const weights = createMatrix(1, dim);
  const x = new Float64Array(dim);
  random.shuffle(terms).forEach((term, j) => {
    const shift = random.int(3) - 1;
    weights.data[j] = power(inRow + shift);
    x[j] = term * power(inInput - shift);
  });
  const small = (): number => (random.int(17) - 8) * 2 ** -55 * power(inRow) * power(inInput);
  const rule = random.int(3) === 0 ? ({ topK: 1 } as const) : ('threshold' as const);
  const layer: LayerInput = {
    weights,
    rule,
    ...(random.int(4) === 0 ? { bias: Float64Array.of(small()) } : {}),
  };
  return { layer, x, threshold: rule === 'threshold' ? 0 : small() };
}
