import { labelSetAt, labelSetsFrom } from '@sbn/core';
import {
  type Dataset,
  type DatasetOptions,
  loadArff,
  loadCsv,
  loadDense,
  loadFastText,
  loadJsonl,
  loadLabelSetDataset,
  loadPrepared,
  loadSvmlight,
  memorySource,
  readLabelNames,
  type StreamedDataset,
  streamArff,
  streamCsv,
  streamDense,
  streamFastText,
  streamJsonl,
  streamPrepared,
  streamSvmlight,
  wordnet,
} from '@sbn/datasets';
import { asInputError } from '../as-input-error.js';
import { reorderData } from '../label-order/reorder-data.js';
import type { DataConfig } from './config/data.js';
import type { OpenedData } from './opened-data.js';

/**
 * Opens the data of an experiment.
 *
 * @throws InputError when a file is wrong (naming file and line), or an option does not suit the data
 */
export async function openData(config: DataConfig, signal?: AbortSignal): Promise<OpenedData> {
  const opened = await asInputError('data', () => open(config, signal));
  const data =
    'labels' in opened.splits.train ? inMemory(opened as Dataset) : streamed(opened as StreamedDataset);
  return config.labelOrder === undefined ? data : reorderData(data, config.labelOrder, signal);
}

async function open(config: DataConfig, signal: AbortSignal | undefined): Promise<Dataset | StreamedDataset> {
  const { kind } = config;
  const vocabulary = 'vocabulary' in config ? await openVocabulary(config.vocabulary, signal) : undefined;
  if (kind === 'wordnet') return wordnet({ ...config, vocabulary, signal });
  if (kind === 'prepared')
    return (config.stream ? streamPrepared : loadPrepared)({ ...config, vocabulary, signal });
  const { labelNamesFile } = config;
  const labelNames =
    labelNamesFile === undefined ? undefined : await readLabelNames(labelNamesFile, { signal });
  const shared = { labelNames, vocabulary, signal };
  if (kind === 'label-sets') return loadLabelSetDataset({ ...config, labelNames, signal });
  const { stream } = config;
  switch (kind) {
    case 'arff':
      return (stream ? streamArff : loadArff)({ ...config, ...shared });
    case 'svmlight':
      return (stream ? streamSvmlight : loadSvmlight)({ ...config, ...shared });
    case 'fasttext':
      return (stream ? streamFastText : loadFastText)({ ...config, ...shared });
    case 'jsonl':
      return (stream ? streamJsonl : loadJsonl)({ ...config, ...shared });
    case 'csv':
      return (stream ? streamCsv : loadCsv)({ ...config, ...shared });
    case 'npy':
      return (stream ? streamDense : loadDense)({ ...config, ...shared });
  }
}

/** The words of the file, or the limits as they are. */
async function openVocabulary(
  vocabulary: Extract<DataConfig, { readonly vocabulary?: unknown }>['vocabulary'],
  signal: AbortSignal | undefined,
): Promise<DatasetOptions['vocabulary']> {
  return vocabulary?.file === undefined
    ? vocabulary
    : { words: await readLabelNames(vocabulary.file, { signal }) };
}

function inMemory(dataset: Dataset): OpenedData {
  const { splits, ...info } = dataset;
  return {
    info,
    inMemory: dataset,
    source: (split) => memorySource(splits[split], info),
    labelSets: async (split) => splits[split].labels,
  };
}

function streamed({ splits, ...info }: StreamedDataset): OpenedData {
  return {
    info,
    source: (split) => splits[split],
    labelSets: async (split, signal) => {
      const sets: Uint32Array[] = [];
      for await (const { labels } of splits[split].batches({ batchSize: 1024, signal })) {
        for (let row = 0; row < labels.numRows; row++) sets.push(labelSetAt(labels, row).slice());
      }
      return labelSetsFrom(sets, info.numLabels);
    },
  };
}
