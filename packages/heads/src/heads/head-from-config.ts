import { checkHeadConfig, defineHead } from '../definitions/define-head.js';
import type { HeadConfig } from '../definitions/head-config.js';
import type { Head } from '../head.js';
import { createHead } from './create-head.js';

/**
 * Makes the head that a config describes, with its seeded initial weights: the inverse of `head.toConfig()`.
 *
 * @throws InputError `unknown-head-kind`; TypeError, RangeError naming the option that is wrong
 */
export function headFromConfig(config: HeadConfig): Head {
  return createHead(defineHead(checkHeadConfig('headFromConfig', config)));
}
