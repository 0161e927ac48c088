/** The input of one example as a file gives it. */
export type RawInput =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'named'; readonly names: readonly string[]; readonly values: readonly number[] }
  | {
      readonly kind: 'sparse';
      /** Feature numbers, each at most once, in any order. */
      readonly indices: ArrayLike<number>;
      /** Their values; all 1 when left out. */
      readonly values?: ArrayLike<number>;
    }
  | { readonly kind: 'dense'; readonly values: ArrayLike<number> };

/** One example as a file gives it, before words and names became numbers. */
export interface RawExample {
  /** The 1-based line on which it starts; 0 where the source has no lines. */
  readonly line: number;
  readonly id?: string | undefined;
  /** Label names or label numbers, each at most once. */
  readonly labels: readonly string[] | readonly number[];
  readonly input: RawInput;
}

/** What a file declares about all of its examples. */
export interface FileSchema {
  /** The kind of every input. */
  readonly inputs?: RawInput['kind'] | undefined;
  readonly numLabels?: number | undefined;
  readonly labelNames?: readonly string[] | undefined;
  /** The number of each label's parent, −1 for a root. */
  readonly labelParents?: readonly number[] | undefined;
  readonly numFeatures?: number | undefined;
  readonly featureNames?: readonly string[] | undefined;
  /** Every value of a sparse input is 0 or 1 (zeros are left out). */
  readonly binary?: boolean | undefined;
}

/**
 * Examples that can be read from their start any number of times: the seam between file formats and data sets. To
 * load a format of your own, make one of these and hand it to `loadDataset` or `streamDataset`.
 */
export interface ExampleFile {
  /** The name of the file, for messages. */
  readonly file: string;
  /** The kind of source, such as `arff`, for the data set's provenance. */
  readonly source: string;
  readonly schema: FileSchema;
  /** Blocks of consecutive examples; a block is small enough to hold many of. */
  read(options?: { readonly signal?: AbortSignal | undefined }): AsyncIterable<readonly RawExample[]>;
}
