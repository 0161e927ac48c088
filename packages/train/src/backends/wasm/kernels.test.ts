import { scaleKernel, sigmoidCrossEntropy } from '@sbn/heads';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAsOnCpu, random } from '../../testing/expect-as-on-cpu.js';
import { startWasm, type WasmSession } from './start-wasm.js';

let wasm: WasmSession;
beforeAll(async () => {
  wasm = await startWasm({ threads: 2 });
});
afterAll(() => wasm.dispose());

describe('matMul', () => {
  it.each([
    [
      [5, 7],
      [7, 3],
    ],
    [
      [1, 1],
      [1, 1],
    ],
    [
      [200, 50],
      [50, 33],
    ],
    [
      [3, 1000],
      [1000, 4],
    ],
    [
      [31, 2000],
      [2000, 17],
    ],
    [
      [4, 20, 30],
      [4, 30, 17],
    ],
    [
      [1, 6, 9],
      [5, 9, 2],
    ],
    [
      [7, 6, 9],
      [1, 9, 2],
    ],
  ])('%j times %j, however they are stored', async (a, b) => {
    const stored = (shape: readonly number[], isTransposed: boolean): number[] =>
      isTransposed ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : [...shape];
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const [shapeA, shapeB] = [stored(a, transposeA), stored(b, transposeB)];
        const inputs = (): tf.Tensor[] => [random(shapeA, 1).div(30), random(shapeB, 2).div(30)];
        const multiply = (x: tf.Tensor, y: tf.Tensor): tf.Tensor => tf.matMul(x, y, transposeA, transposeB);
        await expectAsOnCpu(() => [multiply(inputs()[0]!, inputs()[1]!)]);
        // TensorFlow.js has no gradient for broadcast matrices.
        if (a.length === b.length && a.length > 2 && a[0] !== b[0]) continue;
        await expectAsOnCpu(() => tf.grads((x, y) => tf.sum(tf.square(multiply(x, y))))(inputs()));
      }
    }
  });

  it('broadcasts on both sides, which the cpu backend does not get right', () => {
    tf.tidy(() => {
      const [a, b] = [random([2, 1, 6, 9], 1), random([3, 9, 8], 2)];
      const got = tf.matMul(a, b);
      const expected = tf.matMul(tf.tile(a, [1, 3, 1, 1]), tf.tile(tf.expandDims(b, 0), [2, 1, 1, 1]));
      expect(got.shape).toEqual([2, 3, 6, 8]);
      expect(got.dataSync()).toEqual(expected.dataSync());
    });
  });

  it.each(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const)(
    'with bias and %s',
    async (activation) => {
      for (const biasShape of [[13], [1, 13], []]) {
        await expectAsOnCpu(() => [
          tf.fused.matMul({
            a: random([30, 9], 1) as tf.Tensor2D,
            b: random([9, 13], 2) as tf.Tensor2D,
            bias: random(biasShape, 3),
            activation,
            leakyreluAlpha: 0.1,
            ...(activation === 'prelu' ? { preluActivationWeights: random([13], 4) } : {}),
          }),
        ]);
      }
    },
  );

  it('of nothing is zeros, and of NaN is NaN in its row and column only', () => {
    tf.tidy(() => {
      expect([...tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])).dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
      const a = tf.tensor2d([Number.NaN, 1, 1, 1], [2, 2]);
      const values = tf.matMul(a, tf.ones([2, 3])).dataSync();
      expect([...values].map((x) => Number.isNaN(x))).toEqual([true, true, true, false, false, false]);
    });
  });

  it('refuses integers by name', () => {
    expect(() => tf.matMul(tf.ones([2, 2], 'int32'), tf.ones([2, 2], 'int32'))).toThrow(
      'the wasm backend multiplies float32 only, got int32 and int32',
    );
  });
});

const gradientsOf =
  (shapes: readonly (readonly number[])[], compute: (...x: never[]) => tf.Tensor) => (): tf.Tensor[] => {
    const inputs = shapes.map((shape, i) => random(shape, i + 1));
    const call = compute as unknown as (...x: tf.Tensor[]) => tf.Tensor;
    const output = call(...inputs);
    const weights = random(output.shape, 9);
    return [output, ...tf.grads((...x) => tf.sum(tf.mul(call(...x), weights)))(inputs)];
  };

