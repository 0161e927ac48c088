import * as tf from '@tensorflow/tfjs-core';
import { markBuiltIn } from '../built-in.js';
import { checkOptions } from '../checks/check-options.js';
import { checkTensor2d } from '../checks/check-tensor2d.js';
import { describeKind } from '../checks/describe-kind.js';
import type { HeadDefinition } from '../definitions/head-definition.js';
import type { Head } from '../head.js';
import { HeadError } from '../head-error.js';
import type { HeadWeights } from '../head-weights.js';
import { createFixedFactor } from '../linear/fixed-factor.js';
import { transposed } from '../linear/transposed.js';
import type { ClassLoss } from '../losses/class-loss.js';
import type { Loss } from '../losses/loss.js';
import { sigmoidCrossEntropy } from '../losses/sigmoid-cross-entropy.js';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.js';
import { checkTiedTo } from './check-tied-to.js';
import { checkWeights } from './check-weights.js';
import { readSynchronously } from './read-synchronously.js';

/**
 * Puts a definition on the current backend.
 *
 * @param values initial values in the order of the parameters; the seeded draws when left out
 * @param tiedTo the weights that are somebody else's, where the definition says so
 * @throws TypeError, RangeError when `tiedTo` is missing, of another shape, or there although nothing is tied
 */
export function createHead(
  definition: HeadDefinition,
  { values, tiedTo }: { readonly values?: readonly Float32Array[]; readonly tiedTo?: unknown } = {},
): Head {
  const { config, parameters, classes, classMaps } = definition;
  const tied = checkTiedTo(`${config.kind} head`, definition, tiedTo);
  const { kind, inDim, numLabels } = config;
  const scope = freeScope(
    kind,
    parameters.map(({ name }) => name),
  );
  const variables = parameters.map(({ name, shape, initialValues }, i) => {
    const initial = tf.tensor(values?.[i] ?? initialValues(), [...shape]);
    const variable = tf.variable(initial, true, `${scope}/${name}`);
    initial.dispose();
    return variable;
  });
  const fixed =
    definition.fixedBasis === undefined ? undefined : createFixedFactor(config, definition.fixedBasis);
  const sizes = parameters.map(({ shape }) => shape.reduce<number>((product, length) => product * length, 1));
  const tensors = tied === undefined ? variables : [tied, ...variables];
  const defaultLoss = classes === undefined ? sigmoidCrossEntropy() : softmaxCrossEntropy();
  let disposed = false;

  const begin = (method: string): string => {
    const place = `${kind} head: ${method}`;
    if (disposed) {
      throw new HeadError(`${place}: the head has been disposed. Make a new one.`, { code: 'head-disposed' });
    }
    return place;
  };
  const named = (data: readonly tf.TypedArray[]): HeadWeights =>
    Object.fromEntries(
      parameters.map(({ name, shape }, i) => [
        // A copy: the cpu backend hands out its own memory.
        name,
        { shape: [...shape], data: Float32Array.from(data[i]!) },
      ]),
    );
  const readAll = (from: readonly tf.Variable[]): Promise<Float32Array[]> =>
    Promise.all(from.map((variable) => variable.data<'float32'>()));
  const checkFeatures = (place: string, h: unknown): void => {
    checkTensor2d(place, 'h', h, ['batch', inDim]);
  };

  return markBuiltIn<Head>({
    kind,
    output: classes === undefined ? 'labels' : 'classes',
    inDim,
    numLabels,
    numParams: sizes.reduce((sum, size) => sum + size, 0),
    numWeights: sizes.reduce((sum, size, i) => sum + (parameters[i]!.shape.length === 2 ? size : 0), 0),
    variables,
    parameterNames: parameters.map(({ name }) => name),
    learningRates: definition.learningRates ?? {},
    logits: (h) => {
      checkFeatures(begin('logits'), h);
      return tf.tidy(() => transposed(definition.transposedLogits(h, tensors, fixed)));
    },
    ...(classes === undefined
      ? {}
      : {
          logProbabilities: (h: tf.Tensor2D): tf.Tensor2D => {
            checkFeatures(begin('logProbabilities'), h);
            return tf.tidy(() => transposed(classes.transposedLogProbabilities(h, tensors)));
          },
        }),
    ...(classMaps === undefined || !('positions' in config)
      ? {}
      : {
          positions: config.positions,
          classMaps: (h: tf.Tensor2D): tf.Tensor3D => {
            checkFeatures(begin('classMaps'), h);
            return tf.tidy(() => classMaps(h, tensors));
          },
        }),
    loss: (h, labels, options = {}) => {
      const place = begin('loss');
      checkOptions(place, options, ['loss']);
      const loss = checkLoss(place, options.loss ?? defaultLoss);
      checkFeatures(place, h);
      return tf.tidy(() => {
        if (classes !== undefined && isClassLoss(loss)) {
          const size = { batch: h.shape[0], numLabels };
          const byClass = loss.computeByClass(size, labels, (y) =>
            classes.negativeLogLikelihood(h, tensors, y),
          );
          if (byClass !== undefined) return byClass;
        }
        const z = definition.transposedLogits(h, tensors, fixed);
        return loss.computeTransposed?.(z, labels) ?? loss.compute(transposed(z), labels);
      });
    },
    outputLayer: () => {
      const place = begin('outputLayer');
      return definition.outputLayer(
        tensors.map((variable) => readSynchronously(place, variable, 'readOutputLayer')),
      );
    },
    readOutputLayer: async () => {
      begin('readOutputLayer');
      return definition.outputLayer(await readAll(tensors));
    },
    getWeights: () => {
      const place = begin('getWeights');
      return named(variables.map((variable) => readSynchronously(place, variable, 'readWeights')));
    },
    readWeights: async () => {
      begin('readWeights');
      return named(await readAll(variables));
    },
    setWeights: (weights) => {
      const place = begin('setWeights');
      checkWeights(place, weights, parameters).forEach((data, i) => {
        const value = tf.tensor(data, [...parameters[i]!.shape]);
        variables[i]!.assign(value);
        value.dispose();
      });
    },
    toConfig: () => structuredClone(config),
    dispose: () => {
      if (disposed) return;
      disposed = true;
      for (const variable of variables) variable.dispose();
      fixed?.dispose();
    },
  });
}

function checkLoss(place: string, loss: unknown): Loss {
  if (typeof loss !== 'object' || loss === null || typeof (loss as Loss).compute !== 'function') {
    throw new TypeError(
      `${place}: loss must be a loss such as sigmoidCrossEntropy(), got ${describeKind(loss)}`,
    );
  }
  return loss as Loss;
}

function isClassLoss(loss: Loss): loss is ClassLoss {
  return 'computeByClass' in loss;
}

/** `kind`, or the first of `kind_1`, `kind_2`, … under which none of the names belongs to a living variable. */
function freeScope(kind: string, names: readonly string[]): string {
  const taken = tf.engine().registeredVariables;
  for (let i = 0; ; i++) {
    const scope = i === 0 ? kind : `${kind}_${i}`;
    if (!names.some((name) => `${scope}/${name}` in taken)) return scope;
  }
}
