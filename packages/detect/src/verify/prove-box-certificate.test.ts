import { createMatrix, createRandom, type Random } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { createLayer, type LayerInput } from '../layer/layer.js';
import type { OutputRule } from '../layer/output-rule.js';
import { boxCertificateValue, neighbour, outputsExactly, toDouble } from '../testing/exact-proofs.js';
import { normalMatrix, normalVector } from '../testing/random-layer.js';
import { proveBoxCertificate } from './prove-box-certificate.js';

const proves = (
  layer: LayerInput,
  labels: readonly number[],
  rows: number[],
  multipliers: readonly number[],
  box: number,
): boolean =>
  proveBoxCertificate(
    createLayer('test', layer),
    labels,
    { rows, multipliers: Float64Array.from(multipliers) },
    box,
  );

describe('proveBoxCertificate', () => {
  it('excludes the box that a hyperplane leaves out, and no larger one', () => {
    // x - 3 > 0 needs |x| > 3.
    const layer = { weights: createMatrix(1, 1, [1]), bias: Float64Array.of(-3) };
    expect(proves(layer, [0], [0], [1], 2.999)).toBe(true);
    expect(proves(layer, [0], [0], [1e-200], 2.999)).toBe(true);
    expect(proves(layer, [0], [0], [1], 3.001)).toBe(false);
    expect(proves(layer, [], [0], [1], 2)).toBe(false);
  });

  it('bounds the threshold of a ranking by the scores of one label inside and one outside', () => {
    // Label 1 never beats label 0 within |x| <= 4: x < 5.
    const layer: LayerInput = {
      weights: createMatrix(2, 1, [0, 1]),
      bias: Float64Array.of(5, 0),
      rule: 'argmax',
    };
    expect(proves(layer, [1], [0, 1], [1, 1], 4)).toBe(true);
    expect(proves(layer, [1], [0, 1], [1, 1], 5.1)).toBe(false);
    // Unequal multipliers leave a threshold, which may be as large as the scores are: 0.01 · 5 here.
    expect(proves(layer, [1], [0, 1], [1, 1.01], 4)).toBe(true);
    expect(proves(layer, [1], [0, 1], [1, 2], 4)).toBe(false);
    // One row alone says -5 + θ > 0, which some threshold fulfils.
    expect(proves(layer, [1], [0], [1], 4)).toBe(false);
  });

  it('excludes nothing where every label is in the set', () => {
    const layer: LayerInput = {
      weights: createMatrix(2, 1, [0, 0]),
      bias: Float64Array.of(-1, -1),
      rule: { topK: 2 },
    };
    expect(proves(layer, [0, 1], [0, 1], [1, 1], 1)).toBe(false);
    expect(proves(layer, [0, 1], [0], [1], 1)).toBe(false);
  });

  it('counts what underflow takes from the largest score', () => {
    // In the corner of the box the scores are 5, -5 and -3 steps of 2^-1074, made of tens of half steps.
    const [dim, step] = [10, Number.MIN_VALUE];
    const weights = createMatrix(3, dim);
    weights.data.fill(step, 0, dim).fill(-step, dim, 2 * dim);
    const layer: LayerInput = { weights, bias: Float64Array.of(0, 0, -3 * step), rule: { topK: 2 } };
    expect(outputsExactly(layer, [0, 2], new Float64Array(dim).fill(0.5), -4 * step)).toBe(true);
    expect(proves(layer, [0, 2], [2], [2 ** 1000], 0.5)).toBe(false);
  });

  it('proves nothing from what over- or underflows', () => {
    const layer = { weights: createMatrix(2, 1, [1e200, -1e200]), bias: Float64Array.of(-1, -1) };
    expect(proves(layer, [0, 1], [0, 1], [1e200, 1e200], 1)).toBe(false);
    const huge = { weights: createMatrix(1, 1, [0]), bias: Float64Array.of(-1e300) };
    expect(proves(huge, [0], [0], [1e300], 1)).toBe(false);
    expect(proves(huge, [0], [0], [1], 1)).toBe(true);
    const tiny = { weights: createMatrix(1, 1, [1e-200]), bias: Float64Array.of(-1e-250) };
    expect(proves(tiny, [0], [0], [1e-200], 1e-100)).toBe(false);
  });

  it.each<OutputRule>(['threshold', 'argmax', { topK: 2 }])(
    'is right where the value is a few roundings from 0 (%j)',
    (rule) => {
      const random = createRandom([4, JSON.stringify(rule)]);
      let [proved, refused, false_] = [0, 0, 0];
      for (let trial = 0; trial < 2500; trial++) {
        const { layer, labels, rows, multipliers, box } = edgeCase(random, rule);
        const value = boxCertificateValue(layer, labels, { rows, multipliers }, box)!;
        const isProved = proves(layer, labels, rows, [...multipliers], box);
        if (isProved) expect(value <= 0n).toBe(true);
        if (isProved) proved++;
        else refused++;
        if (value > 0n) false_++;
      }
      expect(proved).toBeGreaterThan(150);
      expect(refused).toBeGreaterThan(150);
      expect(false_).toBeGreaterThan(150);
    },
  );
});

