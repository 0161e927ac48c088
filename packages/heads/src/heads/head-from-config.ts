import { checkHeadConfig, defineHead } from '../definitions/define-head.js';
import type { HeadConfig } from '../definitions/head-config.js';
import type { Head } from '../head.js';
import { checkTieOptions, type TieOptions } from './check-tied-to.js';
import { createHead } from './create-head.js';

/**
 * Makes the head that a config describes, with its seeded initial weights: the inverse of `head.toConfig()`.
 *
 * @param options.tiedTo the weights that are somebody else's, exactly where the config says `tied`
 * @throws InputError `unknown-head-kind`; TypeError, RangeError naming the option that is wrong
 */
export function headFromConfig(config: HeadConfig, options: TieOptions = {}): Head {
  checkTieOptions('headFromConfig', options);
  return createHead(defineHead(checkHeadConfig('headFromConfig', config)), options);
}
