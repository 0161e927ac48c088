import { describeKind } from '../checks/describe-kind.js';
import { checkHeadConfig, defineHead } from '../definitions/define-head.js';
import type { Head } from '../head.js';
import { checkTieOptions, type TieOptions } from './check-tied-to.js';
import { checkWeights } from './check-weights.js';
import { createHead } from './create-head.js';
import type { SavedHead } from './saved-head.js';

/**
 * Makes a head from what `saveHead` gave, with exactly its weights.
 *
 * @param options.tiedTo the weights that are somebody else's, exactly where the config says `tied`
 * @throws InputError `unknown-head-kind`; TypeError, RangeError when the config or a parameter is wrong, naming it
 */
export function loadHead(saved: SavedHead, options: TieOptions = {}): Head {
  checkTieOptions('loadHead', options);
  if (typeof saved !== 'object' || saved === null) {
    throw new TypeError(`loadHead: expected { config, weights }, got ${describeKind(saved)}`);
  }
  const definition = defineHead(checkHeadConfig('loadHead', saved.config));
  return createHead(definition, {
    ...options,
    values: checkWeights('loadHead', saved.weights, definition.parameters),
  });
}
