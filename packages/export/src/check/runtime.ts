import type { Feed } from './feeds.js';

/** The outputs of a run, row-major [batch, numLabels]. */
export interface RunOutputs {
  readonly logits: Float32Array;
  readonly probabilities: Float32Array;
}

/** A foreign program with an export loaded into it. */
export interface Runtime {
  /** Its name and version. */
  readonly name: string;
  run(feeds: Readonly<Record<string, Feed>>): Promise<RunOutputs>;
  dispose(): Promise<void>;
}
