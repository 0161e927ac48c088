import type { ClassHeadConfig } from './class-head-config.js';
import type { SigmoidHeadOptions } from './sigmoid-head-options.js';

/** Options of `sigmoidBottleneckHead`. */
export interface SigmoidBottleneckHeadOptions extends SigmoidHeadOptions {
  /** Width d >= 1 of the bottleneck. */
  readonly dim: number;
}

/** Options of `averagedSigmoidHead`. */
export interface AveragedSigmoidHeadOptions extends SigmoidHeadOptions {
  /** Number of features E of a whole map: positions * channels. */
  readonly inDim: number;
  /** Number of positions P >= 1 of the map, which divides `inDim`. */
  readonly positions: number;
}

/** Options of `dftHead`. */
export interface DftHeadOptions extends SigmoidHeadOptions {
  /** Number of frequencies: every label set with at most k labels can be output. 1 <= k and 2k + 1 <= numLabels. */
  readonly k: number;
  /** Number s of learned columns beside the fixed ones; 0 when left out. */
  readonly slackDims?: number;
  /**
   * Where each label sits on the cycle: label j takes row `permutation[j]` of the trigonometric basis. A permutation
   * of 0 .. numLabels-1; the identity when left out.
   */
  readonly permutation?: readonly number[] | undefined;
}

/** Options of `vandermondeHead`: one of `k` (then dim = 2k + 1) and `dim`. */
export interface VandermondeHeadOptions extends SigmoidHeadOptions {
  /** Every label set with at most k labels can be output. 1 <= k and 2k + 1 <= numLabels. */
  readonly k?: number;
  /** Number of fixed columns, 3 <= dim <= numLabels; guarantees k = floor((dim - 1) / 2). */
  readonly dim?: number;
  /** Number s of learned columns beside the fixed ones; 0 when left out. */
  readonly slackDims?: number;
}

/** Everything that a sigmoid head is made from, as plain JSON. */
export interface SigmoidHeadConfig extends SigmoidHeadOptions {
  readonly kind: 'sigmoid';
}

/** Everything that a sigmoid bottleneck head is made from, as plain JSON. */
export interface SigmoidBottleneckHeadConfig extends SigmoidBottleneckHeadOptions {
  readonly kind: 'sigmoid-bottleneck';
}

/** Everything that an averaged sigmoid head is made from, as plain JSON. */
export interface AveragedSigmoidHeadConfig extends AveragedSigmoidHeadOptions {
  readonly kind: 'averaged-sigmoid';
}

/** Everything that a DFT head is made from, as plain JSON. */
export interface DftHeadConfig extends DftHeadOptions {
  readonly kind: 'dft';
  readonly slackDims: number;
}

/** Everything that a Vandermonde head is made from, as plain JSON. */
export interface VandermondeHeadConfig extends SigmoidHeadOptions {
  readonly kind: 'vandermonde';
  readonly dim: number;
  readonly slackDims: number;
}

/** The heads whose labels are decided each by itself. */
export type LabelHeadConfig =
  | SigmoidHeadConfig
  | SigmoidBottleneckHeadConfig
  | AveragedSigmoidHeadConfig
  | DftHeadConfig
  | VandermondeHeadConfig;

/** What `head.toConfig()` gives and `headFromConfig` takes. */
export type HeadConfig = LabelHeadConfig | ClassHeadConfig;
