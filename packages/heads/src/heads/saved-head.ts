import type { HeadConfig } from '../definitions/head-config.js';
import type { HeadWeights } from '../head-weights.js';

/** A head on the host: what it is and its trained numbers. */
export interface SavedHead {
  readonly config: HeadConfig;
  readonly weights: HeadWeights;
}
