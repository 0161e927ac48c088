import { signsOf } from '../layer/check-label-set.js';
import { createLayer, type Layer, type LayerInput } from '../layer/layer.js';
import { createPriceRows } from '../solvers/price-rows.js';
import { createRowSystem, type RowSystem } from '../solvers/row-system.js';

/** A layer with its row system and the signs of a label set: what solvers work on. */
export function plainSystem(
  input: LayerInput,
  labels: readonly number[],
  balanced = false,
): { layer: Layer; system: RowSystem; signs: Int8Array } {
  const layer = createLayer('test', input);
  const system = createRowSystem(layer, createPriceRows(layer), balanced);
  return { layer, system, signs: signsOf(layer, labels) };
}