describe('gradients', () => {
  it.each([
    [1, 'same'],
    [2, 'valid'],
    [2, 'same'],
    [[2, 1], 'same'],
    [1, 1],
  ] as const)('of convolutions with strides %j and padding %j', async (strides, pad) => {
    const stride = strides as number | [number, number];
    // TensorFlow.js takes the height for the width where the padding is a number.
    const width = pad === 1 ? 3 : 2;
    await expectAsOnCpu(
      gradientsOf(
        [
          [3, 9, 8, 3],
          [3, width, 3, 5],
        ],
        (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.conv2d(x, filter, stride, pad),
      ),
    );
    const depthwiseStride = Array.isArray(strides) ? 2 : stride;
    for (const multiplier of [1, 2]) {
      await expectAsOnCpu(
        gradientsOf(
          [
            [2, 9, 8, 6],
            [3, width, 6, multiplier],
          ],
          (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.depthwiseConv2d(x, filter, depthwiseStride, pad),
        ),
      );
    }
  });

  it('of a convolution whose patches do not fit at once is the sum over the pictures', () => {
    tf.tidy(() => {
      const pictures = random([20, 40, 40, 16], 1) as tf.Tensor4D;
      const gradientFor = (x: tf.Tensor4D): tf.Tensor =>
        tf.grad((filter) => tf.sum(tf.conv2d(x, filter as tf.Tensor4D, 1, 'same')))(random([5, 5, 16, 2], 2));
      const whole = gradientFor(pictures).dataSync();
      const parts = tf.addN((tf.split(pictures, 20) as tf.Tensor4D[]).map(gradientFor)).dataSync();
      for (const [i, value] of parts.entries()) expect(Math.abs(whole[i]! - value)).toBeLessThan(0.01);
    });
  });

  it.each([
    ['maxPool', [2, 6, 6, 3], (x: tf.Tensor4D) => tf.maxPool(x, 3, 2, 'same')],
    ['maxPool of one entry', [2, 6, 6, 3], (x: tf.Tensor4D) => tf.maxPool(x, 1, 1, 'valid')],
    [
      'maxPool of negative entries',
      [2, 6, 6, 3],
      (x: tf.Tensor4D) => tf.maxPool(tf.sub(x, 9), 2, 1, 'valid'),
    ],
    ['maxPool with ties', [2, 6, 6, 3], (x: tf.Tensor4D) => tf.maxPool(tf.mul(x, 0), 2, 1, 'valid')],
    ['maxPool3d', [2, 4, 4, 4, 3], (x: tf.Tensor5D) => tf.maxPool3d(x, 3, 2, 'same')],
    [
      'maxPool3d of negative entries',
      [2, 4, 4, 4, 3],
      (x: tf.Tensor5D) => tf.maxPool3d(tf.sub(x, 9), 2, 2, 'same'),
    ],
    ['avgPool', [2, 6, 6, 3], (x: tf.Tensor4D) => tf.avgPool(x, 3, 2, 'same')],
    ['avgPool3d', [2, 4, 4, 4, 3], (x: tf.Tensor5D) => tf.avgPool3d(x, 2, 2, 'same')],
    ['lrn', [2, 4, 4, 6], (x: tf.Tensor4D) => tf.localResponseNormalization(x)],
    ['resizeBilinear', [1, 4, 4, 2], (x: tf.Tensor4D) => tf.image.resizeBilinear(x, [7, 7])],
    ['gather', [50, 70], (x: tf.Tensor2D) => tf.gather(x, [0, 2, 2, 49, 7, 2])],
    ['gather of columns', [5, 70], (x: tf.Tensor2D) => tf.gather(x, [0, 2, 2, 69], 1)],
    [
      'gather by a matrix',
      [5, 3],
      (x: tf.Tensor2D) => tf.gather(x, tf.tensor2d([0, 1, 1, 4], [2, 2], 'int32')),
    ],
    ['cumsum', [5, 7], (x: tf.Tensor) => tf.cumsum(x, 1)],
    ['logSoftmax', [5, 7], (x: tf.Tensor) => tf.logSoftmax(x)],
    ['softplus', [5, 7], (x: tf.Tensor) => tf.softplus(x)],
    ['elu', [5, 7], (x: tf.Tensor) => tf.elu(x)],
    ['erf', [5, 7], (x: tf.Tensor) => tf.erf(x)],
    ['prod', [5, 7], (x: tf.Tensor) => tf.prod(x, 1)],
    ['max', [5, 7], (x: tf.Tensor) => tf.max(tf.sub(x, 9), 1)],
    ['tile', [5, 7], (x: tf.Tensor) => tf.tile(x, [2, 3])],
    [
      'mirrorPad',
      [5, 7],
      (x: tf.Tensor) =>
        tf.mirrorPad(
          x,
          [
            [1, 2],
            [0, 3],
          ],
          'reflect',
        ),
    ],
    ['moments', [5, 7], (x: tf.Tensor) => tf.moments(x, 0).variance],
  ] as [string, number[], (x: never) => tf.Tensor][])('of %s', async (_, shape, compute) => {
    await expectAsOnCpu(gradientsOf([shape], compute));
  });

  it.each([
    [
      'conv3d',
      [
        [2, 4, 4, 4, 3],
        [2, 2, 2, 3, 2],
      ],
      (x: tf.Tensor5D, f: tf.Tensor5D) => tf.conv3d(x, f, 1, 'same'),
    ],
    [
      'dilation2d',
      [
        [1, 6, 6, 2],
        [2, 2, 2],
      ],
      (x: tf.Tensor4D, f: tf.Tensor3D) => tf.dilation2d(x, f, 1, 'same'),
    ],
    [
      'conv2dTranspose',
      [
        [2, 4, 4, 3],
        [2, 2, 5, 3],
      ],
      (x: tf.Tensor4D, f: tf.Tensor4D) => tf.conv2dTranspose(x, f, [2, 8, 8, 5], 2, 'same'),
    ],
    ['prelu', [[5, 7], [7]], (x: tf.Tensor, a: tf.Tensor) => tf.prelu(x, a)],
    ['div', [[5, 7], [7]], (x: tf.Tensor, y: tf.Tensor) => tf.div(x, tf.add(tf.square(y), 1))],
    [
      'batchNorm',
      [[5, 7], [7], [7], [7]],
      (x: tf.Tensor, m: tf.Tensor, v: tf.Tensor, scale: tf.Tensor) =>
        tf.batchNorm(x, m, tf.add(tf.square(v), 1), m, scale),
    ],
  ] as [string, number[][], (...x: never[]) => tf.Tensor][])('of %s', async (_, shapes, compute) => {
    await expectAsOnCpu(gradientsOf(shapes, compute), 1e-4);
  });
});

describe('einsum', () => {
  it.each([
    ['bqhd,bkhd->bhqk', [2, 3, 4, 5], [2, 6, 4, 5]],
    ['ij,jk->ik', [3, 4], [4, 5]],
    ['ij,kj->ki', [3, 4], [5, 4]],
    ['ij,ij->', [3, 4], [3, 4]],
    ['i,j->ij', [3], [4]],
    ['abc,cd->abd', [2, 3, 4], [4, 5]],
    ['ij,jk->i', [3, 4], [4, 5]],
  ])('%s', async (equation, a, b) => {
    await expectAsOnCpu(() => [tf.einsum(equation, random(a, 1), random(b, 2))]);
    const before = tf.memory().numTensors;
    const dataBefore = tf.memory().numDataBuffers;
    tf.tidy(() => {
      tf.einsum(equation, random(a, 1), random(b, 2));
    });
    expect([tf.memory().numTensors, tf.memory().numDataBuffers]).toEqual([before, dataBefore]);
  });
});

describe('parts of a tensor', () => {
  it.each([
    [[7], [2], [3]],
    [[7], [0], [7]],
    [
      [5, 6],
      [1, 0],
      [3, 6],
    ],
    [
      [5, 6],
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [0, 2],
      [5, 1],
    ],
    [
      [3, 4, 5],
      [1, 0, 0],
      [2, 4, 5],
    ],
    [
      [3, 4, 5],
      [0, 1, 0],
      [3, 2, 5],
    ],
    [
      [3, 4, 5],
      [1, 1, 2],
      [2, 3, 2],
    ],
    [
      [2, 3, 4, 5],
      [1, 1, 1, 1],
      [1, 2, 2, 3],
    ],
    [
      [2, 3, 4, 5],
      [0, 1, 0, 0],
      [2, 1, 4, 5],
    ],
    [
      [2, 2, 3, 2, 4],
      [1, 0, 1, 0, 2],
      [1, 2, 1, 2, 2],
    ],
    [
      [4, 0],
      [1, 0],
      [2, 0],
    ],
    [
      [4, 3],
      [1, 0],
      [0, 3],
    ],
  ])('of shape %j from %j on, %j long', async (shape, begin, size) => {
    await expectAsOnCpu(() => [tf.slice(random(shape, 1), begin, size)]);
  });

  it('of integers, and to the end', async () => {
    await expectAsOnCpu(() => [
      tf.slice(tf.range(0, 12, 1, 'int32').reshape([3, 4]), [1, 1], [2, 2]),
      tf.slice(random([5, 4], 1), 2),
      tf.slice(random([5, 4], 1), [1, 2], [-1, -1]),
    ]);
  });

  it.each([0, 1, 2, -1])('of a split and of unstacking along axis %i', async (axis) => {
    const x = () => random([4, 6, 8], 1);
    await expectAsOnCpu(() => [...tf.split(x(), 2, axis), ...tf.unstack(x(), axis)]);
    const length = [4, 6, 8].at(axis)!;
    await expectAsOnCpu(() => tf.split(x(), [1, 0, length - 1], axis));
    expect(tf.tidy(() => tf.unstack(x(), axis).map(({ shape }) => shape.length))).toEqual(
      new Array(length).fill(2),
    );
  });
});

describe('gather', () => {
  it.each([
    [
      [5, 70],
      [4, 0, 0, 2],
    ],
    [
      [5, 3],
      [4, 0, 0, 2],
    ],
    [[9], [8, 0]],
    [
      [4, 2, 30],
      [3, 1],
    ],
    [[4, 3], []],
  ])('of rows of shape %j: %j', async (shape, rows) => {
    await expectAsOnCpu(() => [tf.gather(random(shape, 1), tf.tensor1d(rows, 'int32'))]);
  });

  it('by a matrix of rows, along another axis, of integers, and in batches', async () => {
    await expectAsOnCpu(() => [
      tf.gather(random([5, 40], 1), tf.tensor2d([0, 4, 4, 1], [2, 2], 'int32')),
      tf.gather(random([5, 40], 1), [39, 0], 1),
      tf.gather(tf.range(0, 12, 1, 'int32').reshape([6, 2]), [5, 1]),
      tf.gather(random([2, 5, 6], 1), tf.tensor2d([0, 4, 4, 1], [2, 2], 'int32'), 1, 1),
    ]);
  });

  it.each([-1, 5])('refuses row %i of five', (row) => {
    expect(() => tf.tidy(() => tf.gather(random([5, 4], 1), [row]))).toThrow(
      `the index value ${row} is not in [0, 4]`,
    );
  });
});

describe('identity', () => {
  it('shares entries, and an update in place of one leaves the other', () => {
    const variable = tf.variable(tf.tensor1d([1, 2, 3]));
    const clone = variable.clone();
    variable.assign(tf.tensor1d([4, 5, 6]));
    expect([...clone.dataSync()]).toEqual([1, 2, 3]);
    tf.dispose([variable, clone]);
  });
});

describe('scale', () => {
  const scale = (x: tf.Tensor, factor: number): tf.Tensor =>
    tf.engine().runKernel(scaleKernel, { x, factor: tf.scalar(factor) }) as tf.Tensor;

  it('is the product, and shares the entries for 1', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([1, -2, 3, 4], [2, 2]);
      expect([...scale(x, -0.5).dataSync()]).toEqual([-0.5, 1, -1.5, -2]);
      const before = tf.memory().numDataBuffers;
      const same = scale(x, 1);
      // The scalar only.
      expect(tf.memory().numDataBuffers).toBe(before + 1);
      x.dispose();
      expect([...same.dataSync()]).toEqual([1, -2, 3, 4]);
    });
  });

  it('gives the gradient of a loss that is scaled, and leaves that of the loss itself', () => {
    tf.tidy(() => {
      const z = random([3, 5], 1) as tf.Tensor2D;
      const labels = tf.tensor2d([
        [1, 0, 0, 1, 0],
        [0, 0, 0, 0, 0],
        [0, 1, 0, 0, 0],
      ]);
      const loss = (logits: tf.Tensor): tf.Scalar =>
        sigmoidCrossEntropy().compute(logits as tf.Tensor2D, labels);
      const plain = tf.grad(loss)(z).dataSync();
      const scaled = tf
        .grad((logits) => tf.mul(loss(logits), 3))(z)
        .dataSync();
      for (const [i, slope] of plain.entries()) expect(scaled[i]).toBeCloseTo(3 * slope, 6);
    });
  });
});
