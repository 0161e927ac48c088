import type { LabelSetSource } from '../parallel/label-set-source.js';

/**
 * Which label sets to ask about.
 *
 * - `'classes'`: every label alone: which classes can win (argmax), which labels can be output on their own (threshold)
 * - `'observed'`: the different sets of a list, such as those of a data set's examples
 * - `'pairs'`: all sets of two labels
 * - `'all'`: all sets of k labels
 * - `'random'`: `count` different sets of k labels, drawn uniformly without replacement; the same for the same seed
 *
 * `limit` is the most sets that `'pairs'` and `'all'` may come to, 2^22 when left out.
 */
export type Sweep =
  | { readonly kind: 'classes' }
  | { readonly kind: 'observed'; readonly labelSets: LabelSetSource }
  | { readonly kind: 'pairs'; readonly limit?: number | undefined }
  | { readonly kind: 'all'; readonly k: number; readonly limit?: number | undefined }
  | { readonly kind: 'random'; readonly k: number; readonly count: number; readonly seed: number };
