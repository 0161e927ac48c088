// The inputs of a training step: the same files for every side, in whatever process and language it runs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@sbn/core';
import { cardinality } from './settings.mjs';

/** More than one, so that a step does not find its own batch in the cache. */
const numBatches = 4;

/** The shapes of a head's parameters, by the names that @sbn/heads gives them. */
export function parameterShapes({ kind, inDim, numLabels, dim, k, slackDims }) {
  if (kind === 'bsl') {
    return { inputWeights: [dim, inDim], inputBias: [dim], labelWeights: [numLabels, dim] };
  }
  const width = 2 * k + 1 + slackDims;
  return {
    inputWeights: [width, inDim],
    inputBias: [width],
    ...(slackDims > 0 ? { slackWeights: [numLabels, slackDims] } : {}),
  };
}

/**
 * Writes batches of Gaussian features with random labels, and initial weights.
 *
 * @returns the part of an `open` request that says where they are: `{ batches, weights }`
 */
export function writeStepInputs(folder, head, batchSize) {
  mkdirSync(folder, { recursive: true });
  const random = createRandom([7, 'bench-train', head.numLabels, batchSize]);
  const write = (name, array) => {
    const file = join(folder, name);
    writeFileSync(file, array);
    return file;
  };
  const batches = Array.from({ length: numBatches }, (_, index) => {
    const features = Float32Array.from({ length: batchSize * head.inDim }, () => random.normal());
    const rows = new BigInt64Array(batchSize * cardinality);
    const columns = new BigInt64Array(batchSize * cardinality);
    for (let row = 0; row < batchSize; row++) {
      const labels = [...random.sample(head.numLabels, cardinality)].sort((a, b) => a - b);
      labels.forEach((label, i) => {
        rows[row * cardinality + i] = BigInt(row);
        columns[row * cardinality + i] = BigInt(label);
      });
    }
    return {
      numRows: batchSize,
      features: write(`features-${index}.bin`, features),
      rows: write(`rows-${index}.bin`, rows),
      columns: write(`columns-${index}.bin`, columns),
    };
  });
  const weights = Object.entries(parameterShapes(head)).map(([name, shape]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const bound = 1 / Math.sqrt(shape[1] ?? head.inDim);
    const values = Float32Array.from({ length: size }, () => bound * (2 * random.uniform() - 1));
    return [name, write(`${name}.bin`, values)];
  });
  return { batches, weights: Object.fromEntries(weights) };
}
