import { createRandom } from '@sbn/core';
import { grads, memory, mul, sum, type Tensor, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadGradients } from '../backends/load-gradients.js';
import { referenceFeatures } from '../testing/reference-convolution.js';
import { describeOnEveryBackend, startTestBackend } from '../testing/start-backends.js';
import { take } from '../testing/take.js';
import { type ConvolutionEncoderOptions, convolutionEncoder } from './convolution-encoder.js';
import type { Encoder, EncoderConfig } from './encoder.js';
import { encoderFromConfig } from './encoder-from-config.js';

type ConvolutionConfig = Extract<EncoderConfig, { readonly kind: 'convolution' }>;

const networks: Readonly<Record<string, ConvolutionEncoderOptions>> = {
  'two blocks, pooled': {
    height: 8,
    width: 6,
    channels: 1,
    blocks: [{ filters: 4 }, { filters: 8 }],
    seed: 1,
  },
  'a map of odd sizes, filters that fill no lanes': {
    height: 7,
    width: 9,
    channels: 3,
    blocks: [
      { filters: 5, convolutions: 2 },
      { filters: 9, kernel: 2, pool: 1 },
    ],
    output: 'map',
    activation: 'elu',
    seed: 2,
  },
  'strides, wide filters': {
    height: 10,
    width: 9,
    channels: 2,
    blocks: [
      { filters: 17, kernel: 5, stride: 2, pool: 1 },
      { filters: 3, kernel: 1, pool: 3 },
    ],
    seed: 3,
  },
  'residual, with and without a shortcut of its own': {
    height: 6,
    width: 6,
    channels: 3,
    blocks: [
      { filters: 4, stride: 2, pool: 1 },
      { filters: 4, convolutions: 2, pool: 1 },
    ],
    residual: true,
    seed: 4,
  },
  'group normalisation': {
    height: 4,
    width: 6,
    channels: 1,
    blocks: [{ filters: 8 }, { filters: 6, pool: 1 }],
    normalization: 'group',
    activation: 'tanh',
    output: 'map',
    seed: 5,
  },
  'normalised and residual': {
    height: 4,
    width: 4,
    channels: 2,
    blocks: [{ filters: 6, convolutions: 2 }],
    normalization: 'group',
    residual: true,
    seed: 6,
  },
};

const normals = (length: number, seed: number): Float32Array => {
  const random = createRandom([seed, 'convolution-encoder.test']);
  return Float32Array.from({ length }, () => random.normal());
};

/** Biases, scales and shifts start at 0 or 1, where much that is wrong does not show. */
function stir(encoder: Encoder): void {
  encoder.variables.forEach((variable, i) => {
    const moved = tidy(() =>
      variable.add(tensor2d(normals(variable.size, i), [1, variable.size]).reshape(variable.shape).mul(0.3)),
    );
    variable.assign(moved);
    moved.dispose();
  });
}

async function parametersOf(encoder: Encoder): Promise<Map<string, Float64Array>> {
  const named = new Map<string, Float64Array>();
  for (const [i, variable] of encoder.variables.entries()) {
    named.set(encoder.variableNames[i]!, Float64Array.from(await take(variable.clone())));
  }
  return named;
}

