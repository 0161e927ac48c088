import { createMatrix } from '@sbn/core';
import { logSoftmaxReference } from '@sbn/core/reference';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import {
  type ClassLossAttributes,
  type ClassLossGradientInputs,
  type ClassLossInputs,
  classLossGradientKernel,
  classLossKernel,
} from '../kernels/class-loss-kernel.js';
import { defineScoreFunction } from '../score-functions/define-score-function.js';
import type { ScoreFunctionConfig } from '../score-functions/score-function-config.js';
import { describeOnEveryBackend, useBackend } from '../testing/backends.js';
import { centralDifferences } from '../testing/central-differences.js';
import { expectClose } from '../testing/expect-close.js';
import { type ReferenceWeights, scoreReference } from '../testing/reference-head.js';
import { normals } from '../testing/sample-data.js';
import { classNegativeLogLikelihood } from './class-negative-log-likelihood.js';

const configs: readonly ScoreFunctionConfig[] = [
  { kind: 'identity' },
  { kind: 'sigsoftmax', center: 0.5, slope: 3, learned: false },
  { kind: 'sigsoftmax', center: -0.25, slope: 0.5, learned: true },
  { kind: 'relu', epsilon: 0.25 },
  { kind: 'sigmoid' },
  { kind: 'plif', numKnots: 17, interval: [-3, 4], parametrization: 'softplus', learningRate: 0.02 },
];
/** Every column's gradient has a factor of its own, as in a mixture. */
const [numClasses, numColumns] = [143, 6];
const z = normals(1, numClasses * numColumns, 2);
const classes = Int32Array.of(0, 142, 7, 7, 50, 99);
const factors = [1, -0.5, 0, 2, 0.25, 1.5];

const b = normals(2, numClasses, 1);

/** Σ_r factor_r nll_r in float64. */
function weightedSum(
  config: ScoreFunctionConfig,
  logits: Float64Array,
  bias: Float64Array,
  weights: ReferenceWeights,
): number {
  const score = scoreReference(config, weights);
  const scores = createMatrix(numColumns, numClasses);
  logits.forEach((x, i) => {
    const row = Math.floor(i / numColumns);
    scores.data[(i % numColumns) * numClasses + row] = score(x + bias[row]!);
  });
  const logP = logSoftmaxReference(scores).data;
  return factors.reduce((sum, factor, r) => sum - factor * logP[r * numClasses + classes[r]!]!, 0);
}

async function expectReference(config: ScoreFunctionConfig, hasBias: boolean): Promise<void> {
  const before = tf.memory().numTensors;
  const scoreFunction = defineScoreFunction(config, 3);
  const logits = tf.tensor2d(z, [numClasses, numColumns]);
  const parameters = scoreFunction.parameters.map(({ shape, initialValues }) =>
    tf.tensor(initialValues(), [...shape]),
  );
  const biases = hasBias ? [tf.tensor1d(b)] : [];
  const dy = tf.tensor1d(factors);
  const likelihood = (...inputs: tf.Tensor[]): tf.Tensor1D =>
    classNegativeLogLikelihood(
      {
        of: (bias) =>
          (bias === undefined ? inputs[0]! : tf.add(inputs[0]!, tf.expandDims(bias, 1))) as tf.Tensor2D,
        bias: hasBias ? (inputs[1] as tf.Tensor1D) : undefined,
      },
      scoreFunction,
      inputs.slice(1 + biases.length),
      classes,
    );
  const nll = likelihood(logits, ...biases, ...parameters);
  expect(nll.shape).toEqual([numColumns]);
  const gradients = tf.grads(likelihood)([logits, ...biases, ...parameters], dy);
  const x = Float64Array.from(z);
  const weights: ReferenceWeights = Object.fromEntries(
    scoreFunction.parameters.map(({ name, initialValues }) => [name, Float64Array.from(initialValues())]),
  );
  const bias = hasBias ? Float64Array.from(b) : new Float64Array(numClasses);
  const value = (): number => weightedSum(config, x, bias, weights);
  const data = await nll.data();
  expectClose([factors.reduce((sum, factor, r) => sum + factor * data[r]!, 0)], [value()]);
  const close = { relative: 1e-4, absolute: 2e-6 };
  expectClose(await gradients[0]!.data(), centralDifferences(value, x), close);
  if (hasBias) expectClose(await gradients[1]!.data(), centralDifferences(value, bias), close);
  for (const [i, { name }] of scoreFunction.parameters.entries()) {
    expectClose(
      await gradients[i + 1 + biases.length]!.data(),
      centralDifferences(value, weights[name]!),
      close,
    );
  }
  tf.dispose([logits, biases, parameters, dy, nll, gradients]);
  expect(tf.memory().numTensors).toBe(before);
}

