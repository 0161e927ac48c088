import { coOccurrenceLabelOrder, frequencyLabelOrder, type LabelSets, randomLabelOrder } from '@sbn/core';
import type { LabelOrderConfig } from './label-order-config.js';

/**
 * The order that a configuration asks for.
 *
 * @param training the label sets of the training examples: all that an order may be learned from
 * @returns every label once, in order; undefined for the order of the data set
 */
export function labelOrderOf(config: LabelOrderConfig, training: LabelSets): Uint32Array | undefined {
  switch (config.kind) {
    case 'given':
      return undefined;
    case 'random':
      return randomLabelOrder(training.numCols, config.seed);
    case 'frequency':
      return frequencyLabelOrder(training);
    case 'co-occurrence':
      return coOccurrenceLabelOrder(training);
  }
}
