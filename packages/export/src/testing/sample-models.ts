import { createRandom, type DenseRows, labelSetsFrom, type SparseRows, type TokenRows } from '@sbn/core';
import {
  averagedSigmoidHead,
  dftHead,
  type Head,
  mixtureHead,
  plifHead,
  reluSoftmaxHead,
  sigmoidBottleneckHead,
  sigmoidHead,
  sigmoidSoftmaxHead,
  sigsoftmaxHead,
  softmaxHead,
  vandermondeHead,
} from '@sbn/heads';
import {
  bagEncoder,
  convolutionEncoder,
  createModel,
  denseEncoder,
  type Encoder,
  type EncoderInputs,
  type Model,
  textConvolutionEncoder,
} from '@sbn/train';

const numLabels = 13;
const numFeatures = 29;
const inDim = 11;
const dim = 6;
const shared = { inDim: dim, numLabels, seed: 5 };
const permutation = Array.from({ length: numLabels }, (_, label) => (label * 5 + 3) % numLabels);

/** Every kind of head and every option that changes what it computes, for features of width 6. */
export const sampleHeads: Readonly<Record<string, () => Head>> = {
  sigmoid: () => sigmoidHead(shared),
  'averaged sigmoid': () => averagedSigmoidHead({ ...shared, positions: 2 }),
  'averaged sigmoid of one position': () => averagedSigmoidHead({ ...shared, positions: 1 }),
  bottleneck: () => sigmoidBottleneckHead({ ...shared, dim: 4 }),
  dft: () => dftHead({ ...shared, k: 3 }),
  'dft with slack, in another order': () => dftHead({ ...shared, k: 2, slackDims: 3, permutation }),
  vandermonde: () => vandermondeHead({ ...shared, k: 2 }),
  'vandermonde with slack': () => vandermondeHead({ ...shared, dim: 4, slackDims: 2 }),
  softmax: () => softmaxHead(shared),
  'softmax without bias': () => softmaxHead({ ...shared, bias: 'none' }),
  'softmax with the preventing bias': () => softmaxHead({ ...shared, bias: 'preventing' }),
  'softmax of unit rows': () => softmaxHead({ ...shared, rows: 'unit' }),
  sigsoftmax: () => sigsoftmaxHead(shared),
  'sigsoftmax, learned': () => sigsoftmaxHead({ ...shared, center: 0.4, slope: 1.5, learned: true }),
  'relu softmax': () => reluSoftmaxHead({ ...shared, epsilon: 0.1 }),
  'sigmoid softmax': () => sigmoidSoftmaxHead(shared),
  plif: () => plifHead(shared),
  'plif with few knots': () => plifHead({ ...shared, numKnots: 7, interval: [-1, 2] }),
  'plif on one side of 0': () =>
    plifHead({ ...shared, numKnots: 4, interval: [0.2, 0.9], parametrization: 'square' }),
  'plif of labels': () =>
    plifHead({
      ...shared,
      numKnots: 30,
      interval: [-3, 3],
      parametrization: 'exponential',
      output: 'labels',
    }),
  mixture: () => mixtureHead({ ...shared, numComponents: 3 }),
  'mixture of sigsoftmax, narrow': () =>
    mixtureHead({
      ...shared,
      numComponents: 2,
      dim: 4,
      bias: 'preventing',
      member: { kind: 'sigsoftmax', learned: true },
    }),
  'mixture of plif, unit rows': () =>
    mixtureHead({ ...shared, numComponents: 2, rows: 'unit', member: { kind: 'plif', numKnots: 9 } }),
};

const hidden = { hidden: [7, dim], seed: 5 } as const;

