import { checkOptions } from '../checks/check-options.js';
import { describeKind } from '../checks/describe-kind.js';
import { checkHeadConfig, defineHead } from '../definitions/define-head.js';
import type { ParameterValues } from '../head-weights.js';
import type { OutputLayer } from '../output-layer.js';
import { checkWeights } from './check-weights.js';
import type { SavedHead } from './saved-head.js';

/**
 * The last linear layer of a saved head, without making a tensor: needs no backend.
 *
 * @param options.tiedTo values of the weights that are somebody else's, where the config says `tied`
 * @throws InputError `unknown-head-kind`; TypeError, RangeError when the config or a parameter is wrong, naming it;
 *   HeadError `no-output-layer`
 */
export function outputLayerFromSavedHead(
  { config, weights }: SavedHead,
  options: { readonly tiedTo?: ParameterValues | undefined } = {},
): OutputLayer {
  const place = 'outputLayerFromSavedHead';
  checkOptions(place, options, ['tiedTo']);
  const definition = defineHead(checkHeadConfig(place, config));
  const values = checkWeights(place, weights, definition.parameters);
  const { tied } = definition;
  if (tied === undefined) return definition.outputLayer(values);
  if (options.tiedTo === undefined) {
    throw new TypeError(
      `${place}: the weights are somebody else's: tiedTo must be { shape, data } of them, got ${describeKind(options.tiedTo)}`,
    );
  }
  const [given] = checkWeights(place, { tiedTo: options.tiedTo }, [{ name: 'tiedTo', shape: tied }]);
  return definition.outputLayer([given!, ...values]);
}
