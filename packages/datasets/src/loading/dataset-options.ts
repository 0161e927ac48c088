import type { VocabularyOptions } from '../text/vocabulary.js';
import type { Weighting } from './input-encoding.js';
import type { ExampleFile } from './raw-example.js';

/** The files of a data set. What is not given is carved out of `train` by hash. */
export interface DatasetFiles {
  readonly train: ExampleFile;
  readonly valid?: ExampleFile | undefined;
  readonly test?: ExampleFile | undefined;
}

/** A vocabulary that is given, word by word, in the order of the features. */
export interface WordList {
  readonly words: readonly string[];
}

/** How the examples that have no file of their own are split. */
export interface SplitOptions {
  /** 0 when left out. */
  readonly seed?: number | undefined;
  /** The share of `train` that becomes the validation split where it has no file; 0.1 when left out. */
  readonly valid?: number | undefined;
  /** The share of `train` that becomes the test split where it has no file; 0.1 when left out. */
  readonly test?: number | undefined;
  /**
   * What an example is known by: its `id`, its `row` in the file, or the `content` of its input, which keeps equal
   * inputs together. Left out: the id where there is one, the row elsewhere.
   */
  readonly by?: 'id' | 'row' | 'content' | undefined;
}

/** What all loaders have in common. Everything that is learned from data is learned on the training split alone. */
export interface DatasetOptions {
  /** The name of the data set; that of the training file when left out. */
  readonly name?: string | undefined;
  readonly split?: SplitOptions | undefined;
  /** Which words of texts, or names of named features, become features: those that occur often, or all of a list. */
  readonly vocabulary?: VocabularyOptions | WordList | undefined;
  /** What texts become: `bag` when left out, or their words in order. */
  readonly inputs?: 'bag' | 'tokens' | undefined;
  /** For `inputs: 'tokens'`: how many words from the start of a text are kept; all when left out. */
  readonly maxTokens?: number | undefined;
  /** How bags are weighted; `count` when left out: the values as they stand. */
  readonly weighting?: Weighting | undefined;
  /** `l2` scales every bag to length 1; `none` when left out. */
  readonly normalise?: 'none' | 'l2' | undefined;
  /** All labels, in order. Left out: what the files declare, or the names that occur, in the order of their code units. */
  readonly labelNames?: readonly string[] | undefined;
  /** The number of labels, where labels are numbers. Left out: what the files declare, or 1 + the largest that occurs. */
  readonly numLabels?: number | undefined;
  /** The least number of training examples that a label name needs to become a label; 1 when left out. */
  readonly minLabelCount?: number | undefined;
  /**
   * What happens to a label name that is not a label: it is left out and counted (`drop`), or the file is refused
   * (`error`). Left out: `error` where `labelNames` is given, `drop` elsewhere.
   */
  readonly unknownLabels?: 'drop' | 'error' | undefined;
  readonly signal?: AbortSignal | undefined;
}
