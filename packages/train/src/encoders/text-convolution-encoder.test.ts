import { createRandom, type TokenRows } from '@sbn/core';
import { grads, memory, mul, sum, type Tensor, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadGradients } from '../backends/load-gradients.js';
import { referenceTextFeatures } from '../testing/reference-text-convolution.js';
import { describeOnEveryBackend, startTestBackend } from '../testing/start-backends.js';
import { take } from '../testing/take.js';
import type { Encoder, EncoderConfig } from './encoder.js';
import { encoderFromConfig } from './encoder-from-config.js';
import { wordEntries } from './table-entries.js';
import { type TextConvolutionEncoderOptions, textConvolutionEncoder } from './text-convolution-encoder.js';

type TextConfig = Extract<EncoderConfig, { readonly kind: 'text-convolution' }>;

const numFeatures = 9;

const networks: Readonly<Record<string, TextConvolutionEncoderOptions>> = {
  'one even width, tanh': { numFeatures, dim: 5, filters: 7, inputDropout: 0, seed: 1 },
  'three widths, relu': { numFeatures, dim: 4, widths: [3, 4, 5], filters: 17, activation: 'relu', seed: 2 },
  'single words, elu': { numFeatures, dim: 3, widths: [1], filters: 3, activation: 'elu', seed: 3 },
  'wide windows, sigmoid': { numFeatures, dim: 6, widths: [8], filters: 5, activation: 'sigmoid', seed: 4 },
};

function textsOf(texts: readonly (readonly number[])[]): TokenRows {
  return {
    numRows: texts.length,
    numCols: numFeatures,
    offsets: Uint32Array.from([0, ...texts.map((_, i) => texts.slice(0, i + 1).flat().length)]),
    tokens: Uint32Array.from(texts.flat()),
  };
}

/** Texts shorter and longer than every window, one with the same word again and again. */
const texts = [[3], [0, 8, 2, 2, 7, 1, 5, 4, 3, 0, 6], [1, 1, 1], [5, 7]];
const inputs = textsOf(texts);

const normals = (length: number, seed: number): Float32Array => {
  const random = createRandom([seed, 'text-convolution-encoder.test']);
  return Float32Array.from({ length }, () => random.normal());
};

/** Biases start at 0, where a wrong one does not show. */
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
  const named = new Map([['table', Float64Array.from(encoder.table!.read())]]);
  for (const [i, variable] of encoder.variables.entries()) {
    named.set(encoder.variableNames[i]!, Float64Array.from(await take(variable.clone())));
  }
  return named;
}

