import type { Dataset, StreamedDataset } from '../dataset.js';
import { type ArffOptions, openArff } from '../formats/arff.js';
import type { DatasetFiles, DatasetOptions } from './dataset-options.js';
import { type FileParts, openParts } from './file-part.js';
import { loadDataset } from './load-dataset.js';
import { type StreamOptions, streamDataset } from './stream-dataset.js';

/** `inputs` says how an ARFF file's attributes are read; its texts become bags. */
type Bags<Options extends DatasetOptions> = Omit<Options, 'inputs' | 'maxTokens'>;

/** Loads ARFF files into memory; see `openArff` for the format and `loadDataset` for what happens. */
export async function loadArff(options: FileParts & ArffOptions & Bags<DatasetOptions>): Promise<Dataset> {
  return loadDataset(await openFiles(options), { ...options, inputs: 'bag' });
}

/** Opens ARFF files that need not fit into memory; see `openArff` and `streamDataset`. */
export async function streamArff(
  options: FileParts & ArffOptions & Bags<StreamOptions>,
): Promise<StreamedDataset> {
  return streamDataset(await openFiles(options), { ...options, inputs: 'bag' });
}

function openFiles(options: FileParts & ArffOptions): Promise<DatasetFiles> {
  return openParts(options, (file, train) => {
    // Whether rows are written sparse or dense may differ between files; the training file decides for all.
    const inputs = train === undefined ? options.inputs : train.schema.inputs === 'dense' ? 'dense' : 'bag';
    return openArff(file, { ...options, inputs });
  });
}
