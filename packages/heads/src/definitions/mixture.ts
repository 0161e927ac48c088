import * as tf from '@tensorflow/tfjs-core';
import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { HeadError } from '../head-error.js';
import { classNegativeLogLikelihood } from '../likelihood/class-negative-log-likelihood.js';
import { mixtureLogProbabilities } from '../likelihood/mixture-log-probabilities.js';
import { mixtureNegativeLogLikelihood } from '../likelihood/mixture-negative-log-likelihood.js';
import { columnAffine } from '../linear/column-affine.js';
import { transposedAffine } from '../linear/transposed-affine.js';
import { withGradient } from '../operations/with-gradient.js';
import { checkScoreFunction } from '../score-functions/check-score-function.js';
import { defineScoreFunction } from '../score-functions/define-score-function.js';
import type { MixtureHeadConfig } from './class-head-config.js';
import { defineClassLayer } from './class-layer.js';
import { checkClassOptions, classOptionKeys } from './class-options.js';
import type { HeadDefinition, ParameterDefinition } from './head-definition.js';
import { uniformWeights } from './initial-values.js';

/** The options of a mixture head. */
export const mixtureKeys: readonly string[] = [...classOptionKeys, 'numComponents', 'dim', 'member'];

/** Checks the options of a mixture head and completes them. */
export function mixtureConfig(place: string, options: unknown): MixtureHeadConfig {
  checkOptions(place, options, mixtureKeys);
  const shared = checkClassOptions(place, options);
  const { numComponents, dim = shared.inDim, member = { kind: 'identity' } } = options;
  checkInteger(place, 'numComponents', numComponents, 1);
  checkInteger(place, 'dim', dim, 1);
  const score = checkScoreFunction(`${place}: member`, member);
  return { kind: 'mixture', ...shared, numComponents, dim, member: score };
}

/** P = Σ_k π_k softmax(f(W tanh(L_k h + l_k) + b)) with π = softmax(P h). */
export function defineMixture(config: MixtureHeadConfig): HeadDefinition {
  const { inDim, numComponents, dim, seed } = config;
  const layer = defineClassLayer(config, dim);
  const scoreFunction = defineScoreFunction(config.member, seed);
  const width = numComponents * dim;
  const own: readonly ParameterDefinition[] = [
    {
      name: 'priorWeights',
      shape: [numComponents, inDim],
      initialValues: () => uniformWeights(seed, 'priorWeights', numComponents, inDim),
    },
    {
      name: 'latentWeights',
      shape: [width, inDim],
      initialValues: () => uniformWeights(seed, 'latentWeights', width, inDim),
    },
    { name: 'latentBias', shape: [width], initialValues: () => new Float32Array(width) },
  ];
  /** Prior logits [K, batch], and linear logits [n, K batch] of all components side by side, made with the bias given. */
  const parts = (h: tf.Tensor2D, tensors: readonly tf.Tensor[]) => {
    const { weights, bias } = layer.used(tensors.slice(0, layer.numTensors));
    const [priorWeights, latentWeights, latentBias, ...scoreParameters] = tensors.slice(layer.numTensors);
    const latent = transposedAffine(h, latentWeights as tf.Tensor2D, latentBias as tf.Tensor1D);
    return {
      priorLogits: transposedAffine(h, priorWeights as tf.Tensor2D, undefined),
      logits: {
        of: (b: tf.Tensor1D | undefined) => columnAffine(contexts(latent, dim), weights, b),
        bias,
      },
      scoreParameters,
    };
  };
  const logProbabilities = (h: tf.Tensor2D, tensors: readonly tf.Tensor[]): tf.Tensor2D => {
    const { priorLogits, logits, scoreParameters } = parts(h, tensors);
    const scores = scoreFunction.scores(logits.of(logits.bias), scoreParameters);
    return mixtureLogProbabilities(priorLogits, scores);
  };
  return {
    config,
    parameters: [...layer.parameters, ...own, ...scoreFunction.parameters],
    ...(layer.tied === undefined ? {} : { tied: layer.tied }),
    learningRates: scoreFunction.learningRates,
    transposedLogits: logProbabilities,
    classes: {
      transposedLogProbabilities: logProbabilities,
      negativeLogLikelihood: (h, tensors, classes) => {
        const { priorLogits, logits, scoreParameters } = parts(h, tensors);
        const repeated = new Int32Array(numComponents * classes.length);
        for (let k = 0; k < numComponents; k++) repeated.set(classes, k * classes.length);
        const nll = classNegativeLogLikelihood(logits, scoreFunction, scoreParameters, repeated);
        return mixtureNegativeLogLikelihood(priorLogits, nll);
      },
    },
    outputLayer: () => {
      throw new HeadError(
        'mixture head: a mixture of softmaxes has no output layer: its best class is not that of one linear layer',
        { code: 'no-output-layer' },
      );
    },
  };
}

/**
 * tanh of the latent [d K, batch], as the contexts of all components side by side [d, K batch]. Row j K + k is dimension
 * j of component k, so that the two have the same order in memory.
 *
 *     dlatent = dc (1 - c²)
 */
function contexts(latent: tf.Tensor2D, dim: number): tf.Tensor2D {
  const shape: [number, number] = [dim, latent.size / dim];
  return withGradient<tf.Tensor2D>([latent], (save) => {
    const value = tf.reshape<tf.Rank.R2>(tf.tanh(latent), shape);
    save([value]);
    return {
      value,
      gradFunc: (dc, [c]) => [
        () => tf.tidy(() => tf.reshape(tf.mul(dc, tf.sub(1, tf.square(c!))), latent.shape)),
      ],
    };
  });
}
