import { createRandom } from '@sbn/core';
import type {
  Batch,
  BatchOptions,
  DatasetInfo,
  ExampleSource,
  Examples,
  InputKind,
  InputRows,
} from '../dataset.js';
import { checkBatchOptions } from './batch-options.js';
import { gatherExamples } from './gather-examples.js';

/**
 * Batches of examples that are in memory. Shuffling takes a whole permutation, drawn from
 * `createRandom([seed, 'shuffle', epoch])`, so the order of one epoch does not depend on any other epoch, and `skip`
 * costs nothing.
 *
 * @param examples inputs [rows, inputDim] and their label sets
 * @param info what the examples should agree with, such as the data set they belong to
 * @throws RangeError when inputs and labels differ in their number of rows, or do not agree with `info`
 */
export function memorySource(
  examples: Examples,
  info?: Pick<DatasetInfo, 'numLabels' | 'inputKind' | 'inputDim'>,
): ExampleSource {
  const { inputs, labels } = examples;
  const inputKind = kindOf(inputs);
  if (inputs.numRows !== labels.numRows) {
    throw new RangeError(
      `memorySource: ${inputs.numRows} input rows, but ${labels.numRows} label sets; expected one for each`,
    );
  }
  const own = { numLabels: labels.numCols, inputKind, inputDim: inputs.numCols } as const;
  for (const key of ['numLabels', 'inputKind', 'inputDim'] as const) {
    if (info !== undefined && info[key] !== own[key]) {
      throw new RangeError(`memorySource: expected ${key} ${info[key]}, but the examples have ${own[key]}`);
    }
  }
  const numExamples = labels.numRows;
  return {
    ...own,
    numExamples,
    batches: (options) => memoryBatches(examples, numExamples, checkBatchOptions(options)),
  };
}

function kindOf(inputs: InputRows): InputKind {
  if ('data' in inputs) return 'dense';
  return 'tokens' in inputs ? 'tokens' : 'bag';
}

async function* memoryBatches(
  examples: Examples,
  numExamples: number,
  { batchSize, skip, shuffle, signal }: ReturnType<typeof checkBatchOptions> & BatchOptions,
): AsyncGenerator<Batch> {
  const order = Uint32Array.from({ length: numExamples }, (_, row) => row);
  if (shuffle !== undefined) createRandom([shuffle.seed, 'shuffle', shuffle.epoch]).shuffle(order);
  for (let start = skip * batchSize; start < numExamples; start += batchSize) {
    signal?.throwIfAborted();
    const { inputs, labels } = gatherExamples(examples, order.subarray(start, start + batchSize));
    yield { inputs, labels };
  }
}
