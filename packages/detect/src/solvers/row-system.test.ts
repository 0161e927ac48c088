import { createMatrix, createRandom } from '@sbn/core';
import { shareMatrix } from '@sbn/kernels';
import { describe, expect, it } from 'vitest';
import { createLayer } from '../layer/layer.js';
import { plainSystem } from '../testing/plain-system.js';
import { normalMatrix, normalVector } from '../testing/random-layer.js';
import { createPriceRows } from './price-rows.js';
import { createRowSystem } from './row-system.js';

const random = createRandom(1);
const weights = normalMatrix(random, 9, 4);
const bias = normalVector(random, 9);

describe('createPriceRows', () => {
  it('is the same product with and without the kernel', () => {
    const layer = createLayer('test', { weights });
    const x = normalVector(random, 4);
    const plain = createPriceRows(layer)(x);
    const fast = createPriceRows(layer, shareMatrix(weights))(x);
    plain.forEach((value, i) => {
      expect(fast[i]).toBeCloseTo(value, 12);
    });
  });
});

describe('createRowSystem', () => {
  it.each(['threshold', 'argmax'] as const)('multiplies by the rows it copies (%s)', (rule) => {
    for (const balanced of [false, true]) {
      for (const input of [
        { weights, rule },
        { weights, bias, rule },
      ]) {
        const { system } = plainSystem(input, [0], balanced);
        const z = normalVector(random, system.dimension);
        const products = system.multiply(z).slice();
        const row = new Float64Array(system.dimension);
        const sum = new Float64Array(system.dimension);
        for (let i = 0; i < 9; i++) {
          system.copyRow(i, row, 0);
          expect(Math.hypot(...row)).toBeCloseTo(1, 12);
          expect(row.reduce((total, entry, j) => total + entry * z[j]!, 0)).toBeCloseTo(products[i]!, 12);
          row.forEach((entry, j) => {
            sum[j] = sum[j]! + entry;
          });
        }
        system.sumOfRows().forEach((value, j) => {
          expect(value).toBeCloseTo(sum[j]!, 12);
        });
      }
    }
  });

  it('takes columns of any scale to comparable ones, and directions back', () => {
    const scales = [1, 1e-100, 1e80, 1];
    const scaled = createMatrix(
      9,
      4,
      weights.data.map((value, i) => value * scales[i % 4]!),
    );
    const { system, layer } = plainSystem({ weights: scaled }, [0], true);
    const row = new Float64Array(4);
    system.copyRow(0, row, 0);
    for (const entry of row) expect(Math.abs(entry)).toBeGreaterThan(1e-4);
    const z = normalVector(random, 4);
    const products = system.multiply(z).slice();
    const direct = createRowSystem(layer, createPriceRows(layer), false).multiply(system.toLayer(z));
    products.forEach((value, i) => {
      expect(Math.sign(value)).toBe(Math.sign(direct[i]!));
    });
  });
});
