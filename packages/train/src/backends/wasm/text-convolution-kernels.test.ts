import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { largestWindows, largestWindowsGradient } from '../../encoders/largest-windows.js';
import { random } from '../../testing/expect-as-on-cpu.js';
import { startWasm, type WasmSession } from './start-wasm.js';

let wasm: WasmSession;
afterAll(() => wasm.dispose());

/** All that comes out of the largest windows of some texts and of their gradient. */
function outputsOf(lengths: readonly number[], dim: number, filters: number, width: number): tf.Tensor[] {
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, text) => {
    offsets[text + 1] = offsets[text]! + length;
  });
  const x = random([offsets.at(-1)!, dim], 1) as tf.Tensor2D;
  const filter = random([filters, width * dim], 2) as tf.Tensor2D;
  const attributes = { offsets, width, padding: Math.floor(width / 2) };
  const { maxima, positions } = largestWindows({ x, filter }, attributes);
  const given = { x, filter, positions, dy: random([lengths.length, filters], 3) as tf.Tensor2D };
  const gradients = (['x', 'filter'] as const).map((by) => largestWindowsGradient(given, attributes, by));
  return [maxima, positions, ...gradients];
}

function valuesOf(...sizes: Parameters<typeof outputsOf>): number[][] {
  return tf.tidy(() => outputsOf(...sizes).map((output) => Array.from(output.dataSync())));
}

describe('the largest windows of texts', () => {
  it.each([
    [[1, 40, 3], 5, 70, 4],
    [[300, 1, 130], 100, 37, 4],
    [[2, 2], 1, 1, 1],
    [[9], 30, 100, 5],
  ])('of %j tokens are those of the cpu backend, with the same bits for any threads', async (...sizes) => {
    await tf.setBackend('cpu');
    const expected = valuesOf(...sizes);
    // Two threads first: they need the tensors in a memory that is shared from the start.
    await startWasm({ threads: 2 });
    await tf.setBackend('wasm');
    const shared = valuesOf(...sizes);
    wasm = await startWasm({ threads: 1 });
    const alone = valuesOf(...sizes);
    expect(shared).toEqual(alone);
    expected.forEach((values, i) => {
      expect(shared[i]).toHaveLength(values.length);
      values.forEach((value, j) => {
        expect(Math.abs(shared[i]![j]! - value)).toBeLessThan(3e-5 * (1 + Math.abs(value)));
      });
    });
  });
});
