import type { Dataset, StreamedDataset } from '../dataset.js';
import { type CsvOptions, openCsv } from '../formats/csv.js';
import type { DatasetFiles, DatasetOptions } from './dataset-options.js';
import { type FileParts, openParts } from './file-part.js';
import { loadDataset } from './load-dataset.js';
import { type StreamOptions, streamDataset } from './stream-dataset.js';

/** Loads CSV files into memory; see `openCsv` for the format and `loadDataset` for what happens. */
export async function loadCsv(options: FileParts & CsvOptions & DatasetOptions): Promise<Dataset> {
  return loadDataset(await openFiles(options), options);
}

/** Opens CSV files that need not fit into memory; see `openCsv` and `streamDataset`. */
export async function streamCsv(options: FileParts & CsvOptions & StreamOptions): Promise<StreamedDataset> {
  return streamDataset(await openFiles(options), options);
}

function openFiles(options: FileParts & CsvOptions): Promise<DatasetFiles> {
  return openParts(options, (file) => openCsv(file, options));
}
