import { createRandom, labelSetsFrom, type SparseRows } from '@sbn/core';
import {
  grads,
  memory,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeOnEveryBackend, startTestBackend } from '../testing/start-backends.js';
import { take } from '../testing/take.js';
import { bagEncoder } from './bag-encoder.js';
import { denseEncoder } from './dense-encoder.js';
import { dropoutMask } from './dropout-mask.js';
import type { Encoder, EncoderConfig } from './encoder.js';
import { encoderFromConfig } from './encoder-from-config.js';
import { linear } from './linear.js';

const random = createRandom([3, 'encoders.test']);
const normals = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());

/** Three rows, one of them empty, one with a feature twice, with and without values. */
const rows = (withValues: boolean): SparseRows => ({
  numRows: 3,
  numCols: 6,
  offsets: Uint32Array.of(0, 3, 3, 5),
  indices: Uint32Array.of(4, 1, 4, 0, 5),
  ...(withValues ? { values: Float32Array.of(0.5, -2, 1.5, 3, 1) } : {}),
});

/** The reduction written out in float64. */
function reduceByHand(
  table: Float32Array,
  dim: number,
  inputs: SparseRows,
  reduce: 'sum' | 'mean',
): number[] {
  const out: number[] = [];
  for (let row = 0; row < inputs.numRows; row++) {
    const entries = [...inputs.indices.subarray(inputs.offsets[row], inputs.offsets[row + 1])].map(
      (feature, i) => ({
        feature,
        value: inputs.values?.[inputs.offsets[row]! + i] ?? 1,
      }),
    );
    const total = reduce === 'sum' ? 1 : entries.reduce((t, { value }) => t + Math.abs(value), 0);
    for (let c = 0; c < dim; c++) {
      const value = entries.reduce((t, entry) => t + entry.value * table[entry.feature * dim + c]!, 0);
      out.push(total === 0 ? 0 : value / total);
    }
  }
  return out;
}

