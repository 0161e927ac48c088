import { multiplyMatrices, transposeMatrix } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { drawLayer } from './draw-layer.js';
import { type DrawnHead, expandDrawnGrid } from './expand-drawn-grid.js';

const size = { numLabels: 400, k: 2, seed: 3 };
const gaussian: DrawnHead = { kind: 'gaussian', extraDims: 5, constantColumn: false };

describe('drawLayer', () => {
  it('puts slack of about the same length behind fixed columns', () => {
    const { weights, structure } = drawLayer({ ...size, head: { kind: 'dft', slackDims: 3 }, dim: 8 });
    expect([weights.rows, weights.cols]).toEqual([400, 8]);
    expect(structure).toEqual({ kind: 'trigonometric', k: 2 });
    const gram = multiplyMatrices(transposeMatrix(weights), weights).data;
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) expect(gram[8 * i + j]).toBeCloseTo(i === j ? 1 : 0, 12);
    }
    for (let i = 5; i < 8; i++) expect(gram[8 * i + i]! ** 0.5).toBeGreaterThan(0.85);
    for (let i = 5; i < 8; i++) expect(gram[8 * i + i]! ** 0.5).toBeLessThan(1.15);
    expect(drawLayer({ ...size, head: { kind: 'vandermonde', slackDims: 0 }, dim: 5 }).structure).toEqual({
      kind: 'vandermonde',
      dim: 5,
    });
  });

  it('is the same for the same seed, and begins like a narrower one', () => {
    const draw = (dim: number, seed = 3): number[] => {
      const { weights } = drawLayer({ ...size, head: gaussian, dim, seed });
      return Array.from({ length: 400 }, (_, row) => weights.data[row * dim + 4]!);
    };
    expect(draw(10)).toEqual(draw(5));
    expect(draw(10)).not.toEqual(draw(10, 4));
  });

  it('has unit rows in the directions of the Gaussian ones', () => {
    const free = drawLayer({ ...size, head: gaussian, dim: 10 }).weights.data.subarray(30, 40);
    const unit = drawLayer({ ...size, head: { ...gaussian, kind: 'unit-rows' }, dim: 10 });
    const row = unit.weights.data.subarray(30, 40);
    const length = Math.hypot(...free);
    row.forEach((value, j) => {
      expect(value).toBeCloseTo(free[j]! / length, 14);
    });
  });

  it('has a constant column as long as all others together', () => {
    const { weights } = drawLayer({ ...size, head: { ...gaussian, constantColumn: true }, dim: 10 });
    let others = 0;
    for (let row = 0; row < 400; row++) {
      expect(weights.data[row * 10]).toBe(weights.data[0]);
      for (let j = 1; j < 10; j++) others += weights.data[row * 10 + j]! ** 2;
    }
    expect((400 * weights.data[0]! ** 2) / others).toBeCloseTo(1, 1);
  });
});

describe('expandDrawnGrid', () => {
  it('names every layer of every size, with its width', () => {
    const runs = expandDrawnGrid({
      heads: [
        { kind: 'dft', slackDims: [0, 4] },
        { kind: 'gaussian', extraDims: [8], constantColumn: true },
        { kind: 'gaussian', name: 'mine', extraDims: [0], constantColumn: false },
      ],
      numLabels: [50],
      k: [2],
      seeds: [7],
    });
    expect(runs.map(({ id, series, family, dim }) => [id, series, family, dim])).toEqual([
      ['dft-k2-n50-seed7', 'DFT', 'DFT', 5],
      ['dft-slack4-k2-n50-seed7', 'DFT slack=4', 'DFT', 9],
      ['gaussian-offset-extra8-k2-n50-seed7', 'offset Gaussian +8', 'offset Gaussian', 13],
      ['mine-k2-n50-seed7', 'mine', 'Gaussian', 5],
    ]);
    const twice = { kind: 'dft', slackDims: [0] } as const;
    expect(() => expandDrawnGrid({ heads: [twice, twice], numLabels: [9], k: [1], seeds: [0] })).toThrow(
      'heads[1] and heads[0] both make the head dft',
    );
  });
});
