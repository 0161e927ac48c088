import type { HeadConfig, HeadWeights } from '@sbn/heads';

/** A head on the host: what it is, and its trained numbers by name. */
export interface HeadSource<Config extends HeadConfig = HeadConfig> {
  readonly config: Config;
  readonly weights: HeadWeights;
}