describeOnEveryBackend((backend) => {
  const made: Encoder[] = [];
  const keep = (encoder: Encoder): Encoder => {
    made.push(encoder);
    return encoder;
  };
  beforeEach(() => startTestBackend(backend));
  afterEach(() => {
    for (const encoder of made.splice(0)) encoder.dispose();
  });

  for (const reduce of ['sum', 'mean'] as const) {
    for (const withValues of [false, true]) {
      for (const dim of [3, 8]) {
        const name = `bag, ${reduce}, ${withValues ? 'with' : 'without'} values, dim ${dim}`;

        it(`${name}: is the reduction by its definition`, async () => {
          const encoder = keep(bagEncoder({ numFeatures: 6, dim, reduce, seed: 1 }));
          const inputs = rows(withValues);
          const out = await take(tidy(() => encoder.encode(inputs)));
          const expected = reduceByHand(encoder.table!.read(), dim, inputs, reduce);
          expect(out).toHaveLength(3 * dim);
          out.forEach((value, i) => {
            expect(value).toBeCloseTo(expected[i]!, 5);
          });
        });

        it(`${name}: the table's gradient is that of finite differences`, async () => {
          const encoder = keep(
            bagEncoder({ numFeatures: 6, dim, reduce, hidden: [4], activation: 'tanh', seed: 2 }),
          );
          const inputs = rows(withValues);
          const weights = tensor2d(normals(3 * 4), [3, 4]);
          const objective = (leaf: Tensor2D): Scalar => sum(mul(encoder.transform(leaf), weights));
          const table = encoder.table!;
          // Through the hidden layer by TensorFlow.js, then through the bag by the table.
          const leaf = encoder.embed(inputs);
          const [upstream] = grads((x: Tensor) => objective(x as Tensor2D))([leaf]);
          const { features, rows: gradient } = table.gradient(inputs, await take(upstream!));
          const dense = new Float32Array(6 * dim);
          features.forEach((feature, i) => {
            dense.set(gradient.subarray(i * table.stride, i * table.stride + dim), feature * dim);
          });
          expect([...features].sort()).toEqual([0, 1, 4, 5]);
          const start = table.read();
          const at = async (i: number, shift: number): Promise<number> => {
            const moved = start.slice();
            moved[i]! += shift;
            table.write(moved);
            return (await take(tidy(() => objective(encoder.embed(inputs)))))[0]!;
          };
          for (let i = 0; i < dense.length; i++) {
            expect(dense[i]).toBeCloseTo(((await at(i, 0.01)) - (await at(i, -0.01))) / 0.02, 2);
          }
        });
      }
    }
  }

  it('linear has the values and gradients of x Wᵀ + b', async () => {
    const [batch, inDim, outDim] = [3, 4, 5];
    const xs = normals(batch * inDim);
    const ws = normals(outDim * inDim);
    const bs = normals(outDim);
    const us = normals(batch * outDim);
    const tensors = tidy(() => {
      const upstream = tensor2d(us, [batch, outDim]);
      const { value, grads: gradients } = valueAndGrads((x: Tensor, w: Tensor, b: Tensor) =>
        sum<Scalar>(mul(linear(x as Tensor2D, w as Tensor2D, b.reshape([outDim])), upstream)),
      )([tensor2d(xs, [batch, inDim]), tensor2d(ws, [outDim, inDim]), tensor2d(bs, [1, outDim])]);
      return [value, ...gradients];
    });
    const result = await Promise.all(tensors.map(take));
    const expected: number[][] = [
      [0],
      Array(xs.length).fill(0),
      Array(ws.length).fill(0),
      Array(outDim).fill(0),
    ];
    for (let r = 0; r < batch; r++) {
      for (let o = 0; o < outDim; o++) {
        const u = us[r * outDim + o]!;
        let y = bs[o]!;
        for (let i = 0; i < inDim; i++) {
          y += xs[r * inDim + i]! * ws[o * inDim + i]!;
          expected[1]![r * inDim + i]! += u * ws[o * inDim + i]!;
          expected[2]![o * inDim + i]! += u * xs[r * inDim + i]!;
        }
        expected[0]![0]! += u * y;
        expected[3]![o]! += u;
      }
    }
    result.forEach((values, k) => {
      values.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[k]![i]!, 4);
      });
    });
  });

  it('dense without layers is the identity', async () => {
    const encoder = keep(denseEncoder({ inDim: 2, seed: 1 }));
    const data = Float32Array.of(1, 2, 3, 4);
    expect(encoder.outDim).toBe(2);
    const out = await take(tidy(() => encoder.encode({ numRows: 2, numCols: 2, data })));
    expect([...out]).toEqual([1, 2, 3, 4]);
  });

  it('dropout is a function of seed, layer and step, and off outside training', async () => {
    const encoder = keep(denseEncoder({ inDim: 8, hidden: [8], dropout: 0.5, seed: 5 }));
    const inputs = { numRows: 4, numCols: 8, data: normals(32) };
    const run = (options?: { training?: boolean; step?: number }) =>
      take(tidy(() => encoder.encode(inputs, options)));
    const third = await run({ training: true, step: 3 });
    expect(await run({ training: true, step: 3 })).toEqual(third);
    expect(await run({ training: true, step: 4 })).not.toEqual(third);
    expect(await run({ step: 3 })).toEqual(await run());
  });

  it('leaks no tensors', () => {
    const before = memory().numTensors;
    const encoder = bagEncoder({ numFeatures: 6, dim: 4, hidden: [4, 2], dropout: 0.1, seed: 1 });
    tidy(() => {
      encoder.encode(rows(true), { training: true, step: 1 });
    });
    encoder.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe('configs', () => {
  beforeEach(() => startTestBackend('cpu'));

  it.each<EncoderConfig>([
    { kind: 'dense', inDim: 3, hidden: [], activation: 'relu', dropout: 0, seed: 1 },
    { kind: 'dense', inDim: 3, hidden: [4, 5], activation: 'tanh', dropout: 0.2, seed: 1 },
    {
      kind: 'bag',
      numFeatures: 6,
      dim: 2,
      reduce: 'mean',
      hidden: [3],
      activation: 'elu',
      dropout: 0.1,
      seed: 9,
    },
  ])('give the same encoder again: %j', async (config) => {
    const [a, b] = [encoderFromConfig(config), encoderFromConfig(config)];
    expect(a.toConfig()).toEqual(config);
    expect(a.variables.map((variable) => [...variable.dataSync()])).toEqual(
      b.variables.map((variable) => [...variable.dataSync()]),
    );
    expect(a.table?.read()).toEqual(b.table?.read());
    expect(a.variables).toHaveLength(a.variableNames.length);
    a.dispose();
    b.dispose();
  });

  it('name what is wrong', () => {
    expect(() => denseEncoder({ inDim: 0, seed: 1 })).toThrow(
      'denseEncoder: inDim must be an integer >= 1, got 0',
    );
    expect(() => denseEncoder({ inDim: 2, hidden: [1.5], seed: 1 })).toThrow('hidden[0]');
    expect(() => denseEncoder({ inDim: 2, dropout: 1, seed: 1 })).toThrow('dropout must be in [0, 1), got 1');
    expect(() => denseEncoder({ inDim: 2, activation: 'swish' as 'relu', seed: 1 })).toThrow('got "swish"');
    expect(() => bagEncoder({ numFeatures: 2, dim: 2, reduce: 'max' as 'sum', seed: 1 })).toThrow(
      'sum or mean',
    );
    expect(() => bagEncoder({ numFeatures: 2, dim: 2, seed: 0.5 })).toThrow('seed must be an integer');
    expect(() => encoderFromConfig({ kind: 'conv' } as unknown as EncoderConfig)).toThrow('got conv');
    const bag = bagEncoder({ numFeatures: 6, dim: 2, seed: 1 });
    const dense = { numRows: 1, numCols: 6, data: new Float32Array(6) };
    expect(() => bag.encode(dense)).toThrow('expected sparse rows');
    expect(() => bag.encode(labelSetsFrom([[1]], 5))).toThrow('expected rows of 6 features, got 5');
    const identity = denseEncoder({ inDim: 5, seed: 1 });
    expect(() => identity.encode(dense)).toThrow('expected rows of 5 columns, got 1 x 6');
    expect(() => identity.encode(labelSetsFrom([[1]], 5))).toThrow('got sparse rows');
  });
});

describe('dropoutMask', () => {
  it('keeps the right share, scaled so that the mean stays, without a pattern between steps', () => {
    const masks = [0, 1].map((step) => dropoutMask({ length: 40_000, rate: 0.3, seed: 1, layer: 0, step }));
    for (const mask of masks) {
      expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
      expect(mask.reduce((t, x) => t + x, 0) / mask.length).toBeCloseTo(1, 1);
    }
    const agree = masks[0]!.filter((x, i) => x === masks[1]![i]).length / 40_000;
    // Two independent masks agree with probability 0.7² + 0.3² = 0.58.
    expect(agree).toBeGreaterThan(0.57);
    expect(agree).toBeLessThan(0.59);
  });
});
