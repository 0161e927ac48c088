/** Options of `sigmoidHead`, which all heads have. */
export interface SigmoidHeadOptions {
  /** Number of features E >= 1. */
  readonly inDim: number;
  /** Number of labels n >= 1. */
  readonly numLabels: number;
  /** Integer; the same seed gives the same initial weights. */
  readonly seed: number;
}
