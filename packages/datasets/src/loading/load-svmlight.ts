import type { Dataset, StreamedDataset } from '../dataset.js';
import { openSvmlight, type SvmlightOptions } from '../formats/svmlight.js';
import type { DatasetFiles, DatasetOptions } from './dataset-options.js';
import { type FileParts, openParts } from './file-part.js';
import { loadDataset } from './load-dataset.js';
import { type StreamOptions, streamDataset } from './stream-dataset.js';

/** Loads svmlight or XMC files into memory; see `openSvmlight` for the format and `loadDataset` for what happens. */
export async function loadSvmlight(options: FileParts & SvmlightOptions & DatasetOptions): Promise<Dataset> {
  return loadDataset(await openFiles(options), options);
}

/** Opens svmlight or XMC files that need not fit into memory; see `openSvmlight` and `streamDataset`. */
export async function streamSvmlight(
  options: FileParts & SvmlightOptions & StreamOptions,
): Promise<StreamedDataset> {
  return streamDataset(await openFiles(options), options);
}

function openFiles(options: FileParts & SvmlightOptions): Promise<DatasetFiles> {
  return openParts(options, (file) => openSvmlight(file, options));
}
