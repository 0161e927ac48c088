import { createRandom } from '@sbn/core';
import { cpuMatrixBackend, type ProjectionBatch, type UnitRows } from '@sbn/detect';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeOnEveryBackend } from '../testing/start-backends.js';
import { tfjsMatrixBackend } from './matrix-backend.js';
import { selectBackend } from './select-backend.js';

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

function unitRows(numRows: number, dimension: number, data: Float32Array): UnitRows {
  return {
    numRows,
    dimension,
    copyRows: (from, to, out, at) => out.set(data.subarray(from * dimension, to * dimension), at),
  };
}

function problem(seed: number, numRows: number, dimension: number, count: number, steps: number) {
  const random = createRandom([seed, 'problem']);
  const rows = unitRows(numRows, dimension, unitVectors(seed, numRows, dimension));
  const batch: ProjectionBatch = {
    positives: Array.from({ length: count }, (_, set) =>
      set === 0 ? [] : [...random.sample(numRows, random.int(numRows + 1))],
    ),
    directions: unitVectors(seed + 1, count, dimension),
    steps,
    target: 0.01,
    relaxation: 1.5,
    settled: 1e-5,
  };
  return { rows, batch };
}

describeOnEveryBackend((name) => {
  it('gives what the cpu backend of detect gives, and leaves no tensor behind', async () => {
    const backend = await tfjsMatrixBackend(name);
    expect(backend.name).toBe(name);
    const tensorsBefore = memory().numTensors;
    let settled = 0;
    for (const [numRows, dimension, count, steps] of [
      [1, 1, 1, 1],
      [20, 4, 3, 2],
      [6, 5, 40, 12],
      [150, 12, 17, 4],
    ] as const) {
      const { rows, batch } = problem(numRows, numRows, dimension, count, steps);
      const reference = await cpuMatrixBackend.load(rows);
      const expected = await reference.project(batch);
      const loaded = await backend.load(rows);
      const got = await loaded.project(batch);
      loaded.dispose();
      loaded.dispose();
      expect(got.margins.length).toBe(count);
      got.margins.forEach((margin, set) => {
        expect(Math.abs(margin - expected.margins[set]!)).toBeLessThan(1e-4);
        if (margin > batch.settled) settled++;
      });
      got.directions.forEach((entry, k) => {
        expect(Math.abs(entry - expected.directions[k]!)).toBeLessThan(1e-4);
      });
    }
    expect(settled).toBeGreaterThan(5);
    expect(memory().numTensors).toBe(tensorsBefore);
  });

  it('handles rows of zeros, directions that are not finite, and no sets at all', async () => {
    const backend = await tfjsMatrixBackend(name);
    const loaded = await backend.load(unitRows(3, 2, Float32Array.of(1, 0, 0, 1, 0, 0)));
    const { batch } = problem(1, 3, 2, 2, 2);
    const { margins } = await loaded.project({ ...batch, directions: Float32Array.of(Number.NaN, 0, 1, 0) });
    expect(margins[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(margins[1]).toBeLessThanOrEqual(0);
    expect(
      (await loaded.project({ ...batch, positives: [], directions: new Float32Array(0) })).margins.length,
    ).toBe(0);
    loaded.dispose();
    await expect(loaded.project(batch)).rejects.toThrow('have been disposed of');
  });
});

describe('tfjsMatrixBackend', () => {
  it('notices that another backend has been selected', async () => {
    const backend = await tfjsMatrixBackend('wasm');
    const { rows, batch } = problem(2, 5, 2, 2, 1);
    const loaded = await backend.load(rows);
    await selectBackend('cpu');
    await expect(loaded.project(batch)).rejects.toThrow(
      'made for the TensorFlow.js backend wasm, but the current one is cpu',
    );
    await selectBackend('wasm');
    await expect(loaded.project(batch)).resolves.toBeDefined();
    loaded.dispose();
  });
});
