import { createMatrix, createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { createLayer, type LayerInput } from '../layer/layer.js';
import { boundHolds } from '../testing/exact-proofs.js';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import { normalMatrix, normalVector } from '../testing/random-layer.js';
import { proveCertificate } from './prove-certificate.js';

const layerOf = (input: LayerInput): ReturnType<typeof createLayer> => createLayer('test', input);
const certificate = (rows: number[], multipliers: number[]) => ({
  rows,
  multipliers: Float64Array.from(multipliers),
});

describe('proveCertificate', () => {
  it('proves exact combinations exactly', () => {
    // Two equal rows can not be on opposite sides.
    const layer = layerOf({ weights: createMatrix(3, 2, [1, 2, 1, 2, 0, 1]) });
    expect(proveCertificate(layer, [0], certificate([0, 1], [1, 1]))).toMatchObject({
      exact: true,
      marginUpperBound: 0,
    });
    // ... but both on one side.
    expect(proveCertificate(layer, [0, 1], certificate([0, 1], [1, 1])).exact).toBe(false);
  });

  it('lets the bias coordinate be negative, not positive', () => {
    // x > 0 and -x - 1 > 0 cannot be; x + 1 > 0 and -x > 0 can.
    const never = layerOf({ weights: createMatrix(2, 1, [1, -1]), bias: Float64Array.of(0, -1) });
    expect(proveCertificate(never, [0, 1], certificate([0, 1], [1, 1])).exact).toBe(true);
    const exactly = { ...certificate([0, 1], [1, 1]), exactMultipliers: [1n, 1n] };
    expect(proveCertificate(never, [0, 1], exactly).exact).toBe(true);
    const can = layerOf({ weights: createMatrix(2, 1, [1, -1]), bias: Float64Array.of(1, 0) });
    expect(proveCertificate(can, [0, 1], certificate([0, 1], [1, 1])).exact).toBe(false);
    expect(proveCertificate(can, [0, 1], exactly).exact).toBe(false);
  });

  it('counts the threshold as a coordinate for argmax', () => {
    // The middle point of a line is the mean of the other two: 2 (w_1) - w_0 - w_2 = 0, and so do the thresholds.
    const layer = layerOf({ weights: createMatrix(3, 1, [-1, 0, 1]), rule: 'argmax' });
    expect(proveCertificate(layer, [1], certificate([0, 1, 2], [1, 2, 1])).exact).toBe(true);
    expect(proveCertificate(layer, [2], certificate([0, 1, 2], [1, 2, 1])).exact).toBe(false);
  });

  it('bounds the margin where the combination does not vanish', () => {
    // Rows (1, 0) and (-1, δ): the combination leaves (0, δ), the lengths add up to 1 + √(1 + δ²).
    const delta = 1e-3;
    const layer = layerOf({ weights: createMatrix(2, 2, [1, 0, -1, delta]) });
    const { exact, marginUpperBound } = proveCertificate(layer, [0, 1], certificate([0, 1], [1, 1]));
    expect(exact).toBe(false);
    const expected = delta / (1 + Math.hypot(1, delta));
    expect(marginUpperBound).toBeGreaterThanOrEqual(expected);
    expect(marginUpperBound).toBeLessThan(expected * (1 + 1e-12));
  });

  it('counts the rounding of its own sums', () => {
    // 1e16 + 1 - 1e16 is 0 in doubles, but 1.
    const layer = layerOf({ weights: createMatrix(3, 1, [1e16, 1, -1e16]) });
    const { exact, marginUpperBound } = proveCertificate(layer, [0, 1, 2], certificate([0, 1, 2], [1, 1, 1]));
    expect(exact).toBe(false);
    expect(marginUpperBound).toBeGreaterThanOrEqual(1 / (2e16 + 1));
    expect(marginUpperBound).toBeLessThan(1e-14);
  });

  it('claims nothing from multipliers that over- or underflow', () => {
    const layer = layerOf({ weights: createMatrix(2, 1, [1e200, -1e200]) });
    expect(proveCertificate(layer, [0], certificate([0, 1], [1e200, 1e200])).marginUpperBound).toBe(1);
    const tiny = layerOf({ weights: createMatrix(2, 1, [1e-200, 1e-200]) });
    expect(proveCertificate(tiny, [0, 1], certificate([0, 1], [1e-200, 1e-200])).marginUpperBound).toBe(1);
  });

  it('does not excuse wrong exact multipliers', () => {
    const layer = layerOf({ weights: createMatrix(2, 1, [1, 1]) });
    const good = { ...certificate([0, 1], [1, 1]), exactMultipliers: [5n, 5n] };
    expect(proveCertificate(layer, [0], good).exact).toBe(true);
    expect(proveCertificate(layer, [0], { ...good, exactMultipliers: [5n, 6n] }).exact).toBe(false);
  });

  it('bounds every margin from above', () => {
    const random = createRandom(5);
    const weights = normalMatrix(random, 12, 4);
    const layer = layerOf({ weights });
    for (let trial = 0; trial < 50; trial++) {
      const rows = [...random.sample(12, 5)];
      const multipliers = rows.map(() => 0.1 + random.uniform());
      const { marginUpperBound } = proveCertificate(layer, [1, 2], certificate(rows, multipliers));
      for (let probe = 0; probe < 20; probe++) {
        const z = Float64Array.from({ length: 4 }, () => random.normal());
        let margin = Infinity;
        for (let i = 0; i < 12; i++) {
          const row = weights.data.subarray(4 * i, 4 * i + 4);
          const score = row.reduce((sum, w, j) => sum + w * z[j]!, 0) * (i === 1 || i === 2 ? 1 : -1);
          margin = Math.min(margin, score / Math.hypot(...row) / Math.hypot(...z));
        }
        expect(margin).toBeLessThanOrEqual(marginUpperBound);
      }
    }
  });

  it('claims no bound from lengths or quotients that are rounded in the subnormal range', () => {
    // √3 steps of 2^-1074 are not 2: the margin at (1, 1, 1) is 1.
    const short = layerOf({ weights: createMatrix(1, 3, new Array<number>(3).fill(Number.MIN_VALUE)) });
    expect(proveCertificate(short, [0], certificate([0], [1e300])).marginUpperBound).toBe(1);
    // What helps, the bias, is left out of the numerator and makes the denominator huge: 2^-1000 / 2^90.
    const biased = layerOf({ weights: createMatrix(1, 1, [2 ** -1000]), bias: Float64Array.of(-(2 ** 90)) });
    const { exact, marginUpperBound } = proveCertificate(biased, [0], certificate([0], [1]));
    expect(exact).toBe(false);
    expect(marginUpperBound).toBeGreaterThan(2 ** -1090);
  });

  it('proves nothing false, whatever the rows and multipliers', () => {
    const random = createRandom([3, 'certificates']);
    const power = (exponent: number): number => 2 ** (exponent >> 1) * 2 ** (exponent - (exponent >> 1));
    let [exact, bounded] = [0, 0];
    for (let trial = 0; trial < 6000; trial++) {
      const dim = 1 + random.int(3);
      const count = dim + 1;
      // One exponent for all, or one for each row, column or entry.
      const [common, spread] = [[0, 0, -1060, -1000, -500, 500, 900][random.int(7)]!, random.int(4)];
      const exponents = Array.from({ length: 9 }, () => (trial % 3 === 0 ? random.int(60) - 30 : 0));
      const weights = normalMatrix(random, count, dim);
      weights.data.forEach((value, at) => {
        const shift = exponents[spread === 0 ? 0 : spread === 1 ? at % dim : Math.floor(at / dim)]!;
        weights.data[at] = value * power(common + shift);
      });
      const bias =
        random.int(3) === 0
          ? normalVector(random, count).map((value) => value * power(random.int(400) - 200))
          : undefined;
      const layer: LayerInput = { weights, ...(bias === undefined ? {} : { bias }) };
      const labels = [...random.sample(count, random.int(count + 1))].sort((a, b) => a - b);
      const rows = Array.from({ length: count }, (_, i) => i).filter(() => random.int(5) > 0);
      if (rows.length === 0) continue;
      // Multipliers that nearly cancel a coordinate, and any.
      const scale = [1, 1, 2 ** 990, 2 ** -990][random.int(4)]!;
      const multipliers = Float64Array.from(rows, () => (0.1 + random.uniform()) * scale);
      let proof = proveCertificate(layerOf(layer), labels, { rows, multipliers });
      if (proof.refined?.every((value) => value > 0 && value < Infinity)) {
        multipliers.set(proof.refined);
        proof = proveCertificate(layerOf(layer), labels, { rows, multipliers });
      }
      if (proof.exact) {
        exact++;
        expect(isArgmaxableExactly(layer, labels)).toBe(false);
      } else if (proof.marginUpperBound < 1) {
        bounded++;
        expect(boundHolds(layer, labels, { rows, multipliers }, proof.marginUpperBound)).toBe(true);
      }
    }
    expect(exact).toBeGreaterThan(100);
    expect(bounded).toBeGreaterThan(1500);
  });
});