describeOnEveryBackend((backend) => {
  const made: Encoder[] = [];
  const open = (options: ConvolutionEncoderOptions): Encoder => {
    const encoder = convolutionEncoder(options);
    made.push(encoder);
    stir(encoder);
    return encoder;
  };
  beforeEach(async () => {
    await loadGradients();
    await startTestBackend(backend);
  });
  afterEach(() => {
    for (const encoder of made.splice(0)) encoder.dispose();
  });

  for (const [name, options] of Object.entries(networks)) {
    const numRows = 3;

    it(`${name}: is its definition`, async () => {
      const encoder = open(options);
      const data = normals(numRows * encoder.inDim, 7);
      const out = await take(encoder.encode({ numRows, numCols: encoder.inDim, data }));
      const parameters = await parametersOf(encoder);
      expect(out).toHaveLength(numRows * encoder.outDim);
      for (let row = 0; row < numRows; row++) {
        const picture = data.subarray(row * encoder.inDim, (row + 1) * encoder.inDim);
        const expected = referenceFeatures(encoder.toConfig() as ConvolutionConfig, parameters, picture);
        const got = out.subarray(row * encoder.outDim, (row + 1) * encoder.outDim);
        expected.forEach((value, i) => {
          expect(Math.abs(got[i]! - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
        });
      }
    });

    it(`${name}: all gradients are those of finite differences`, async () => {
      const encoder = open(options);
      const data = normals(numRows * encoder.inDim, 8);
      const upstream = normals(numRows * encoder.outDim, 9);
      const leaf = tensor2d(data, [numRows, encoder.inDim]);
      const weights = tensor2d(upstream, [numRows, encoder.outDim]);
      // TensorFlow.js differentiates functions of their arguments; the variables are looked up where they are.
      const gradients = grads((...inputs: Tensor[]) =>
        sum(mul(encoder.transform(inputs[0] as Tensor2D), weights)),
      )([leaf, ...encoder.variables]);
      const got = await Promise.all(gradients.map(take));
      leaf.dispose();
      weights.dispose();

      const parameters = await parametersOf(encoder);
      const config = encoder.toConfig() as ConvolutionConfig;
      const pictures = Float64Array.from(data);
      const objective = (): number => {
        let total = 0;
        for (let row = 0; row < numRows; row++) {
          const picture = pictures.subarray(row * encoder.inDim, (row + 1) * encoder.inDim);
          referenceFeatures(config, parameters, picture).forEach((value, i) => {
            total += value * upstream[row * encoder.outDim + i]!;
          });
        }
        return total;
      };
      const arrays = [pictures, ...encoder.variableNames.map((key) => parameters.get(key)!)];
      arrays.forEach((values, k) => {
        expect(got[k]).toHaveLength(values.length);
        // Some entries of a large array stand for all: an odd step reaches all places of a filter.
        const stride = Math.max(1, 2 * Math.floor(values.length / 80) + 1);
        for (let i = k % stride; i < values.length; i += stride) {
          const start = values[i]!;
          values[i] = start + 1e-6;
          const above = objective();
          values[i] = start - 1e-6;
          const slope = (above - objective()) / 2e-6;
          values[i] = start;
          const name = k === 0 ? 'input' : encoder.variableNames[k - 1];
          expect(Math.abs(got[k]![i]! - slope), `${name}[${i}]`).toBeLessThan(3e-4 * (1 + Math.abs(slope)));
        }
      });
    });
  }

  it('a picture alone has the features that it has among others', async () => {
    const encoder = open(networks['normalised and residual']!);
    const data = normals(3 * encoder.inDim, 1);
    const all = await take(encoder.encode({ numRows: 3, numCols: encoder.inDim, data }));
    const second = data.slice(encoder.inDim, 2 * encoder.inDim);
    const alone = await take(encoder.encode({ numRows: 1, numCols: encoder.inDim, data: second }));
    alone.forEach((value, i) => {
      expect(value).toBeCloseTo(all[encoder.outDim + i]!, 5);
    });
  });

  it('dropout is a function of the step, and off outside training', async () => {
    const encoder = open({ ...networks['two blocks, pooled']!, output: 'map', dropout: 0.5 });
    const inputs = { numRows: 2, numCols: encoder.inDim, data: normals(2 * encoder.inDim, 1) };
    const run = (options?: { training?: boolean; step?: number }) => take(encoder.encode(inputs, options));
    const third = await run({ training: true, step: 3 });
    expect(await run({ training: true, step: 3 })).toEqual(third);
    expect(await run({ training: true, step: 4 })).not.toEqual(third);
    expect(third.filter((x) => x === 0).length).toBeGreaterThan((await run()).filter((x) => x === 0).length);
  });

  it('leaks no tensors', async () => {
    const before = memory().numTensors;
    const encoder = convolutionEncoder({ ...networks['normalised and residual']!, dropout: 0.1 });
    const inputs = { numRows: 2, numCols: encoder.inDim, data: normals(2 * encoder.inDim, 1) };
    await take(encoder.encode(inputs, { training: true, step: 1 }));
    encoder.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe('convolutionEncoder', () => {
  beforeEach(() => startTestBackend('cpu'));

  it.each(Object.entries(networks))('%s: its config gives the same encoder again', (_, options) => {
    const encoder = convolutionEncoder(options);
    const config = encoder.toConfig();
    const again = encoderFromConfig(JSON.parse(JSON.stringify(config)));
    expect(again.toConfig()).toEqual(config);
    expect(again.variableNames).toEqual(encoder.variableNames);
    again.variables.forEach((variable, i) => {
      expect(variable.dataSync()).toEqual(encoder.variables[i]!.dataSync());
    });
    encoder.dispose();
    again.dispose();
  });

  it('knows its map and names its parameters', () => {
    const encoder = convolutionEncoder(networks['residual, with and without a shortcut of its own']!);
    expect(encoder.featureMap).toEqual({ height: 3, width: 3, channels: 4 });
    expect(encoder.outDim).toBe(4);
    expect(encoder.variableNames).toEqual([
      'block1/convolution1/weights',
      'block1/convolution1/bias',
      'block1/shortcut/weights',
      'block2/convolution1/weights',
      'block2/convolution1/bias',
      'block2/convolution2/weights',
      'block2/convolution2/bias',
    ]);
    encoder.dispose();
  });

  it('draws filters with variance 2 / (inputs of a place)', () => {
    const encoder = convolutionEncoder({
      height: 4,
      width: 4,
      channels: 50,
      blocks: [{ filters: 40 }],
      seed: 1,
    });
    const values = encoder.variables[0]!.dataSync() as Float32Array;
    const variance = values.reduce((total, x) => total + x * x, 0) / values.length;
    expect(variance / (2 / (9 * 50))).toBeCloseTo(1, 1);
    encoder.dispose();
  });

  it('names what is wrong', () => {
    const right = networks['two blocks, pooled']!;
    const make = (wrong: object) => () => convolutionEncoder({ ...right, ...wrong });
    expect(make({ height: 0 })).toThrow('convolutionEncoder: height must be an integer >= 1, got 0');
    expect(make({ blocks: [{ filters: 4, kernel: 0 }] })).toThrow('blocks[0].kernel must be an integer >= 1');
    expect(make({ blocks: [{ filters: 4 }, { filters: 4 }, { filters: 4 }] })).toThrow(
      'blocks[2] leaves nothing of a map of 2 x 1 with stride 1 and pool 2',
    );
    expect(make({ residual: 1 })).toThrow('residual must be true or false, got 1');
    expect(make({ normalization: 'batch' })).toThrow('normalization must be group or none, got batch');
    expect(make({ output: 'flat' })).toThrow('output must be map or pooled, got flat');
    expect(make({ activation: 'gelu' })).toThrow('got "gelu"');
    expect(make({ dropout: 1 })).toThrow('dropout must be in [0, 1), got 1');
    const encoder = convolutionEncoder(right);
    expect(() => encoder.embed({ numRows: 1, numCols: 5, data: new Float32Array(5) })).toThrow(
      'convolutionEncoder: expected rows of 48 columns, got 1 x 5',
    );
    encoder.dispose();
  });
});
