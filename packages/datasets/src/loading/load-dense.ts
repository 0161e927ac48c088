import { createRandom, type LabelSets } from '@sbn/core';
import type {
  Batch,
  Dataset,
  DatasetInfo,
  ExampleSource,
  Examples,
  SplitName,
  StreamedDataset,
} from '../dataset.js';
import type { DuplicateLabels } from '../formats/check-labels.js';
import { labelLineParser } from '../formats/label-sets.js';
import { readExamples } from '../formats/line-format.js';
import { failAt } from '../reading/fail-at.js';
import type { ReadOptions } from '../reading/read-lines.js';
import { checkBatchOptions } from '../sources/batch-options.js';
import { type DenseRowsFile, denseRowsFile } from '../sources/dense-rows-file.js';
import { gatherSparseRows } from '../sources/gather-examples.js';
import type { DatasetOptions } from './dataset-options.js';
import { loadDataset } from './load-dataset.js';
import type { ExampleFile } from './raw-example.js';

/** One part of a data set of dense rows, such as the embeddings of a frozen encoder. */
export interface DensePart {
  /** A `.npy`, `.npz`, safetensors or Parquet file with a matrix: a row for each example. */
  readonly inputs: string;
  /**
   * The name of the array in a `.npz` file, of the tensor in a safetensors file, or of the column of lists in a Parquet
   * file; may be left out where there is only one. A Parquet file without lists has a column for each feature.
   */
  readonly array?: string | undefined;
  /** A file of JSON lines with the labels of each row: `[3, 17]`, `["cat"]`, or `{"labels": [3, 17], "id": "a"}`. */
  readonly labels: string;
}

/** Options of {@link loadDense} and {@link streamDense}. */
export interface DenseOptions
  extends ReadOptions,
    Omit<DatasetOptions, 'vocabulary' | 'inputs' | 'maxTokens' | 'weighting' | 'normalise' | 'signal'> {
  readonly train: DensePart;
  readonly valid?: DensePart | undefined;
  readonly test?: DensePart | undefined;
  readonly duplicateLabels?: DuplicateLabels | undefined;
}

/**
 * Loads dense rows and their labels into memory, as float32.
 *
 * @throws InputError when a file cannot be read or is damaged, or rows and labels differ in number
 */
export async function loadDense(options: DenseOptions): Promise<Dataset> {
  const { info, splits } = await prepareDense(options);
  const load = async (split: DenseSplit): Promise<Examples> => {
    const { numCols } = split.file;
    const data = new Float32Array(split.rows.length * numCols);
    const reader = await split.file.open();
    try {
      await reader.read(split.rows, data);
    } finally {
      await reader.close();
    }
    const examples = { inputs: { numRows: split.rows.length, numCols, data }, labels: split.labels };
    return split.ids === undefined ? examples : { ...examples, ids: split.ids };
  };
  const { train, valid, test } = splits;
  return { ...info, splits: { train: await load(train), valid: await load(valid), test: await load(test) } };
}

/**
 * Opens dense rows that need not fit into memory. What is held in memory: all labels, and one batch of rows. (A
 * `.npz` file, a gzip file, a file in Fortran order or a Parquet file is read into memory whole.) Shuffling takes a whole permutation,
 * drawn from `createRandom([seed, 'shuffle', epoch])`, and `skip` costs nothing.
 *
 * @throws InputError when a file cannot be read or is damaged, or rows and labels differ in number; while reading,
 *   when a row has numbers that are not finite
 */
export async function streamDense(options: DenseOptions): Promise<StreamedDataset> {
  const { info, splits } = await prepareDense(options);
  const source = (split: DenseSplit): ExampleSource => ({
    numLabels: info.numLabels,
    inputKind: info.inputKind,
    inputDim: info.inputDim,
    numExamples: split.rows.length,
    batches: (batchOptions) => denseBatches(split, checkBatchOptions(batchOptions)),
  });
  return {
    ...info,
    splits: { train: source(splits.train), valid: source(splits.valid), test: source(splits.test) },
  };
}