describeOnEveryBackend((backend) => {
  const made: Encoder[] = [];
  const open = (options: TextConvolutionEncoderOptions): Encoder => {
    const encoder = textConvolutionEncoder(options);
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
    it(`${name}: is its definition, and a text alone has the features that it has among others`, async () => {
      const encoder = open(options);
      const out = await take(encoder.encode(inputs));
      const parameters = await parametersOf(encoder);
      expect(out).toHaveLength(texts.length * encoder.outDim);
      for (const [row, text] of texts.entries()) {
        const got = out.subarray(row * encoder.outDim, (row + 1) * encoder.outDim);
        const expected = referenceTextFeatures(encoder.toConfig() as TextConfig, parameters, text);
        expected.forEach((value, i) => {
          expect(Math.abs(got[i]! - value), `text ${row}, feature ${i}`).toBeLessThan(1e-5);
        });
        expect(await take(encoder.encode(textsOf([text])))).toEqual(got);
      }
    });

    it(`${name}: all gradients are those of finite differences`, async () => {
      const encoder = open(options);
      const upstream = normals(texts.length * encoder.outDim, 9);
      const leaf = encoder.embed(inputs);
      const weights = tensor2d(upstream, [texts.length, encoder.outDim]);
      // TensorFlow.js differentiates functions of their arguments; the variables are looked up where they are.
      const gradients = grads((...given: Tensor[]) =>
        sum(mul(encoder.transform(given[0] as Tensor2D, { inputs }), weights)),
      )([leaf, ...encoder.variables]);
      const [byLeaf, ...byVariables] = await Promise.all(gradients.map(take));
      leaf.dispose();
      weights.dispose();
      const { table } = encoder;
      const { features, rows } = table!.gradient(wordEntries(inputs), byLeaf!);
      const byTable = new Float32Array(numFeatures * table!.dim);
      features.forEach((feature, i) => {
        byTable.set(rows.subarray(i * table!.stride, i * table!.stride + table!.dim), feature * table!.dim);
      });

      const parameters = await parametersOf(encoder);
      const config = encoder.toConfig() as TextConfig;
      const objective = (): number =>
        texts
          .flatMap((text) => referenceTextFeatures(config, parameters, text))
          .reduce((total, value, i) => total + value * upstream[i]!, 0);
      for (const [k, got] of [byTable, ...byVariables].entries()) {
        const key = k === 0 ? 'table' : encoder.variableNames[k - 1]!;
        const values = parameters.get(key)!;
        expect(got).toHaveLength(values.length);
        // Some entries of a large array stand for all.
        const stride = Math.max(1, 2 * Math.floor(values.length / 80) + 1);
        for (let i = k % stride; i < values.length; i += stride) {
          const start = values[i]!;
          values[i] = start + 1e-6;
          const above = objective();
          values[i] = start - 1e-6;
          const slope = (above - objective()) / 2e-6;
          values[i] = start;
          expect(Math.abs(got[i]! - slope), `${key}[${i}]`).toBeLessThan(3e-4 * (1 + Math.abs(slope)));
        }
      }
    });
  }

  it('dropout is a function of the step, and off outside training', async () => {
    for (const rates of [
      { inputDropout: 0.5, dropout: 0 },
      { inputDropout: 0, dropout: 0.5 },
    ]) {
      const encoder = open({ ...networks['three widths, relu']!, ...rates });
      const run = (options?: { training?: boolean; step?: number }) => take(encoder.encode(inputs, options));
      const third = await run({ training: true, step: 3 });
      expect(await run({ training: true, step: 3 })).toEqual(third);
      expect(await run({ training: true, step: 4 })).not.toEqual(third);
      expect(third).not.toEqual(await run());
    }
  });

  it('leaks no tensors', async () => {
    const before = memory().numTensors;
    const encoder = textConvolutionEncoder({ ...networks['three widths, relu']!, dropout: 0.1 });
    const leaf = encoder.embed(inputs);
    const gradients = grads((x: Tensor) =>
      sum(encoder.transform(x as Tensor2D, { inputs, training: true, step: 1 })),
    )([leaf, ...encoder.variables]);
    for (const tensor of [leaf, ...gradients]) tensor.dispose();
    await take(encoder.encode(inputs));
    encoder.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe('textConvolutionEncoder', () => {
  beforeEach(() => startTestBackend('wasm'));

  it('has the defaults of the CNN of CAML', () => {
    const encoder = textConvolutionEncoder({ numFeatures: 3, seed: 7 });
    expect(encoder.toConfig()).toEqual({
      kind: 'text-convolution',
      numFeatures: 3,
      dim: 100,
      widths: [4],
      filters: 500,
      activation: 'tanh',
      inputDropout: 0.2,
      dropout: 0,
      frozenEmbeddings: false,
      seed: 7,
    });
    expect(encoder.variableNames).toEqual(['width4/weights', 'width4/bias']);
    expect(encoder.variables.map(({ shape }) => shape)).toEqual([[500, 400], [500]]);
    encoder.dispose();
  });

  it.each(Object.entries(networks))('%s: its config gives the same encoder again', (_, options) => {
    const encoder = textConvolutionEncoder(options);
    const again = encoderFromConfig(JSON.parse(JSON.stringify(encoder.toConfig())));
    expect(again.toConfig()).toEqual(encoder.toConfig());
    again.variables.forEach((variable, i) => {
      expect(variable.dataSync()).toEqual(encoder.variables[i]!.dataSync());
    });
    expect(again.table!.read()).toEqual(encoder.table!.read());
    encoder.dispose();
    again.dispose();
  });

  it('encodes more words than a piece has as it does a few', async () => {
    const encoder = textConvolutionEncoder({ numFeatures, dim: 1, widths: [2], filters: 2, seed: 1 });
    const lengths = [20_000, 1, 30_000, 2, 40_000, 5];
    const long = textsOf(lengths.map((length) => Array.from({ length }, (_, i) => (i * i + length) % 9)));
    const all = await take(encoder.encode(long));
    for (const row of [1, 4, 5]) {
      const text = [...long.tokens.subarray(long.offsets[row], long.offsets[row + 1])];
      const alone = await take(encoder.encode(textsOf([text])));
      expect(all.subarray(2 * row, 2 * row + 2)).toEqual(alone);
    }
    expect(all).toHaveLength(12);
    expect(await take(encoder.encode(textsOf([])))).toHaveLength(0);
    encoder.dispose();
  });

  it('names what is wrong', () => {
    const make = (wrong: object) => () => textConvolutionEncoder({ numFeatures: 4, seed: 1, ...wrong });
    expect(make({ numFeatures: 0 })).toThrow('textConvolutionEncoder: numFeatures must be an integer >= 1');
    expect(make({ widths: [] })).toThrow('number of widths must be an integer >= 1, got 0');
    expect(make({ widths: [3, 0] })).toThrow('widths[1] must be an integer >= 1, got 0');
    expect(make({ widths: [3, 4, 3] })).toThrow('widths[2] is 3, which is in the list already');
    expect(make({ filters: 1.5 })).toThrow('filters must be an integer >= 1, got 1.5');
    expect(make({ activation: 'gelu' })).toThrow('got "gelu"');
    expect(make({ inputDropout: 1 })).toThrow('inputDropout must be in [0, 1), got 1');
    expect(make({ dropout: -1 })).toThrow('dropout must be in [0, 1), got -1');
    expect(make({ frozenEmbeddings: 1 })).toThrow('frozenEmbeddings must be true or false, got 1');
    const encoder = textConvolutionEncoder(networks['single words, elu']!);
    expect(() => encoder.encode({ ...inputs, numCols: 8 })).toThrow('expected texts of 9 words, got 8');
    expect(() => encoder.embed({ ...inputs, offsets: Uint32Array.of(0, 0, 12, 15, 17) })).toThrow(
      /row 0: .* a text without words is the unknown word alone, 8/,
    );
    expect(() => encoder.encode({ numRows: 1, numCols: 9, data: new Float32Array(9) })).toThrow(
      'expected words in order {numRows, numCols, offsets, tokens}, got dense rows',
    );
    const leaf = encoder.embed(inputs);
    expect(() => encoder.transform(leaf)).toThrow('transform needs the inputs that the leaf was made of');
    leaf.dispose();
    encoder.dispose();
  });
});
