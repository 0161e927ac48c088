import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

/** Random entries that depend on the seed alone. */
export function random(shape: readonly number[], seed: number): tf.Tensor {
  return tf.randomNormal([...shape], 0, 1, 'float32', seed);
}

/** Fills memory that is free with a number that would stand out in a result. */
function poisonFreeMemory(): void {
  const blocks = [1, 8, 35, 72, 100, 216, 384, 1000].flatMap((size) =>
    Array.from({ length: 6 }, () => tf.fill([size], 77)),
  );
  tf.dispose(blocks);
}

/** Runs a computation on the wasm backend and on the cpu backend and compares what comes out. */
export async function expectAsOnCpu(compute: () => tf.Tensor[], tolerance = 1e-5): Promise<void> {
  const [expected, got] = [await valuesOn('cpu', compute), await valuesOn('wasm', compute)];
  expect(got.length).toBe(expected.length);
  got.forEach((values, i) => {
    expect(values.length).toBe(expected[i]!.length);
    let worst = 0;
    values.forEach((value, j) => {
      const error = Math.abs(value - expected[i]![j]!) / (1 + Math.abs(expected[i]![j]!));
      if (!(error <= worst)) worst = error;
    });
    expect(worst, `output ${i}`).toBeLessThan(tolerance);
  });
}

async function valuesOn(backend: string, compute: () => tf.Tensor[]): Promise<Float32Array[]> {
  await tf.setBackend(backend);
  if (backend === 'wasm') poisonFreeMemory();
  try {
    const outputs = tf.tidy(compute);
    const values = outputs.map((output) => output.dataSync() as Float32Array);
    tf.dispose(outputs);
    return values;
  } finally {
    await tf.setBackend('wasm');
  }
}
