import type { SplitName } from '../dataset.js';

/** What the inputs of a prepared folder are. */
export type PreparedInputs = 'text' | 'dense' | 'sparse' | 'images';

/** A file of a prepared folder as it was when the preparation ended. */
export interface PreparedFile {
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** One split of a prepared folder. */
export interface PreparedSplit extends PreparedFile {
  /** The name of the JSON lines file: one example a line. */
  readonly file: string;
  /** The name of the `.npy` file with a row for each line, where inputs are dense. */
  readonly inputs?: string;
  /** The number of examples. */
  readonly count: number;
}

/** `prepared.json`: what a prepared folder holds and where it comes from. Written last, so a folder without it is not prepared. */
export interface PreparedRecord {
  readonly format: 'sbn-prepared';
  readonly version: 1;
  /** What prepared it, such as `mimic`. */
  readonly kind: string;
  readonly name: string;
  readonly inputs: PreparedInputs;
  readonly numLabels: number;
  readonly splits: Readonly<Record<SplitName, PreparedSplit>>;
  /** All other files by their names, such as `labels.txt`. */
  readonly files: Readonly<Record<string, PreparedFile>>;
  /** Over the examples of all splits. */
  readonly labelsPerExample: { readonly mean: number; readonly max: number };
  /** The files it was made of. */
  readonly sources: readonly PreparedSource[];
  readonly options: object;
  /** Counts of the kind's own, such as dropped labels. */
  readonly counts: Readonly<Record<string, number>>;
  /** The counts that were expected, and whether they were met; null where nothing was expected. */
  readonly expectation: { readonly name: string; readonly met: boolean } | null;
  /** What a preparation must agree in to be this one; see `openPreparation`. */
  readonly identity: object;
}

/** A file that a prepared folder was made of. */
export interface PreparedSource {
  readonly path: string;
  readonly bytes: number;
  readonly sha256?: string | undefined;
}

/** One example of a prepared folder. Texts, sparse features and pictures stand here; dense rows in a file of their own. */
export interface PreparedExample {
  readonly id: string;
  readonly text?: string | undefined;
  /** A bag of named or of numbered features. */
  readonly features?:
    | Readonly<Record<string, number>>
    | { readonly indices: readonly number[]; readonly values: readonly number[] }
    | undefined;
  /** The path of a picture, absolute or relative to the prepared folder. */
  readonly image?: string | undefined;
  /** Names of labels. */
  readonly labels: readonly string[];
  /** Names of labels that were verified to be absent. */
  readonly negatives?: readonly string[] | undefined;
}
