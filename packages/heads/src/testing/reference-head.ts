import { createMatrix, type Matrix } from '@sbn/core';
import {
  averagedSigmoidLogitsReference,
  dftLogitsReference,
  mixtureLogProbabilitiesReference,
  plifReference,
  reluScoreReference,
  sigmoidBottleneckLogitsReference,
  sigmoidLogitsReference,
  sigmoidScoreReference,
  sigsoftmaxScoreReference,
  vandermondeLogitsReference,
} from '@sbn/core/reference';
import type {
  ClassLayerConfig,
  LinearClassHeadConfig,
  MixtureHeadConfig,
} from '../definitions/class-head-config.js';
import type { HeadConfig } from '../definitions/head-config.js';
import { scoreFunctionOf } from '../definitions/linear-class-head.js';
import type { HeadWeights } from '../head-weights.js';
import type { ScoreFunctionConfig } from '../score-functions/score-function-config.js';

/** Parameters in float64, by name. */
export type ReferenceWeights = Record<string, Float64Array>;

export function referenceWeights(weights: HeadWeights): ReferenceWeights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, { data }]) => [name, Float64Array.from(data)]),
  );
}

/**
 * Logits [batch, n] of features [batch, inDim] in float64, by core's plain loops.
 *
 * @param weights the parameters; weights that are somebody else's under the name `weights` as well
 */
export function referenceLogits(config: HeadConfig, weights: ReferenceWeights, h: Float64Array): Matrix {
  const { inDim, numLabels } = config;
  const matrix = (name: string, cols: number): Matrix =>
    createMatrix(weights[name]!.length / cols, cols, weights[name]!);
  const hidden = createMatrix(h.length / inDim, inDim, h);
  if (config.kind === 'sigmoid') {
    return sigmoidLogitsReference({ hidden, weights: matrix('weights', inDim), bias: weights.bias });
  }
  if (config.kind === 'averaged-sigmoid') {
    const { positions } = config;
    return averagedSigmoidLogitsReference({
      hidden,
      positions,
      weights: matrix('weights', inDim / positions),
      bias: weights.bias,
    });
  }
  if (config.kind === 'mixture') return mixtureLogits(config, weights, hidden);
  if (isLinearClassHead(config)) {
    const z = linearLogits(config, weights, hidden);
    return scored(scoreFunctionOf(config), weights, z);
  }
  const shared = {
    hidden,
    numLabels,
    inputWeights: matrix('inputWeights', inDim),
    inputBias: weights.inputBias,
  };
  if (config.kind === 'sigmoid-bottleneck') {
    return sigmoidBottleneckLogitsReference({ ...shared, labelWeights: matrix('labelWeights', config.dim) });
  }
  const slackWeights = config.slackDims === 0 ? undefined : matrix('slackWeights', config.slackDims);
  return config.kind === 'dft'
    ? dftLogitsReference({ ...shared, slackWeights, k: config.k, permutation: config.permutation })
    : vandermondeLogitsReference({ ...shared, slackWeights, dim: config.dim });
}

/** Whether a head is a linear layer with a score function behind it. */
export function isLinearClassHead(config: HeadConfig): config is LinearClassHeadConfig {
  return ['softmax', 'sigsoftmax', 'relu-softmax', 'sigmoid-softmax', 'plif'].includes(config.kind);
}

/** z = W h + b with the rows and the bias of the config. */
function linearLogits(
  { numLabels, bias, rows }: ClassLayerConfig,
  weights: ReferenceWeights,
  hidden: Matrix,
): Matrix {
  const dim = hidden.cols;
  const w = createMatrix(numLabels, dim, weights.weights!.slice());
  const squares = Float64Array.from({ length: numLabels }, (_, j) =>
    w.data.subarray(j * dim, (j + 1) * dim).reduce((sum, x) => sum + x * x, 0),
  );
  if (rows === 'unit') {
    w.data.forEach((x, i) => {
      w.data[i] = x / Math.sqrt(squares[Math.floor(i / dim)]!);
    });
  }
  const used = bias === 'preventing' ? squares.map((square) => -square / 2) : weights.bias;
  return sigmoidLogitsReference({ hidden, weights: w, bias: used });
}

function scored(config: ScoreFunctionConfig, weights: ReferenceWeights, z: Matrix): Matrix {
  return createMatrix(z.rows, z.cols, z.data.map(scoreReference(config, weights)));
}

/** f in float64, with the parameters that the weights have. */
export function scoreReference(
  config: ScoreFunctionConfig,
  weights: ReferenceWeights,
): (z: number) => number {
  switch (config.kind) {
    case 'identity':
      return (z) => z;
    case 'sigsoftmax': {
      const center = weights.center?.[0] ?? config.center;
      const slope = weights.slope?.[0] ?? config.slope;
      return (z) => sigsoftmaxScoreReference(z, { center, slope });
    }
    case 'relu':
      return (z) => reluScoreReference(z, config.epsilon);
    case 'sigmoid':
      return sigmoidScoreReference;
    case 'plif': {
      const slopes = weights.slopes!.map(slopeReferences[config.parametrization]);
      return (z) => plifReference(z, { slopes, interval: config.interval });
    }
  }
}

const slopeReferences = {
  softplus: (w: number) => Math.max(w, 0) + Math.log1p(Math.exp(-Math.abs(w))),
  exponential: Math.exp,
  square: (w: number) => w * w,
} as const;

function mixtureLogits(config: MixtureHeadConfig, weights: ReferenceWeights, hidden: Matrix): Matrix {
  const { numComponents, dim, inDim, member } = config;
  const linear = (name: string, rows: number, bias?: Float64Array): Matrix =>
    sigmoidLogitsReference({ hidden, weights: createMatrix(rows, inDim, weights[name]!), bias });
  const latent = linear('latentWeights', numComponents * dim, weights.latentBias);
  const scores = Array.from({ length: numComponents }, (_, k) => {
    const context = createMatrix(hidden.rows, dim);
    context.data.forEach((__, i) => {
      const [row, j] = [Math.floor(i / dim), i % dim];
      context.data[i] = Math.tanh(latent.data[row * latent.cols + j * numComponents + k]!);
    });
    return scored(member, weights, linearLogits(config, weights, context));
  });
  return mixtureLogProbabilitiesReference({ priorLogits: linear('priorWeights', numComponents), scores });
}
