import { labelSetsFromClasses } from '@sbn/core';
import {
  classLossGradientKernel,
  classLossKernel,
  type Head,
  mixtureHead,
  plifHead,
  type ScoreFunctionConfig,
  sigsoftmaxHead,
} from '@sbn/heads';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAsOnCpu, random } from '../../testing/expect-as-on-cpu.js';
import { classHeads } from '../../testing/model-tables.js';
import { startWasm, type WasmSession } from './start-wasm.js';

let wasm: WasmSession;
beforeAll(async () => {
  wasm = await startWasm({ threads: 2 });
});
afterAll(() => wasm.dispose());

/** Loss and all gradients of a head for one class per row; the weights are those of its seed, the bias is not 0. */
function lossAndGradients(head: (inDim: number) => Head, inDim: number, batch: number): tf.Tensor[] {
  const own = head(inDim);
  const classes = labelSetsFromClasses(
    Array.from({ length: batch }, (_, row) => (row * row + 3) % own.numLabels),
    own.numLabels,
  );
  for (const variable of own.variables) {
    if (variable.rank === 1 && variable.size === own.numLabels) variable.assign(random([variable.size], 5));
  }
  const features = tf.variable(random([batch, inDim], 4)) as tf.Variable;
  const { value, grads } = tf.variableGrads(
    () => own.loss(features as tf.Tensor as tf.Tensor2D, classes),
    [features, ...own.variables],
  );
  const found = [value, ...[features, ...own.variables].map(({ name }) => grads[name]!)];
  const copies = found.map((tensor) => tf.clone(tensor));
  own.dispose();
  features.dispose();
  return copies;
}

describe('the likelihoods of classes', () => {
  it.each(Object.entries(classHeads))('of head %s', async (_, head) => {
    await expectAsOnCpu(() => lossAndGradients(head, 13, 1));
    await expectAsOnCpu(() => lossAndGradients(head, 5, 16));
    await expectAsOnCpu(() => lossAndGradients(head, 40, 39));
  });

  it.each([
    ['sigsoftmax', (inDim: number) => sigsoftmaxHead({ inDim, numLabels: 2003, learned: true, seed: 1 })],
    ['plif', (inDim: number) => plifHead({ inDim, numLabels: 2003, numKnots: 15, seed: 1 })],
    [
      'a mixture',
      (inDim: number) =>
        mixtureHead({
          inDim,
          numLabels: 2003,
          numComponents: 3,
          member: { kind: 'sigsoftmax', center: 0, slope: 2, learned: true },
          seed: 1,
        }),
    ],
  ] as const)('of %s over many chunks', async (_, head) => {
    await expectAsOnCpu(() => lossAndGradients(head, 30, 70));
  });

  it('of a hundred thousand knots, and their gradients', async () => {
    // Far from every knot, where rounding decides nothing.
    const scoreFunction: ScoreFunctionConfig = {
      kind: 'plif',
      numKnots: 100_001,
      interval: [-12.5, 12.5],
      parametrization: 'softplus',
      learningRate: 1,
    };
    const [n, cols] = [50, 9];
    const logits = Float32Array.from({ length: n * cols }, (_, i) => {
      const knot = ((i * 7919) % 60_000) - 30_000;
      return (knot + 0.5) / 4000;
    });
    const numbers = random([100_002], 3);
    const classes = tf.tensor1d(
      Int32Array.from({ length: cols }, (_, i) => i),
      'int32',
    );
    const attributes = { scoreFunction } as unknown as tf.NamedAttrMap;
    const inputs = { logits: tf.tensor2d(logits, [n, cols]), classes, slopes: numbers };
    const [likelihoods, normalizers, kept] = tf
      .engine()
      .runKernel(classLossKernel, inputs, attributes) as unknown as tf.Tensor[];
    const [dz, bySlopes] = tf
      .engine()
      .runKernel(
        classLossGradientKernel,
        { ...inputs, normalizers: normalizers!, kept: kept!, dy: tf.ones([cols]) },
        attributes,
      ) as unknown as tf.Tensor[];
    const w = numbers.dataSync();
    const slopeOf = (piece: number): number => Math.log1p(Math.exp(w[piece]!));
    const values = new Float64Array(100_001);
    for (let knot = 50_001; knot < values.length; knot++) {
      values[knot] = values[knot - 1]! + slopeOf(knot) / 4000;
    }
    for (let knot = 49_999; knot >= 0; knot--) {
      values[knot] = values[knot + 1]! - slopeOf(knot + 1) / 4000;
    }
    const expectedBySlopes = new Float64Array(100_002);
    for (let col = 0; col < cols; col++) {
      const scores = Array.from({ length: n }, (_, row) => {
        const left = Math.floor(logits[row * cols + col]! * 4000) + 50_000;
        return { left, s: values[left]! + slopeOf(left + 1) / 8000 };
      });
      const sum = scores.reduce((total, { s }) => total + Math.exp(s), 0);
      expect(likelihoods!.dataSync()[col]!).toBeCloseTo(Math.log(sum) - scores[col]!.s, 4);
      scores.forEach(({ left, s }, row) => {
        const ds = Math.exp(s) / sum - (row === col ? 1 : 0);
        expect(dz!.dataSync()[row * cols + col]!).toBeCloseTo(ds * slopeOf(left + 1), 4);
        const sign = left >= 50_000 ? 1 : -1;
        expectedBySlopes[left + 1]! += (sign * ds) / 8000;
        for (let piece = 50_001; piece <= left; piece++) expectedBySlopes[piece]! += ds / 4000;
        for (let piece = left + 2; piece <= 50_000; piece++) expectedBySlopes[piece]! -= ds / 4000;
      });
    }
    const found = bySlopes!.dataSync();
    let worst = 0;
    expectedBySlopes.forEach((slope, piece) => {
      const sigma = 1 / (1 + Math.exp(-w[piece]!));
      worst = Math.max(worst, Math.abs(found[piece]! - slope * sigma));
    });
    // Where float32 logits lie between two knots is known to a hundredth of their distance.
    expect(worst).toBeLessThan(2e-6);
    expect(Math.max(...expectedBySlopes)).toBeGreaterThan(1e-4);
    tf.dispose([inputs.logits, classes, numbers, likelihoods!, normalizers!, kept!, dz!, bySlopes!]);
  });

  it('are NaN where a logit is, in its column alone', () => {
    const logits = tf.tensor2d([
      [0.5, 1],
      [Number.NaN, 2],
      [3, 4],
    ]);
    for (const scoreFunction of [
      { kind: 'identity' },
      { kind: 'relu', epsilon: 1e-3 },
      { kind: 'sigmoid' },
    ] as const) {
      const outputs = tf
        .engine()
        .runKernel(classLossKernel, { logits, classes: tf.tensor1d([0, 1], 'int32') }, {
          scoreFunction,
        } as unknown as tf.NamedAttrMap) as unknown as tf.Tensor[];
      const [first, second] = outputs[0]!.dataSync();
      expect(first).toBeNaN();
      expect(second).toBeGreaterThan(0);
      tf.dispose(outputs);
    }
    logits.dispose();
  });
});
