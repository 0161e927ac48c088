import type { Dataset, StreamedDataset } from '../dataset.js';
import { type JsonlOptions, openJsonl } from '../formats/jsonl.js';
import type { DatasetFiles, DatasetOptions } from './dataset-options.js';
import { type FileParts, openParts } from './file-part.js';
import { loadDataset } from './load-dataset.js';
import { type StreamOptions, streamDataset } from './stream-dataset.js';

/** Loads JSON lines files into memory; see `openJsonl` for the format and `loadDataset` for what happens. */
export async function loadJsonl(options: FileParts & JsonlOptions & DatasetOptions): Promise<Dataset> {
  return loadDataset(await openFiles(options), options);
}

/** Opens JSON lines files that need not fit into memory; see `openJsonl` and `streamDataset`. */
export async function streamJsonl(
  options: FileParts & JsonlOptions & StreamOptions,
): Promise<StreamedDataset> {
  return streamDataset(await openFiles(options), options);
}

function openFiles(options: FileParts & JsonlOptions): Promise<DatasetFiles> {
  return openParts(options, (file) => openJsonl(file, options));
}
