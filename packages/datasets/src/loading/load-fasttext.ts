import type { Dataset, StreamedDataset } from '../dataset.js';
import { type FastTextOptions, openFastText } from '../formats/fasttext.js';
import type { DatasetFiles, DatasetOptions } from './dataset-options.js';
import { type FileParts, openParts } from './file-part.js';
import { loadDataset } from './load-dataset.js';
import { type StreamOptions, streamDataset } from './stream-dataset.js';

/** Loads fastText files into memory; see `openFastText` for the format and `loadDataset` for what happens. */
export async function loadFastText(options: FileParts & FastTextOptions & DatasetOptions): Promise<Dataset> {
  return loadDataset(await openFiles(options), options);
}

/** Opens fastText files that need not fit into memory; see `openFastText` and `streamDataset`. */
export async function streamFastText(
  options: FileParts & FastTextOptions & StreamOptions,
): Promise<StreamedDataset> {
  return streamDataset(await openFiles(options), options);
}

function openFiles(options: FileParts & FastTextOptions): Promise<DatasetFiles> {
  return openParts(options, (file) => openFastText(file, options));
}
