import { createRandom } from '@sbn/core';
import type { Batch, ExampleSource, SplitName, StreamedDataset } from '../dataset.js';
import { checkBatchOptions } from '../sources/batch-options.js';
import { shuffleBuffer } from '../sources/shuffle-buffer.js';
import type { DatasetFiles, DatasetOptions } from './dataset-options.js';
import { examplesBuilder } from './examples-builder.js';
import { type PreparedDataset, prepareDataset, type SplitExample } from './prepare-dataset.js';

/** Options of {@link streamDataset}. */
export interface StreamOptions extends DatasetOptions {
  /** How many examples the shuffle buffer holds; 8,192 when left out. */
  readonly shuffleBuffer?: number | undefined;
}

/**
 * Opens a data set that need not fit into memory. Reads each file once now, to check it and to find out labels and
 * features on the training split, and again for every pass over a split. What is held in memory: the names of labels
 * and features, one block of a file, one batch, and the shuffle buffer.
 *
 * Shuffling draws from `createRandom([seed, 'shuffle', epoch])`; the same seed, epoch and buffer give the same batches,
 * and `skip` reads past the batches that are left out, so what follows is what an unbroken pass would have given.
 *
 * @throws InputError with file and line for whatever is wrong in a file
 * @throws RangeError when options have values that they cannot have
 */
export async function streamDataset(
  files: DatasetFiles,
  options: StreamOptions = {},
): Promise<StreamedDataset> {
  const { shuffleBuffer: capacity = 8192 } = options;
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw new RangeError(`shuffleBuffer must be a number of examples >= 1, got ${capacity}`);
  }
  const prepared = await prepareDataset(files, options);
  const source = (split: SplitName): ExampleSource => ({
    numLabels: prepared.info.numLabels,
    inputKind: prepared.info.inputKind,
    inputDim: prepared.info.inputDim,
    numExamples: prepared.info.provenance.counts[split],
    batches: (batchOptions) => streamBatches(prepared, split, capacity, checkBatchOptions(batchOptions)),
  });
  return {
    ...prepared.info,
    splits: { train: source('train'), valid: source('valid'), test: source('test') },
  };
}

async function* streamBatches(
  prepared: PreparedDataset,
  split: SplitName,
  capacity: number,
  { batchSize, skip, shuffle, signal }: ReturnType<typeof checkBatchOptions>,
): AsyncGenerator<Batch> {
  const builder = () => examplesBuilder({ ...prepared.info, hasIds: false, hasValues: prepared.hasValues });
  let batch = builder();
  let toSkip = skip * batchSize;
  for await (const example of ordered(prepared, split, capacity, shuffle, signal)) {
    if (toSkip > 0) {
      toSkip--;
      continue;
    }
    batch.add(example);
    if (batch.numRows < batchSize) continue;
    yield batch.build();
    batch = builder();
  }
  if (batch.numRows > 0) yield batch.build();
}

async function* ordered(
  prepared: PreparedDataset,
  split: SplitName,
  capacity: number,
  shuffle: { seed: number; epoch: number } | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<SplitExample> {
  const blocks = prepared.read(new Set([split]), signal);
  if (shuffle === undefined) {
    for await (const block of blocks) yield* block;
    return;
  }
  const buffer = shuffleBuffer<SplitExample>(
    capacity,
    createRandom([shuffle.seed, 'shuffle', shuffle.epoch]),
  );
  for await (const block of blocks) {
    for (const example of block) {
      const out = buffer.push(example);
      if (out !== undefined) yield out;
    }
  }
  yield* buffer.drain();
}