describeOnEveryBackend(() => {
  it.each(configs.map((config) => ({ name: JSON.stringify(config), config })))(
    'has the value and the gradients of the float64 reference, a factor for each column: $name',
    async ({ config }) => {
      await expectReference(config, false);
      await expectReference(config, true);
    },
  );
});

describe('a backend with a kernel', () => {
  it.each(configs.map((config) => ({ name: JSON.stringify(config), config })))(
    'is used, and told all it needs: $name',
    async ({ config }) => {
      await useBackend('cpu');
      const calls: string[] = [];
      const weightsOf = (inputs: ClassLossInputs): ReferenceWeights =>
        Object.fromEntries(
          (['center', 'slope', 'slopes'] as const)
            .filter((name) => inputs[name] !== undefined)
            .map((name) => [name, read(inputs[name]!)]),
        );
      tf.registerKernel({
        kernelName: classLossKernel,
        backendName: 'cpu',
        kernelFunc: ({ inputs, attrs }) => {
          calls.push('value');
          const given = inputs as unknown as ClassLossInputs;
          const { scoreFunction } = attrs as unknown as ClassLossAttributes;
          const score = scoreReference(scoreFunction, weightsOf(given));
          const [n, columns] = given.logits.shape;
          const logits = logitsOf(given);
          const normalizers = Array.from({ length: columns }, (_, r) => {
            const s = Array.from({ length: n }, (__, j) => score(logits[j * columns + r]!));
            const largest = Math.max(...s);
            return { s, largest, logSum: Math.log(s.reduce((sum, x) => sum + Math.exp(x - largest), 0)) };
          });
          const y = read(given.classes);
          const nll = normalizers.map(({ s, largest, logSum }, r) => largest - s[y[r]!]! + logSum);
          return [
            made(nll, [columns]),
            made(
              [...normalizers.map(({ largest }) => largest), ...normalizers.map(({ logSum }) => logSum)],
              [2, columns],
            ),
          ];
        },
      });
      tf.registerKernel({
        kernelName: classLossGradientKernel,
        backendName: 'cpu',
        kernelFunc: ({ inputs, attrs }) => {
          calls.push('gradient');
          const given = inputs as unknown as ClassLossGradientInputs;
          const { scoreFunction } = attrs as unknown as ClassLossAttributes;
          const weights = weightsOf(given);
          const [n, columns] = given.logits.shape;
          const logits = logitsOf(given);
          const [y, normalizers, dy] = [given.classes, given.normalizers, given.dy].map(read);
          const scoresNow = (): Float64Array => logits.map(scoreReference(scoreFunction, weights));
          const s = scoresNow();
          const ds = s.map((x, i) => {
            const [j, r] = [Math.floor(i / columns), i % columns];
            const p = Math.exp(x - normalizers![r]! - normalizers![columns + r]!);
            return dy![r]! * (p - (j === y![r] ? 1 : 0));
          });
          const step = 1e-5;
          const dz = ds.map((d, i) => {
            const score = scoreReference(scoreFunction, weights);
            return (d * (score(logits[i]! + step) - score(logits[i]! - step))) / (2 * step);
          });
          const parameterGradients = Object.values(weights).map((values) =>
            centralDifferences(() => scoresNow().reduce((sum, x, i) => sum + ds[i]! * x, 0), values, step),
          );
          const db = Array.from({ length: n }, (_, j) =>
            dz.subarray(j * columns, (j + 1) * columns).reduce((sum, d) => sum + d, 0),
          );
          return [
            made(dz, [n, columns]),
            ...(given.bias === undefined ? [] : [made(db, [n])]),
            ...parameterGradients.map((values) => made(values, [values.length])),
          ];
        },
      });
      try {
        await expectReference(config, false);
        await expectReference(config, true);
      } finally {
        tf.unregisterKernel(classLossKernel, 'cpu');
        tf.unregisterKernel(classLossGradientKernel, 'cpu');
      }
      expect(calls).toEqual(['value', 'value', 'gradient', 'value', 'value', 'gradient']);
    },
  );
});

/** z + b. */
function logitsOf({ logits, bias }: ClassLossInputs): Float64Array {
  const added = bias === undefined ? undefined : read(bias);
  return read(logits).map((x, i) => x + (added?.[Math.floor(i / logits.shape[1])] ?? 0));
}

function read(tensor: tf.TensorInfo): Float64Array {
  return Float64Array.from(tf.backend().readSync(tensor.dataId) as Float32Array);
}

function made(values: ArrayLike<number>, shape: number[]): tf.TensorInfo {
  const dataId = tf.backend().write(Float32Array.from(values), shape, 'float32');
  return { dataId, shape, dtype: 'float32' };
}
