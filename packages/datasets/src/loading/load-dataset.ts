import type { Dataset, SplitName } from '../dataset.js';
import type { DatasetFiles, DatasetOptions } from './dataset-options.js';
import { examplesBuilder } from './examples-builder.js';
import { prepareDataset } from './prepare-dataset.js';

/**
 * Loads a data set into memory. Reads each file twice: once to check it and to find out labels and features on the
 * training split, once to pack the examples.
 *
 * @throws InputError with file and line for whatever is wrong in a file
 * @throws RangeError when options have values that they cannot have
 */
export async function loadDataset(files: DatasetFiles, options: DatasetOptions = {}): Promise<Dataset> {
  const { info, hasIds, hasValues, read } = await prepareDataset(files, options);
  const builder = () => examplesBuilder({ ...info, hasIds, hasValues });
  const builders = { train: builder(), valid: builder(), test: builder() };
  for await (const block of read(new Set<SplitName>(['train', 'valid', 'test']), options.signal)) {
    for (const example of block) builders[example.split].add(example);
  }
  return {
    ...info,
    splits: { train: builders.train.build(), valid: builders.valid.build(), test: builders.test.build() },
  };
}
