import { createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { referenceProjection } from '../testing/reference-projection.js';
import { unitRows } from '../testing/unit-rows.js';
import { cpuMatrixBackend } from './cpu-matrix-backend.js';
import type { ProjectionBatch, UnitRows } from './matrix-backend.js';

function unitVectors(seed: number, count: number, dimension: number): Float32Array {
  const random = createRandom([seed, 'unit']);
  const data = new Float32Array(count * dimension);
  for (let i = 0; i < count; i++) {
    const vector = Array.from({ length: dimension }, () => random.normal());
    const norm = Math.hypot(...vector);
    data.set(
      vector.map((entry) => entry / norm),
      i * dimension,
    );
  }
  return data;
}

function batchOf(seed: number, rows: UnitRows, count: number, steps: number): ProjectionBatch {
  const random = createRandom([seed, 'batch']);
  return {
    positives: Array.from({ length: count }, () => [
      ...random.sample(rows.numRows, random.int(rows.numRows + 1)),
    ]),
    directions: unitVectors(seed + 1, count, rows.dimension),
    steps,
    target: 0.01,
    relaxation: 1.5,
    settled: 1e-5,
  };
}

describe('cpuMatrixBackend', () => {
  it('does what the formula says, for full and partial panels and more sets than one pass takes', async () => {
    for (const [numRows, dimension, count, steps] of [
      [1, 1, 1, 1],
      [7, 3, 5, 2],
      [50, 6, 16, 3],
      [120, 9, 33, 4],
      [30, 5, 150, 1],
    ] as const) {
      const rows = unitRows(numRows, dimension, unitVectors(numRows, numRows, dimension));
      const batch = batchOf(numRows, rows, count, steps);
      const loaded = await cpuMatrixBackend.load(rows);
      const got = await loaded.project(batch);
      const expected = referenceProjection(rows, batch);
      loaded.dispose();
      expect(got.margins.length).toBe(count);
      got.margins.forEach((margin, k) => {
        expect(margin).toBeCloseTo(expected.margins[k]!, 4);
      });
      got.directions.forEach((entry, k) => {
        expect(entry).toBeCloseTo(expected.directions[k]!, 4);
      });
    }
  });

  it('moves towards the set', async () => {
    const rows = unitRows(40, 6, unitVectors(3, 40, 6));
    const loaded = await cpuMatrixBackend.load(rows);
    // The signs of a direction, and another direction to start from.
    const goal = unitVectors(4, 1, 6);
    const positives = Array.from({ length: 40 }, (_, i) => i).filter(
      (i) => goal.reduce((sum, entry, j) => sum + entry * rows.data[i * 6 + j]!, 0) > 0,
    );
    const batch = { ...batchOf(0, rows, 1, 1), positives: [positives], target: 1e-3 };
    const before = await loaded.project(batch);
    const after = await loaded.project({ ...batch, steps: 200 });
    expect(before.margins[0]).toBeLessThan(0);
    expect(after.margins[0]).toBeGreaterThan(1e-5);
  });

  it('survives directions that are not finite, and is gone when disposed of', async () => {
    const rows = unitRows(3, 2, Float32Array.of(1, 0, 0, 1, 0, 0));
    const loaded = await cpuMatrixBackend.load(rows);
    const batch = { ...batchOf(1, rows, 2, 2), directions: Float32Array.of(Number.NaN, 0, 1, 0) };
    const { margins } = await loaded.project(batch);
    expect(margins[0]).toBe(Number.NEGATIVE_INFINITY);
    // The row of zeros has no sign.
    expect(margins[1]).toBeLessThanOrEqual(0);
    loaded.dispose();
    await expect(loaded.project(batch)).rejects.toThrow('have been disposed of');
  });
});
