import { createRandom } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { largestError } from '../testing/largest-error.js';
import { type ReferenceLstm, referenceLstm } from '../testing/reference-lstm.js';
import { describeOnEveryBackend, startTestBackend } from '../testing/start-backends.js';
import { take } from '../testing/take.js';
import { type LstmState, type LstmWeights, lstmLayer } from './lstm-layer.js';

/** Sizes that fill no SIMD lanes evenly, the smallest ones, and lanes that are full. */
const sizes = [
  { numSteps: 5, batchSize: 3, inDim: 7, width: 6 },
  { numSteps: 1, batchSize: 1, inDim: 1, width: 1 },
  { numSteps: 2, batchSize: 4, inDim: 16, width: 32 },
  { numSteps: 9, batchSize: 2, inDim: 3, width: 37 },
];

interface Problem {
  readonly inputs: ReferenceLstm;
  /** Weights of the outputs, and of the final cell, in the number whose gradient is looked at. */
  readonly upstream: { readonly hidden: Float64Array; readonly cell: Float64Array };
}

function problem({ numSteps, batchSize, inDim, width }: (typeof sizes)[number]): Problem {
  const random = createRandom([3, numSteps, batchSize, inDim, width]);
  const draw = (length: number, scale: number): Float64Array =>
    Float64Array.from({ length }, () => Math.fround(scale * random.normal()));
  return {
    inputs: {
      numSteps,
      batchSize,
      inDim,
      width,
      x: draw(numSteps * batchSize * inDim, 1),
      inputWeights: draw(4 * width * inDim, 0.7),
      recurrentWeights: draw(4 * width * width, 0.5),
      bias: draw(4 * width, 0.5),
      hidden: draw(batchSize * width, 0.5),
      cell: draw(batchSize * width, 0.5),
    },
    upstream: { hidden: draw(numSteps * batchSize * width, 1), cell: draw(batchSize * width, 1) },
  };
}

/** The parts of a problem that are differentiated by, in the order of {@link tensorsOf}. */
const parts = ['x', 'inputWeights', 'recurrentWeights', 'bias', 'hidden', 'cell'] as const;

function tensorsOf({ numSteps, batchSize, inDim, width, ...arrays }: ReferenceLstm): tf.Tensor[] {
  const shapes = {
    x: [numSteps * batchSize, inDim],
    inputWeights: [4 * width, inDim],
    recurrentWeights: [4 * width, width],
    bias: [4 * width],
    hidden: [batchSize, width],
    cell: [batchSize, width],
  };
  return parts.map((part) => tf.tensor(Float32Array.from(arrays[part]), shapes[part]));
}

function run(tensors: readonly tf.Tensor[], numSteps: number): ReturnType<typeof lstmLayer> {
  const [x, inputWeights, recurrentWeights, bias, hidden, cell] = tensors;
  return lstmLayer(
    x as tf.Tensor2D,
    { inputWeights, recurrentWeights, bias } as LstmWeights,
    { hidden, cell } as LstmState,
    numSteps,
  );
}

describeOnEveryBackend((backend) => {
  beforeAll(() => startTestBackend(backend));

  describe.each(sizes)('$numSteps steps of $batchSize columns, $inDim inputs, width $width', (size) => {
    const { inputs, upstream } = problem(size);
    const { numSteps, batchSize, width } = size;

    it('is the float64 reference', async () => {
      const expected = referenceLstm(inputs);
      const tensors = tensorsOf(inputs);
      const before = tf.memory().numTensors;
      const { hidden, state } = tf.tidy(() => run(tensors, numSteps));
      expect(tf.memory().numTensors - before).toBe(3);
      expect(hidden.shape).toEqual([numSteps * batchSize, width]);
      expect(largestError(await take(hidden), expected.hidden)).toBeLessThan(1e-5);
      expect(largestError(await take(state.cell), expected.cell)).toBeLessThan(1e-5);
      const last = expected.hidden.subarray(-batchSize * width);
      expect(largestError(await take(state.hidden), last)).toBeLessThan(1e-5);
      tf.dispose(tensors);
    });

    it('has the gradients by everything of the reference, by central differences', async () => {
      const tensors = tensorsOf(inputs);
      const weights = {
        hidden: tf.tensor2d(Float32Array.from(upstream.hidden), [numSteps * batchSize, width]),
        cell: tf.tensor2d(Float32Array.from(upstream.cell), [batchSize, width]),
      };
      const gradients = tf.grads((...given) => {
        const { hidden, state } = run(given, numSteps);
        return tf.add(tf.sum(tf.mul(hidden, weights.hidden)), tf.sum(tf.mul(state.cell, weights.cell)));
      })(tensors);
      const value = (): number => {
        const { hidden, cell } = referenceLstm(inputs);
        return (
          hidden.reduce((sum, h, i) => sum + h * upstream.hidden[i]!, 0) +
          cell.reduce((sum, c, i) => sum + c * upstream.cell[i]!, 0)
        );
      };
      for (const [i, part] of parts.entries()) {
        const got = await take(gradients[i]!);
        const at = inputs[part];
        // Every entry of the small arrays, some of the large ones.
        const stride = Math.max(1, Math.floor(at.length / 40));
        for (let j = 0; j < at.length; j += stride) {
          const kept = at[j]!;
          const step = 1e-5;
          at[j] = kept + step;
          const above = value();
          at[j] = kept - step;
          const below = value();
          at[j] = kept;
          const expected = (above - below) / (2 * step);
          expect(Math.abs(got[j]! - expected), `${part}[${j}]`).toBeLessThan(2e-5 * (1 + Math.abs(expected)));
        }
      }
      tf.dispose([...tensors, weights.hidden, weights.cell]);
    });
  });

  it('goes on where a carried state left off: two windows are one', async () => {
    const { inputs } = problem(sizes[0]!);
    const tensors = tensorsOf(inputs);
    const [x, ...rest] = tensors;
    const rows = 2 * inputs.batchSize;
    const [whole, parted] = tf.tidy(() => {
      const first = run([tf.slice(x!, 0, rows), ...rest], 2);
      const second = run([tf.slice(x!, rows), ...rest.slice(0, 3), first.state.hidden, first.state.cell], 3);
      return [run(tensors, 5).hidden, tf.concat([first.hidden, second.hidden])];
    });
    expect(largestError(await take(parted!), await take(whole!))).toBeLessThan(1e-6);
    tf.dispose(tensors);
  });

  it('stays finite where the gates are saturated', async () => {
    const { inputs } = problem(sizes[0]!);
    const tensors = tensorsOf({ ...inputs, x: inputs.x.map((value) => 1e4 * value) });
    const gradients = tf.grads((...given) => tf.sum(run(given, inputs.numSteps).hidden))(tensors);
    const { hidden, state } = tf.tidy(() => run(tensors, inputs.numSteps));
    for (const tensor of [hidden, state.hidden, state.cell, ...gradients]) {
      expect((await take(tensor)).every(Number.isFinite)).toBe(true);
    }
    tf.dispose(tensors);
  });
});
