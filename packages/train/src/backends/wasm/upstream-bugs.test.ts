import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { random } from '../../testing/expect-as-on-cpu.js';
import { startWasm, type WasmSession } from './start-wasm.js';
import { entriesOf, startedWasmBackend } from './wasm-backend.js';

// What is shown here about the backend as it is published is why a replacement exists. When a line fails with a newer
// TensorFlow.js, that replacement has had its time.

/** A result on the backend as it is published, and with `startWasm`. */
async function withoutAndWith<T>(compute: () => T): Promise<{ without: T | Error; with: T }> {
  let session: WasmSession = await startWasm({ threads: 1 });
  await session.dispose();
  let without: T | Error;
  try {
    without = compute();
  } catch (error) {
    without = error as Error;
  }
  session = await startWasm({ threads: 1 });
  return { without, with: compute() };
}

const valuesOf = (compute: () => tf.Tensor): number[] => tf.tidy(() => [...compute().dataSync()]);

describe('the wasm backend as it is published', () => {
  beforeAll(async () => {
    await startWasm({ threads: 1 });
  });

  it.each([
    ['UnsortedSegmentSum', () => tf.grad((x) => tf.sum(tf.gather(x, [1, 1])))(tf.ones([2, 1])), [0, 2]],
    [
      'Conv2DBackpropFilter',
      () =>
        tf.grad((f) => tf.sum(tf.conv2d(tf.ones<tf.Rank.R4>([1, 2, 2, 1]), f as tf.Tensor4D, 1, 'valid')))(
          tf.ones([1, 1, 1, 1]),
        ),
      [4],
    ],
    [
      'DepthwiseConv2dNativeBackpropFilter',
      () =>
        tf.grad((f) =>
          tf.sum(tf.depthwiseConv2d(tf.ones<tf.Rank.R4>([1, 2, 2, 1]), f as tf.Tensor4D, 1, 'valid')),
        )(tf.ones([1, 1, 1, 1])),
      [4],
    ],
    ['Einsum', () => tf.einsum('i,i->', tf.ones([3]), tf.ones([3])), [3]],
  ] as [string, () => tf.Tensor, number[]][])('has no %s', async (kernelName, compute, expected) => {
    const result = await withoutAndWith(() => valuesOf(compute));
    expect(String(result.without)).toContain(`Kernel '${kernelName}' not registered for backend 'wasm'`);
    expect(result.with).toEqual(expected);
  });

  it('packs the right operand of a product once, whatever is written into it later', async () => {
    const result = await withoutAndWith(() =>
      tf.tidy(() => {
        const [a, b] = [tf.ones<tf.Rank.R2>([2, 8]), tf.ones<tf.Rank.R2>([8, 2])];
        tf.matMul(a, b).dataSync();
        entriesOf(startedWasmBackend()!, b).fill(10);
        return tf.matMul(a, b).dataSync()[0];
      }),
    );
    expect(result).toEqual({ without: 8, with: 80 });
  });

  it('gives no gradient to the largest entry of a window without a positive one', async () => {
    const result = await withoutAndWith(() =>
      valuesOf(() =>
        tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 1, 1, 'valid')))(tf.fill([1, 1, 2, 1], -1)),
      ),
    );
    expect(result.without).not.toEqual([1, 1]);
    expect(result.with).toEqual([1, 1]);
  });

  it('takes the largest of negative numbers for a positive one in three dimensions', async () => {
    const result = await withoutAndWith(() =>
      valuesOf(() => tf.maxPool3d(tf.fill<tf.Rank.R5>([1, 1, 1, 2, 1], -1), 1, 1, 'valid')),
    );
    expect(result.without).not.toEqual([-1, -1]);
    expect(result.with).toEqual([-1, -1]);
  });

  it('mixes channels up in the dilation of a picture and in the gradient of a three-dimensional convolution', async () => {
    const dilation = await withoutAndWith(() =>
      valuesOf(() =>
        tf.dilation2d(random([1, 6, 6, 2], 1) as tf.Tensor4D, random([2, 2, 2], 2) as tf.Tensor3D, 1, 'same'),
      ),
    );
    // What is right is compared with the cpu backend elsewhere.
    expect(dilation.without).not.toEqual(dilation.with);
    const gradient = await withoutAndWith(() =>
      valuesOf(() => {
        const filter = random([2, 2, 2, 3, 2], 2) as tf.Tensor5D;
        const of = tf.grad((x) => tf.sum(tf.square(tf.conv3d(x as tf.Tensor5D, filter, 1, 'same'))));
        return of(random([1, 3, 3, 3, 3], 1));
      }),
    );
    expect(gradient.without).not.toEqual(gradient.with);
  });

  it('copies every tensor that is kept for the backward pass', async () => {
    const result = await withoutAndWith(() =>
      tf.tidy(() => {
        const x = tf.ones([4]);
        const backend = startedWasmBackend()!;
        return (
          backend.dataIdMap.get(x.clone().dataId).memoryOffset ===
          backend.dataIdMap.get(x.dataId).memoryOffset
        );
      }),
    );
    expect(result).toEqual({ without: false, with: true });
  });
});
