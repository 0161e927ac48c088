export type {
  Batch,
  BatchOptions,
  Dataset,
  DatasetInfo,
  ExampleSource,
  Examples,
  InputKind,
  InputRows,
  Provenance,
  SplitName,
  StreamedDataset,
} from './dataset.js';
export {
  type DatasetDescription,
  describeDataset,
  type SplitDescription,
} from './describe/describe-dataset.js';
export { type ArffOptions, openArff, parseArff } from './formats/arff.js';
export type { ArffAttribute, ArffHeader } from './formats/arff-header.js';
export type { ArffColumns } from './formats/arff-plan.js';
export type { DuplicateLabels } from './formats/check-labels.js';
export { type CsvOptions, openCsv, parseCsv } from './formats/csv.js';
export { type FastTextOptions, openFastText, parseFastText } from './formats/fasttext.js';
export { type JsonlOptions, openJsonl, parseJsonl } from './formats/jsonl.js';
export { readLabelNames } from './formats/label-names.js';
export {
  formatLabelSets,
  type LabelSetOptions,
  openLabelSets,
  parseLabelSets,
  readLabelSets,
} from './formats/label-sets.js';
export { type LabelXml, parseLabelXml } from './formats/label-xml.js';
export { encodeNpy, type NumpyArray, parseNpy } from './formats/npy.js';
export { decodeFloat16 } from './formats/npy-elements.js';
export { type NpzOptions, parseNpz } from './formats/npz.js';
export {
  listNumpyArrays,
  type NumpyArrayInfo,
  type ReadNumpyOptions,
  readNumpyArray,
  readNumpyMatrix,
  readNumpyVector,
} from './formats/read-numpy.js';
export {
  readSafetensorsHeader,
  type SafetensorsEntry,
  type SafetensorsHeader,
} from './formats/safetensors-header.js';
export { openSvmlight, parseSvmlight, type SvmlightOptions } from './formats/svmlight.js';
export {
  type LabelSetDatasetOptions,
  loadLabelSetDataset,
} from './label-sets-dataset/load-label-set-dataset.js';
export type { DatasetFiles, DatasetOptions, SplitOptions, WordList } from './loading/dataset-options.js';
export { type FilePart, type FileParts, sliceExamples } from './loading/file-part.js';
export { createInputEncoder, type EncodedInput, type InputEncoder } from './loading/input-encoder.js';
export type { InputEncoding, Weighting } from './loading/input-encoding.js';
export { loadArff, streamArff } from './loading/load-arff.js';
export { loadCsv, streamCsv } from './loading/load-csv.js';
export { loadDataset } from './loading/load-dataset.js';
export { type DenseOptions, type DensePart, loadDense, streamDense } from './loading/load-dense.js';
export { loadFastText, streamFastText } from './loading/load-fasttext.js';
export { loadJsonl, streamJsonl } from './loading/load-jsonl.js';
export { type LoadedLabelSets, loadLabelSets } from './loading/load-label-sets.js';
export { loadSvmlight, streamSvmlight } from './loading/load-svmlight.js';
export type { ExampleFile, FileSchema, RawExample, RawInput } from './loading/raw-example.js';
export { type SplitShares, splitByHash } from './loading/split-by-hash.js';
export { type StreamOptions, streamDataset } from './loading/stream-dataset.js';
export { loadPrepared, type PreparedOptions, streamPrepared } from './prepared/load-prepared.js';
export type { ErrorCode } from './reading/fail-at.js';
export { type LineBlock, type ReadOptions, readLines, splitLines } from './reading/read-lines.js';
export { gatherExamples } from './sources/gather-examples.js';
export { memorySource } from './sources/memory-source.js';
export { tokenize } from './text/tokenize.js';
export { type VocabularyCounter, type VocabularyOptions, vocabularyCounter } from './text/vocabulary.js';
export { batchify, type TokenColumns } from './text-corpus/batchify.js';
export type { TextCorpusOptions, TextUnit, TokenOptions } from './text-corpus/corpus-options.js';
export { readTextCorpus } from './text-corpus/read-text-corpus.js';
export type { TextCorpus, TextCounts } from './text-corpus/text-corpus.js';
export { type TextWindow, type TextWindowOptions, textWindows } from './text-corpus/text-windows.js';
export { readWordVectors, type WordVectorOptions } from './word-vectors/read-word-vectors.js';
export type { WordVectors } from './word-vectors/word-vectors.js';
export { definitionOf } from './wordnet/parse-wordnet.js';
export { type WordNetOptions, wordnet } from './wordnet/wordnet.js';
