import {
  adaptiveCrossEntropy,
  asymmetricLoss,
  dftHead,
  focalLoss,
  type Head,
  type Loss,
  plifHead,
  reluSoftmaxHead,
  sigmoidBottleneckHead,
  sigmoidCrossEntropy,
  sigmoidHead,
  sigmoidSoftmaxHead,
  sigsoftmaxHead,
  softmaxCrossEntropy,
  softmaxHead,
  vandermondeHead,
} from '@sbn/heads';
import { bagEncoder } from '../encoders/bag-encoder.js';
import { denseEncoder } from '../encoders/dense-encoder.js';
import type { Encoder } from '../encoders/encoder.js';
import { bagProblem, denseProblem } from './problems.js';

/** Labels of every problem and head here: a prime, which fills no block and no lanes evenly. */
export const numLabels = 61;

/** The problems by name. */
export const problems: {
  readonly bag: ReturnType<typeof bagProblem>;
  readonly 'bag with values': ReturnType<typeof bagProblem>;
  readonly dense: ReturnType<typeof denseProblem>;
} = {
  bag: bagProblem({ numExamples: 150, numLabels, seed: 3 }),
  'bag with values': bagProblem({ numExamples: 150, numLabels, values: true, seed: 3 }),
  dense: denseProblem({ numExamples: 150, numLabels, seed: 3 }),
};

/** Every kind of head whose output is labels, by name. */
export const heads: Readonly<
  Record<
    | 'sigmoid'
    | 'bottleneck'
    | 'dft'
    | 'dft with slack'
    | 'dft in another order'
    | 'vandermonde'
    | 'vandermonde with slack',
    (inDim: number) => Head
  >
> = {
  sigmoid: (inDim: number) => sigmoidHead({ inDim, numLabels, seed: 5 }),
  bottleneck: (inDim: number) => sigmoidBottleneckHead({ inDim, numLabels, dim: 9, seed: 5 }),
  dft: (inDim: number) => dftHead({ inDim, numLabels, k: 4, seed: 5 }),
  'dft with slack': (inDim: number) => dftHead({ inDim, numLabels, k: 4, slackDims: 7, seed: 5 }),
  'dft in another order': (inDim: number) =>
    dftHead({
      inDim,
      numLabels,
      k: 3,
      slackDims: 2,
      permutation: Array.from({ length: numLabels }, (_, label) => (label * 17 + 5) % numLabels),
      seed: 5,
    }),
  vandermonde: (inDim: number) => vandermondeHead({ inDim, numLabels, k: 3, seed: 5 }),
  'vandermonde with slack': (inDim: number) =>
    vandermondeHead({ inDim, numLabels, k: 3, slackDims: 5, seed: 5 }),
};

/** Every kind of class head that is one layer, by name. */
export const classHeads: Readonly<
  Record<
    | 'softmax'
    | 'softmax without bias'
    | 'softmax with the preventing bias'
    | 'softmax of unit rows'
    | 'sigsoftmax'
    | 'learned sigsoftmax'
    | 'relu softmax'
    | 'sigmoid softmax'
    | 'plif'
    | 'plif of unit rows',
    (inDim: number) => Head
  >
> = {
  softmax: (inDim: number) => softmaxHead({ inDim, numLabels, seed: 5 }),
  'softmax without bias': (inDim: number) => softmaxHead({ inDim, numLabels, bias: 'none', seed: 5 }),
  'softmax with the preventing bias': (inDim: number) =>
    softmaxHead({ inDim, numLabels, bias: 'preventing', seed: 5 }),
  'softmax of unit rows': (inDim: number) => softmaxHead({ inDim, numLabels, rows: 'unit', seed: 5 }),
  sigsoftmax: (inDim: number) => sigsoftmaxHead({ inDim, numLabels, seed: 5 }),
  'learned sigsoftmax': (inDim: number) =>
    sigsoftmaxHead({ inDim, numLabels, center: 0.3, slope: 1.5, learned: true, seed: 5 }),
  // A small ε has slopes beyond all rounding near 0.
  'relu softmax': (inDim: number) => reluSoftmaxHead({ inDim, numLabels, epsilon: 0.5, seed: 5 }),
  'sigmoid softmax': (inDim: number) => sigmoidSoftmaxHead({ inDim, numLabels, seed: 5 }),
  plif: (inDim: number) => plifHead({ inDim, numLabels, numKnots: 9, interval: [-2, 3], seed: 5 }),
  'plif of unit rows': (inDim: number) =>
    plifHead({
      inDim,
      numLabels,
      numKnots: 2,
      interval: [0.1, 0.3],
      parametrization: 'square',
      rows: 'unit',
      seed: 5,
    }),
};

/** Encoders for the problems, by name. */
export const encoders: Readonly<
  Record<
    'bag' | 'bag, summed' | 'bag and hidden layers' | 'identity' | 'dense and hidden layers',
    (numCols: number) => Encoder
  >
> = {
  bag: (numCols: number) => bagEncoder({ numFeatures: numCols, dim: 22, seed: 5 }),
  'bag, summed': (numCols: number) => bagEncoder({ numFeatures: numCols, dim: 8, reduce: 'sum', seed: 5 }),
  'bag and hidden layers': (numCols: number) =>
    bagEncoder({
      numFeatures: numCols,
      dim: 13,
      hidden: [30, 7],
      activation: 'tanh',
      dropout: 0.2,
      seed: 5,
    }),
  identity: (inDim: number) => denseEncoder({ inDim, seed: 5 }),
  'dense and hidden layers': (inDim: number) =>
    denseEncoder({ inDim, hidden: [21], activation: 'elu', dropout: 0.3, seed: 5 }),
};

const labelWeights = Array.from({ length: numLabels }, (_, label) => 0.25 + (label % 5));

/** Every kind of loss of label entries, by name. */
export const losses: Readonly<Record<string, () => Loss>> = {
  'cross entropy': () => sigmoidCrossEntropy(),
  'summed cross entropy': () => sigmoidCrossEntropy({ reduction: 'sum-over-labels' }),
  'summed and weighted cross entropy': () =>
    sigmoidCrossEntropy({ reduction: 'sum-over-labels', labelWeights }),
  'weighted cross entropy': () => sigmoidCrossEntropy({ labelWeights }),
  'smoothed cross entropy': () => sigmoidCrossEntropy({ labelSmoothing: { amount: 0.1, target: 0.3 } }),
  focal: () => focalLoss({ gamma: 2, alpha: 0.3 }),
  'focal of a broken exponent, smoothed and weighted': () =>
    focalLoss({ gamma: 1.5, labelWeights, labelSmoothing: { amount: 0.2, target: 0.5 } }),
  asymmetric: () => asymmetricLoss(),
  'asymmetric without margin': () => asymmetricLoss({ gammaPositive: 1, gammaNegative: 3, clip: 0 }),
  'adaptive cross entropy': () => adaptiveCrossEntropy({ alpha: 0.3, gamma: 1.5 }),
};

/** Softmax cross entropy in all its forms, by name. */
export const classLosses: Readonly<Record<string, () => Loss>> = {
  'softmax cross entropy': () => softmaxCrossEntropy(),
  'weighted softmax cross entropy': () => softmaxCrossEntropy({ labelWeights }),
  'smoothed softmax cross entropy': () => softmaxCrossEntropy({ labelSmoothing: { amount: 0.1 } }),
  'smoothed and weighted softmax cross entropy': () =>
    softmaxCrossEntropy({ labelWeights, labelSmoothing: { amount: 0.2 } }),
};
