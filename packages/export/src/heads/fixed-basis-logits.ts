import { type Matrix, trigonometricBasis, vandermondeBasis } from '@sbn/core';
import type { DftHeadConfig, VandermondeHeadConfig } from '@sbn/heads';
import type { GraphBuilder } from '../graph/graph.js';
import type { TrigonometricColumns, Value } from '../graph/value.js';
import type { HeadSource } from './head-source.js';
import { trained } from './trained.js';

/**
 * z = [F | S] c with c = A h + a, F the fixed basis and S the learned slack columns, as one matrix `head/labelWeights`
 * [numLabels, columns].
 */
export function fixedBasisLogits(
  graph: GraphBuilder,
  features: Value,
  { config, weights }: HeadSource<DftHeadConfig | VandermondeHeadConfig>,
): Value {
  const { numLabels, slackDims } = config;
  const coefficients = graph.apply('head/input', {
    kind: 'linear',
    inputs: [features],
    weights: trained(graph, weights, 'inputWeights')!,
    bias: trained(graph, weights, 'inputBias'),
  });
  const slack = weights.slackWeights;
  const fixedCols = config.kind === 'dft' ? 2 * config.k + 1 : config.dim;
  const labelWeights = graph.constant(
    'head/labelWeights',
    [numLabels, fixedCols + slackDims],
    () => besides(basisInLabelOrder(config), slack?.data ?? new Float32Array(0), slackDims),
    config.kind === 'dft' ? columnsOf(config, slack?.data) : undefined,
  );
  return graph.apply('head', {
    kind: 'linear',
    inputs: [coefficients],
    weights: labelWeights,
    bias: undefined,
  });
}

function basisInLabelOrder(config: DftHeadConfig | VandermondeHeadConfig): Matrix {
  const { numLabels } = config;
  if (config.kind === 'vandermonde') return vandermondeBasis({ numLabels, dim: config.dim });
  const { k, permutation } = config;
  const basis = trigonometricBasis({ numLabels, k });
  if (permutation === undefined) return basis;
  const { rows, cols, data } = basis;
  const ordered = new Float64Array(data.length);
  permutation.forEach((place, label) => {
    ordered.set(data.subarray(place * cols, (place + 1) * cols), label * cols);
  });
  return { rows, cols, data: ordered };
}

function columnsOf(
  { k, numLabels, permutation, slackDims }: DftHeadConfig,
  slack: Float32Array | undefined,
): TrigonometricColumns {
  return {
    k,
    numLabels,
    places: permutation,
    ...(slack === undefined
      ? {}
      : {
          rest: {
            name: 'head/slackWeights',
            type: 'float32',
            shape: [numLabels, slackDims],
            entries: () => slack,
          },
        }),
  };
}

/** [F | S] in float32. */
function besides({ rows, cols, data }: Matrix, slack: Float32Array, slackDims: number): Float32Array {
  const width = cols + slackDims;
  const joined = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    joined.set(data.subarray(row * cols, (row + 1) * cols), row * width);
    joined.set(slack.subarray(row * slackDims, (row + 1) * slackDims), row * width + cols);
  }
  return joined;
}
