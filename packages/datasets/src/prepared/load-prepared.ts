import { join } from 'node:path';
import type { Dataset, StreamedDataset } from '../dataset.js';
import { readLabelNames } from '../formats/label-names.js';
import type { DatasetOptions, WordList } from '../loading/dataset-options.js';
import { type DenseOptions, type DensePart, loadDense, streamDense } from '../loading/load-dense.js';
import { loadJsonl, streamJsonl } from '../loading/load-jsonl.js';
import type { StreamOptions } from '../loading/stream-dataset.js';
import { failAt } from '../reading/fail-at.js';
import { type OpenPreparedOptions, openPrepared, type PreparedFolder } from './open-prepared.js';
import { preparedFiles } from './prepared-files.js';

/**
 * Options of {@link loadPrepared}: those of the other loaders, without what the folder settles. A split without
 * examples is carved out of the training examples, as `split` says. With `inputs: 'tokens'` the vocabulary is that of
 * the folder, where it has one and none is given.
 */
export interface PreparedOptions
  extends OpenPreparedOptions,
    Omit<DatasetOptions, 'labelNames' | 'numLabels' | 'minLabelCount' | 'unknownLabels' | 'signal'> {}

/**
 * Loads a prepared folder into memory. Its labels are those of `labels.txt`, in that order, whether or not a training
 * example has them.
 *
 * @throws InputError when the folder is not prepared, unfinished, or damaged, or has pictures, which are to be
 *   embedded first
 */
export async function loadPrepared(options: PreparedOptions): Promise<Dataset> {
  const prepared = await openPrepared(options);
  const dataset =
    prepared.record.inputs === 'dense'
      ? await loadDense(denseOptions(prepared, options))
      : await loadJsonl(await textOptions(prepared, options));
  return { ...dataset, provenance: { ...dataset.provenance, source: sourceOf(prepared) } };
}

/** Opens a prepared folder that need not fit into memory; see {@link loadPrepared}, `streamDataset` and `streamDense`. */
export async function streamPrepared(
  options: PreparedOptions & Pick<StreamOptions, 'shuffleBuffer'>,
): Promise<StreamedDataset> {
  const prepared = await openPrepared(options);
  const dataset =
    prepared.record.inputs === 'dense'
      ? await streamDense(denseOptions(prepared, options))
      : await streamJsonl(await textOptions(prepared, options));
  return { ...dataset, provenance: { ...dataset.provenance, source: sourceOf(prepared) } };
}

function sourceOf({ record }: PreparedFolder): string {
  return `prepared ${record.kind}`;
}

async function textOptions(
  prepared: PreparedFolder,
  options: PreparedOptions,
): Promise<Parameters<typeof loadJsonl>[0] & Parameters<typeof streamJsonl>[0]> {
  const { folder, record, labelNames } = prepared;
  if (record.inputs === 'images') {
    failAt(
      { file: folder },
      'unsupported',
      'The folder has pictures, which no layer takes as they are.',
      'Make dense inputs of them first: sbn embed --data.',
    );
  }
  const part = (split: 'valid' | 'test'): string | undefined =>
    record.splits[split].count === 0 ? undefined : join(folder, record.splits[split].file);
  const { name = record.name, vocabulary = await ownVocabulary(prepared, options), ...rest } = options;
  return {
    ...rest,
    name,
    vocabulary,
    labelNames,
    id: 'id',
    ...(record.inputs === 'sparse' ? { features: 'features' } : {}),
    train: join(folder, record.splits.train.file),
    valid: part('valid'),
    test: part('test'),
  };
}

async function ownVocabulary(
  prepared: PreparedFolder,
  { inputs, signal }: PreparedOptions,
): Promise<WordList | undefined> {
  const file = prepared.find(preparedFiles.vocabulary);
  return inputs === 'tokens' && file !== undefined
    ? { words: await readLabelNames(file, { signal }) }
    : undefined;
}

function denseOptions(prepared: PreparedFolder, options: PreparedOptions): DenseOptions {
  const { folder, record, labelNames } = prepared;
  for (const key of ['vocabulary', 'inputs', 'maxTokens', 'weighting', 'normalise'] as const) {
    if (options[key] !== undefined) {
      throw new RangeError(`${key} is for texts and bags, but ${folder} has dense inputs`);
    }
  }
  const part = (split: 'train' | 'valid' | 'test'): DensePart => ({
    inputs: join(folder, record.splits[split].inputs!),
    labels: join(folder, record.splits[split].file),
  });
  const { name = record.name, split, signal } = options;
  return {
    name,
    split,
    signal,
    labelNames,
    train: part('train'),
    ...(record.splits.valid.count === 0 ? {} : { valid: part('valid') }),
    ...(record.splits.test.count === 0 ? {} : { test: part('test') }),
  };
}
