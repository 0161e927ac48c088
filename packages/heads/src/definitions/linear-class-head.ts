import type * as tf from '@tensorflow/tfjs-core';
import { checkChoice } from '../checks/check-choice.js';
import { checkOptions } from '../checks/check-options.js';
import { HeadError } from '../head-error.js';
import {
  type BiasedLogits,
  classNegativeLogLikelihood,
} from '../likelihood/class-negative-log-likelihood.js';
import { logSoftmaxOfColumns } from '../likelihood/log-softmax-of-columns.js';
import { transposedAffine } from '../linear/transposed-affine.js';
import { checkScoreOptions, scoreFunctionKeys } from '../score-functions/check-score-function.js';
import { defineScoreFunction } from '../score-functions/define-score-function.js';
import type { ScoreFunctionConfig } from '../score-functions/score-function-config.js';
import type { LinearClassHeadConfig } from './class-head-config.js';
import { defineClassLayer } from './class-layer.js';
import { checkClassOptions, classOptionKeys } from './class-options.js';
import type { ClassDefinition, HeadDefinition } from './head-definition.js';

const scoreKinds = {
  softmax: 'identity',
  sigsoftmax: 'sigsoftmax',
  'relu-softmax': 'relu',
  'sigmoid-softmax': 'sigmoid',
  plif: 'plif',
} as const satisfies Readonly<Record<LinearClassHeadConfig['kind'], ScoreFunctionConfig['kind']>>;

/** The options of a head that is a linear layer with a score function behind it. */
export function linearClassKeys(kind: LinearClassHeadConfig['kind']): readonly string[] {
  const ownKeys = kind === 'plif' ? ['output'] : [];
  return [...classOptionKeys, ...scoreFunctionKeys[scoreKinds[kind]], ...ownKeys];
}

/** Checks these options and completes them. */
export function linearClassConfig<Kind extends LinearClassHeadConfig['kind']>(
  place: string,
  kind: Kind,
  options: unknown,
): Extract<LinearClassHeadConfig, { readonly kind: Kind }>;
export function linearClassConfig(
  place: string,
  kind: LinearClassHeadConfig['kind'],
  options: unknown,
): LinearClassHeadConfig {
  checkOptions(place, options, linearClassKeys(kind));
  const shared = checkClassOptions(place, options);
  if (kind !== 'plif') {
    return {
      ...shared,
      ...checkScoreOptions(place, scoreKinds[kind], options),
      kind,
    } as LinearClassHeadConfig;
  }
  const score = checkScoreOptions(place, 'plif', options);
  const { output = 'classes' } = options;
  checkChoice(place, 'output', output, ['classes', 'labels']);
  const [lo, hi] = score.interval;
  if (output === 'labels' && !(lo <= 0 && hi >= 0)) {
    throw new RangeError(
      `${place}: with output "labels" the interval must contain 0, where labels are decided, got [${lo}, ${hi}]`,
    );
  }
  return { ...shared, ...score, output };
}

/** The score function of a head that is a linear layer with one behind it. */
export function scoreFunctionOf(config: LinearClassHeadConfig): ScoreFunctionConfig {
  switch (config.kind) {
    case 'softmax':
      return { kind: 'identity' };
    case 'sigsoftmax': {
      const { center, slope, learned } = config;
      return { kind: 'sigsoftmax', center, slope, learned };
    }
    case 'relu-softmax':
      return { kind: 'relu', epsilon: config.epsilon };
    case 'sigmoid-softmax':
      return { kind: 'sigmoid' };
    case 'plif': {
      const { numKnots, interval, parametrization, learningRate } = config;
      return { kind: 'plif', numKnots, interval, parametrization, learningRate };
    }
  }
}

/** s = f(W h + b), P = softmax(s). */
export function defineLinearClassHead(config: LinearClassHeadConfig): HeadDefinition {
  const layer = defineClassLayer(config, config.inDim);
  const scoreFunction = defineScoreFunction(scoreFunctionOf(config), config.seed);
  /** Linear logits [n, batch], made with the bias given. */
  const linear = (h: tf.Tensor2D, tensors: readonly tf.Tensor[]): BiasedLogits => {
    const { weights, bias } = layer.used(tensors.slice(0, layer.numTensors));
    return { of: (b) => transposedAffine(h, weights, b), bias };
  };
  const scores = (h: tf.Tensor2D, tensors: readonly tf.Tensor[]): tf.Tensor2D => {
    const { of, bias } = linear(h, tensors);
    return scoreFunction.scores(of(bias), tensors.slice(layer.numTensors));
  };
  const classes: ClassDefinition = {
    transposedLogProbabilities: (h, tensors) => logSoftmaxOfColumns(scores(h, tensors)),
    negativeLogLikelihood: (h, tensors, labels) =>
      classNegativeLogLikelihood(linear(h, tensors), scoreFunction, tensors.slice(layer.numTensors), labels),
  };
  return {
    config,
    parameters: [...layer.parameters, ...scoreFunction.parameters],
    ...(layer.tied === undefined ? {} : { tied: layer.tied }),
    learningRates: scoreFunction.learningRates,
    transposedLogits: scores,
    ...(config.kind === 'plif' && config.output === 'labels' ? {} : { classes }),
    outputLayer: (values) => {
      if (!scoreFunction.isIncreasing(values.slice(layer.numTensors))) {
        throw new HeadError(
          `${config.kind} head: its score function is not increasing with the parameters it has now (slope <= 0), so ` +
            'no linear layer has the same best classes',
          { code: 'no-output-layer' },
        );
      }
      return layer.outputLayer(values.slice(0, layer.numTensors));
    },
  };
}