/** Every kind of encoder and every option that changes what it computes, with features of width 6. */
export const sampleEncoders: Readonly<Record<string, () => Encoder>> = {
  identity: () => denseEncoder({ inDim: dim, dropout: 0.5, seed: 5 }),
  'hidden relu': () => denseEncoder({ inDim, ...hidden }),
  'hidden tanh, dropout': () => denseEncoder({ inDim, ...hidden, activation: 'tanh', dropout: 0.5 }),
  'hidden sigmoid': () => denseEncoder({ inDim, ...hidden, activation: 'sigmoid' }),
  'hidden elu': () => denseEncoder({ inDim, ...hidden, activation: 'elu' }),
  'hidden linear': () => denseEncoder({ inDim, ...hidden, activation: 'linear' }),
  'bag of means': () => bagEncoder({ numFeatures, dim, seed: 5 }),
  'bag of sums': () => bagEncoder({ numFeatures, dim, reduce: 'sum', seed: 5 }),
  convolution: () =>
    convolutionEncoder({
      height: 6,
      width: 5,
      channels: 2,
      blocks: [{ filters: 4 }, { filters: dim }],
      seed: 5,
    }),
  'convolution with steps, no pooling, tanh': () =>
    convolutionEncoder({
      height: 8,
      width: 7,
      channels: 1,
      blocks: [
        { filters: 3, kernel: 4, stride: 2, pool: 1 },
        { filters: dim, kernel: 2, stride: 3, pool: 1 },
      ],
      activation: 'tanh',
      dropout: 0.5,
      seed: 5,
    }),
  'convolution to a map of 1 x 2 x 3': () =>
    convolutionEncoder({
      height: 6,
      width: 10,
      channels: 1,
      blocks: [
        { filters: 16, pool: 3, convolutions: 2 },
        { filters: 3, pool: 1, stride: 2 },
      ],
      output: 'map',
      seed: 5,
    }),
  'convolution, residual': () =>
    convolutionEncoder({
      height: 8,
      width: 9,
      channels: 4,
      blocks: [
        { filters: 4, convolutions: 2 },
        { filters: dim, stride: 2 },
      ],
      residual: true,
      seed: 5,
    }),
  'convolution, residual, normalised': () =>
    convolutionEncoder({
      height: 8,
      width: 9,
      channels: 4,
      blocks: [
        { filters: 16, convolutions: 3 },
        { filters: dim, stride: 2, pool: 1 },
      ],
      residual: true,
      normalization: 'group',
      activation: 'elu',
      seed: 5,
    }),
  'texts, tanh': () => textConvolutionEncoder({ numFeatures, dim: 5, filters: dim, dropout: 0.5, seed: 5 }),
  'texts, three widths, relu': () =>
    textConvolutionEncoder({
      numFeatures,
      dim: 3,
      widths: [5, 1, 2],
      filters: dim / 3,
      activation: 'relu',
      seed: 5,
    }),
  'bag and hidden layers': () => bagEncoder({ numFeatures, dim: 9, ...hidden, activation: 'elu' }),
};

/** A model whose parameters all are random numbers, biases too: with zeros a wrong place would not show. */
export async function sampleModel(encoder: Encoder, head: Head): Promise<Model> {
  const model = createModel({ encoder, head });
  const random = createRandom([7, 'parameters']);
  for (const parameter of model.parameters) {
    const values = await parameter.read();
    parameter.write(values.map((value) => value + 0.5 * random.normal()));
  }
  return model;
}

/**
 * Rows for an encoder: dense ones, bags of 0 to 6 entries with values of both signs, or texts of 1 to 7 words.
 *
 * @param scale of dense entries
 */
export function sampleInputs(
  { inputKind, inDim: numCols }: Encoder,
  numRows: number,
  scale = 1,
): EncoderInputs {
  const random = createRandom([numRows, 'inputs']);
  if (inputKind === 'dense') {
    const data = Float32Array.from({ length: numRows * numCols }, () => scale * random.normal());
    return { numRows, numCols, data } satisfies DenseRows;
  }
  if (inputKind === 'tokens') {
    const texts = Array.from({ length: numRows }, (_, row) =>
      Array.from({ length: 1 + (row % 7) }, () => random.int(numCols)),
    );
    const offsets = new Uint32Array(numRows + 1);
    texts.forEach((text, row) => {
      offsets[row + 1] = offsets[row]! + text.length;
    });
    return { numRows, numCols, offsets, tokens: Uint32Array.from(texts.flat()) } satisfies TokenRows;
  }
  const bags = Array.from({ length: numRows }, (_, row) =>
    [...random.sample(numCols, row % 7)].sort((a, b) => a - b),
  );
  const rows = labelSetsFrom(bags, numCols);
  return { ...rows, values: Float32Array.from(rows.indices, () => random.normal()) } satisfies SparseRows;
}
