import { checkHeadConfig, defineHead } from '../definitions/define-head.js';
import type { OutputLayer } from '../output-layer.js';
import { checkWeights } from './check-weights.js';
import type { SavedHead } from './saved-head.js';

/**
 * The last linear layer of a saved head, without making a tensor: needs no backend.
 *
 * @throws InputError `unknown-head-kind`; TypeError, RangeError when the config or a parameter is wrong, naming it
 */
export function outputLayerFromSavedHead({ config, weights }: SavedHead): OutputLayer {
  const place = 'outputLayerFromSavedHead';
  const definition = defineHead(checkHeadConfig(place, config));
  return definition.outputLayer(checkWeights(place, weights, definition));
}
