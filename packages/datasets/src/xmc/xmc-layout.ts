import type { PreparedExample } from '../prepared/prepared-record.js';

/** The input and the label numbers of one example. */
export interface XmcExample {
  readonly id?: string;
  readonly text?: string;
  readonly features?: PreparedExample['features'];
  readonly labels: readonly number[];
}

/** A data set of the Extreme Classification Repository in one of its layouts. */
export interface XmcLayout {
  readonly inputs: 'sparse' | 'text';
  /** Undefined for texts. */
  readonly numFeatures: number | undefined;
  readonly numLabels: number;
  readonly files: Readonly<Record<'train' | 'test', readonly string[]>>;
  /** The examples of a split, in order. */
  read(
    split: 'train' | 'test',
    options: { readonly signal?: AbortSignal | undefined },
  ): AsyncIterable<readonly XmcExample[]>;
}