/** A certificate whose value is about zero: the bias of one of its rows is chosen so, and then moved a little. */
function edgeCase(
  random: Random,
  rule: OutputRule,
): { layer: LayerInput; labels: number[]; rows: number[]; multipliers: Float64Array; box: number } {
  const numLabels = 3 + random.int(3);
  const dim = 1 + random.int(10);
  const weights = normalMatrix(random, numLabels, dim);
  const bias = normalVector(random, numLabels);
  const size = rule === 'threshold' ? random.int(numLabels + 1) : rule === 'argmax' ? 1 : 2;
  const sort = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);
  const labels = sort(random.sample(numLabels, size));
  const rows = sort(random.sample(numLabels, 2 + random.int(numLabels - 1)));
  const multipliers = Float64Array.from(rows, () => 0.5 + random.uniform());
  const signOf = (row: number): number => (labels.includes(row) ? 1 : -1);
  if (rule !== 'threshold') {
    // Nearly balanced, so that the threshold counts for little: for about as much as its rounding.
    const rest = rows.reduce((sum, row, k) => (k === 0 ? 0 : sum + signOf(row) * multipliers[k]!), 0);
    const balance = -rest * signOf(rows[0]!);
    if (balance > 0) multipliers[0] = neighbour(balance, random.int(9) - 4);
  }
  const kind = random.int(3);
  if (kind === 0) {
    // The weights nearly cancel, so that all there is of them is rounding; and there is little beside them.
    bias.fill(0);
    const first = rows[0]!;
    for (let j = 0; j < dim; j++) {
      const rest = rows.reduce((sum, row, k) => {
        return k === 0 ? 0 : sum + signOf(row) * multipliers[k]! * weights.data[row * dim + j]!;
      }, 0);
      weights.data[first * dim + j] = -rest / (signOf(first) * multipliers[0]!);
    }
  }
  // All there is are the biases.
  if (kind === 1) for (let at = 0; at < weights.data.length; at++) weights.data[at]! *= 2 ** -60;
  const box = 2 ** (random.int(9) - 4) * (1 + random.uniform());
  const row = rows[rows.length - 1]!;
  const factor = multipliers[rows.length - 1]! * signOf(row);
  const layer: LayerInput = { weights, bias, rule };
  for (let round = 0; round < 3; round++) {
    const value = boxCertificateValue(layer, labels, { rows, multipliers }, box)!;
    bias[row] = bias[row]! - toDouble(value, 3222) / factor;
  }
  const scale = kind === 1 ? 2 ** -8 : box * dim * rows.length;
  bias[row] = bias[row]! + random.normal() * scale * 2 ** -(42 + random.int(11));
  return { layer, labels, rows, multipliers, box };
}
