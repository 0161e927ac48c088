import { createMatrix, createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { createLayer, type LayerInput } from '../layer/layer.js';
import { normalMatrix } from '../testing/random-layer.js';
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
});
