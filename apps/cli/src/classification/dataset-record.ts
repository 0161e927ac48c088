import { describeDataset } from '@sbn/datasets';
import type { OpenedData } from './opened-data.js';
import type { DatasetRecord } from './run-records.js';

/** What is kept of a data set for reports. */
export function datasetRecord({ info, inMemory, labelOrder }: OpenedData): DatasetRecord {
  const { name, numLabels, inputKind, inputDim, provenance } = info;
  return {
    name,
    numLabels,
    inputKind,
    inputDim,
    provenance,
    ...(labelOrder === undefined ? {} : { labelOrder: Array.from(labelOrder) }),
    ...(inMemory === undefined ? {} : { description: describeDataset(inMemory) }),
  };
}
