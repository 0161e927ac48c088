export type {
  Batch,
  BatchOptions,
  Dataset,
  DatasetInfo,
  ExampleSource,
  Examples,
  InputKind,
  Provenance,
  SplitName,
  StreamedDataset,
} from './dataset.js';
export type { InputEncoding, Weighting } from './loading/input-encoding.js';
export { gatherExamples } from './sources/gather-examples.js';
export { memorySource } from './sources/memory-source.js';