async function* denseBatches(
  split: DenseSplit,
  { batchSize, skip, shuffle, signal }: ReturnType<typeof checkBatchOptions>,
): AsyncGenerator<Batch> {
  const { numCols } = split.file;
  const order = Uint32Array.from(split.rows.keys());
  if (shuffle !== undefined) createRandom([shuffle.seed, 'shuffle', shuffle.epoch]).shuffle(order);
  const reader = await split.file.open();
  try {
    for (let start = skip * batchSize; start < order.length; start += batchSize) {
      signal?.throwIfAborted();
      const chosen = order.subarray(start, start + batchSize);
      const data = new Float32Array(chosen.length * numCols);
      await reader.read(
        Uint32Array.from(chosen, (i) => split.rows[i]!),
        data,
      );
      const inputs = { numRows: chosen.length, numCols, data };
      yield { inputs, labels: gatherSparseRows(split.labels, chosen) as LabelSets };
    }
  } finally {
    await reader.close();
  }
}

/** Which rows of which file belong to a split. */
interface DenseSplit {
  readonly file: DenseRowsFile;
  readonly rows: Uint32Array;
  readonly labels: LabelSets;
  readonly ids: readonly string[] | undefined;
}

async function prepareDense(
  options: DenseOptions,
): Promise<{ info: DatasetInfo; splits: Record<SplitName, DenseSplit> }> {
  if (options.split?.by === 'content') {
    throw new RangeError('split.by must be id or row: the content of dense rows is not looked at');
  }
  const open = (part: DensePart): Promise<DenseRowsFile> => denseRowsFile(part.inputs, part.array);
  const train = await open(options.train);
  const valid = options.valid === undefined ? undefined : await open(options.valid);
  const test = options.test === undefined ? undefined : await open(options.test);
  for (const other of [valid, test]) {
    if (other !== undefined && other.numCols !== train.numCols) {
      failAt(
        { file: other.file },
        'wrong-count',
        `Expected ${train.numCols} columns, as in ${train.file}, got ${other.numCols}.`,
      );
    }
  }
  // The labels are loaded as a data set of their own, whose only "feature" is the number of the row.
  const labelFile = (part: DensePart, rows: DenseRowsFile): ExampleFile =>
    labelsWithRows(part, rows, options);
  const {
    splits: labels,
    featureNames: _,
    ...info
  } = await loadDataset(
    {
      train: labelFile(options.train, train),
      ...(valid === undefined ? {} : { valid: labelFile(options.valid!, valid) }),
      ...(test === undefined ? {} : { test: labelFile(options.test!, test) }),
    },
    { ...options, weighting: 'binary' },
  );
  const split = (name: SplitName, file: DenseRowsFile): DenseSplit => {
    const { inputs, labels: sets, ids } = labels[name];
    return { file, rows: 'indices' in inputs ? inputs.indices : new Uint32Array(), labels: sets, ids };
  };
  const parts = [options.train, options.valid, options.test].filter((part) => part !== undefined);
  return {
    info: {
      ...info,
      name: options.name ?? train.file.replace(/^.*[/\\]/, ''),
      inputKind: 'dense',
      inputDim: train.numCols,
      inputEncoding: { kind: 'dense', weighting: 'count', normalise: 'none' },
      provenance: {
        ...info.provenance,
        source: 'dense',
        files: parts.flatMap((part) => [part.inputs, part.labels]),
        options: {
          split: info.provenance.options.split,
          minLabelCount: info.provenance.options.minLabelCount,
        },
      },
    },
    splits: {
      train: split('train', train),
      valid: split('valid', valid ?? train),
      test: split('test', test ?? train),
    },
  };
}

function labelsWithRows(part: DensePart, rows: DenseRowsFile, options: DenseOptions): ExampleFile {
  const { duplicateLabels = 'error' } = options;
  const file = part.labels;
  return {
    file,
    source: 'dense',
    schema: {},
    async *read({ signal } = {}) {
      let numSets = 0;
      for await (const block of readExamples(file, labelLineParser(duplicateLabels, file), {
        ...options,
        signal,
      })) {
        numSets += block.length;
        if (numSets > rows.numRows) {
          const line = block[block.length - 1 - (numSets - rows.numRows - 1)]!.line;
          failAt(
            { file, line },
            'wrong-count',
            `There are more label sets than the ${rows.numRows} rows of ${rows.file}.`,
          );
        }
        yield block;
      }
      if (numSets < rows.numRows) {
        failAt(
          { file },
          'wrong-count',
          `Expected ${rows.numRows} label sets, one for each row of ${rows.file}, got ${numSets}.`,
        );
      }
    },
  };
}
