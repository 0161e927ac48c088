import { createRandom } from '@sbn/core';
import type { DrawnLabelSetsConfig } from './drawn-layers-config.js';
import type { DrawnRun } from './expand-drawn-grid.js';

/**
 * The label sets that a layer is asked about, each increasing: the same for all layers of one n, k and seed. With several
 * cardinalities the sets take turns, and a longer list begins like a shorter one.
 */
export function* drawLabelSets(
  { numLabels, k, seed }: Pick<DrawnRun, 'numLabels' | 'k' | 'seed'>,
  { count, cardinalities = [k] }: DrawnLabelSetsConfig,
): Generator<number[], void, undefined> {
  const streams = cardinalities.map((cardinality) => ({
    cardinality,
    random: createRandom(['label sets', seed, numLabels, cardinality]),
  }));
  for (let i = 0; i < count; i++) {
    for (const { cardinality, random } of streams) yield [...random.sample(numLabels, cardinality)];
  }
}
