import type { Dataset } from '../dataset.js';
import { type CsvOptions, openCsv } from '../formats/csv.js';
import { openLabelSets } from '../formats/label-sets.js';
import type { DatasetOptions } from '../loading/dataset-options.js';
import { loadDataset } from '../loading/load-dataset.js';
import type { ExampleFile } from '../loading/raw-example.js';
import { ownLabels } from './own-labels.js';

/** Options of {@link loadLabelSetDataset}. */
export interface LabelSetDatasetOptions
  extends Pick<
      CsvOptions,
      | 'delimiter'
      | 'header'
      | 'labelColumn'
      | 'labelSyntax'
      | 'labelSeparator'
      | 'duplicateLabels'
      | 'maxLineBytes'
    >,
    Pick<
      DatasetOptions,
      | 'name'
      | 'split'
      | 'weighting'
      | 'normalise'
      | 'labelNames'
      | 'numLabels'
      | 'minLabelCount'
      | 'unknownLabels'
      | 'signal'
    > {
  /** Lines of JSON (`[3, 17]`, `["cat"]` or `{"labels": …}`), or a CSV file with the labels in one column. */
  readonly file: string;
  /** How the label sets stand in the file; `csv` where it ends in .csv or .tsv, else `jsonl`, when left out. */
  readonly format?: 'jsonl' | 'csv' | undefined;
}

/**
 * Loads label sets alone as a data set: the input of an example is its own label set, as a bag.
 *
 * Such features know the answer. Nothing is learned about texts from it: what a model gets wrong all the same is what its
 * width, its training or its output layer cannot say. It is the best that a head can be asked for.
 *
 * Split by content when left out, so that equal label sets stay together: those of the test were never seen in training.
 *
 * @throws InputError for whatever is wrong in the file
 * @throws RangeError when an option has a value that it cannot have
 */
export async function loadLabelSetDataset(options: LabelSetDatasetOptions): Promise<Dataset> {
  const { file, minLabelCount = 1, split } = options;
  const { name, weighting, normalise, labelNames, numLabels, unknownLabels, signal } = options;
  const opened = await openSets(options);
  const dataset = await loadDataset(
    { train: ownLabels(opened) },
    {
      ...{ name, weighting, normalise, labelNames, numLabels, unknownLabels, signal },
      minLabelCount: options.minLabelCount,
      split: { by: 'content', ...definedOnly(split ?? {}) },
      // What is no label is no feature.
      vocabulary: { minCount: minLabelCount },
    },
  );
  const { provenance } = dataset;
  return {
    ...dataset,
    provenance: { ...provenance, source: `label sets (${opened.source})`, files: [file] },
  };
}

function openSets(options: LabelSetDatasetOptions): Promise<ExampleFile> | ExampleFile {
  const { file, format = /\.(csv|tsv)$/i.test(file) ? 'csv' : 'jsonl', duplicateLabels } = options;
  if (format === 'csv') {
    const { labelColumn, delimiter = /\.tsv$/i.test(file) ? '\t' : ',' } = options;
    if (labelColumn === undefined) {
      throw new RangeError('labelColumn must name the column with the labels of a CSV file');
    }
    return openCsv(file, { ...options, delimiter, textColumns: [] });
  }
  for (const key of ['labelColumn', 'labelSyntax', 'labelSeparator', 'delimiter', 'header'] as const) {
    if (options[key] !== undefined)
      throw new RangeError(`${key} is for CSV files, and this is read as JSON lines`);
  }
  return openLabelSets(file, { duplicateLabels, maxLineBytes: options.maxLineBytes });
}

/** Without the keys whose value is undefined, which would hide a default. */
function definedOnly<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}
