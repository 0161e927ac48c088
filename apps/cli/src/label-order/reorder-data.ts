import { reorderLabels } from '@sbn/core';
import type { Dataset, DatasetInfo, ExampleSource } from '@sbn/datasets';
import { memorySource } from '@sbn/datasets';
import type { OpenedData } from '../classification/opened-data.js';
import type { LabelOrderConfig } from './label-order-config.js';
import { labelOrderOf } from './label-order-of.js';

/**
 * Data with its labels in another order, learned on the training examples. Names follow; labels without names are named
 * after their numbers in the data set, so that they can be told afterwards.
 */
export async function reorderData(
  data: OpenedData,
  config: LabelOrderConfig,
  signal?: AbortSignal,
): Promise<OpenedData> {
  const order = labelOrderOf(config, await data.labelSets('train', signal));
  if (order === undefined) return data;
  const info = reorderInfo(data.info, order, config);
  const { inMemory } = data;
  if (inMemory === undefined) {
    return {
      info,
      labelOrder: order,
      source: (split) => reorderSource(data.source(split), order),
      labelSets: async (split, stop) => reorderLabels(await data.labelSets(split, stop), order),
    };
  }
  const { train, valid, test } = inMemory.splits;
  const reorder = (examples: typeof train): typeof train => ({
    ...examples,
    labels: reorderLabels(examples.labels, order),
  });
  const splits: Dataset['splits'] = { train: reorder(train), valid: reorder(valid), test: reorder(test) };
  return {
    info,
    labelOrder: order,
    inMemory: { ...info, splits },
    source: (split) => memorySource(splits[split], info),
    labelSets: async (split) => splits[split].labels,
  };
}

function reorderInfo(info: DatasetInfo, order: Uint32Array, config: LabelOrderConfig): DatasetInfo {
  const { labelNames, labelParents, provenance } = info;
  const positionOf = new Uint32Array(order.length);
  order.forEach((label, position) => {
    positionOf[label] = position;
  });
  return {
    ...info,
    labelNames: Array.from(order, (label) => labelNames?.[label] ?? String(label)),
    ...(labelParents === undefined
      ? {}
      : {
          labelParents: Array.from(order, (label) => {
            const parent = labelParents[label]!;
            return parent === -1 ? -1 : positionOf[parent]!;
          }),
        }),
    provenance: { ...provenance, options: { ...provenance.options, labelOrder: config } },
  };
}

function reorderSource(source: ExampleSource, order: Uint32Array): ExampleSource {
  return {
    ...source,
    async *batches(options) {
      for await (const batch of source.batches(options)) {
        yield { ...batch, labels: reorderLabels(batch.labels, order) };
      }
    },
  };
}
