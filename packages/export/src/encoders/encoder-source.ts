import type { EncoderConfig } from '@sbn/train';

/** An encoder on the host: what it is, and its trained numbers by name. */
export interface EncoderSource<Config extends EncoderConfig = EncoderConfig> {
  readonly config: Config;
  readonly weights: ReadonlyMap<string, TrainedValues>;
}

/** A trained tensor on the host, row-major. */
export interface TrainedValues {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
