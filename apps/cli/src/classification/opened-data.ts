import type { LabelSets } from '@sbn/core';
import type { Dataset, DatasetInfo, ExampleSource, SplitName } from '@sbn/datasets';

/** A data set, in memory or streamed. */
export interface OpenedData {
  readonly info: DatasetInfo;
  /** The whole of it, where it is in memory. */
  readonly inMemory?: Dataset;
  /** Where the labels do not stand in the order of the data set: its labels in the order in which they stand here. */
  readonly labelOrder?: Uint32Array;
  source(split: SplitName): ExampleSource;
  /** The label sets of a split, in order. */
  labelSets(split: SplitName, signal?: AbortSignal): Promise<LabelSets>;
}
