/** How the losses of the n * batch label entries become one number. */
export type LossReduction =
  /** Their mean. */
  | 'mean'
  /** The sum over labels, averaged over the batch: n times the mean. */
  | 'sum-over-labels';

/** y' = (1 - amount) y + amount * target, for every label entry y. */
export interface LabelSmoothing {
  /** In [0, 1]. */
  readonly amount: number;
  /** In [0, 1]: 0.5 is the usual smoothing; k/n keeps the expected number of labels; 0 softens positives only. */
  readonly target: number;
}

/** Options that every loss of label entries takes. */
export interface LabelLossOptions {
  /** One factor >= 0 per label; 1 for all when left out. The mean still divides by all n * batch entries. */
  readonly labelWeights?: ArrayLike<number> | undefined;
  readonly labelSmoothing?: LabelSmoothing | undefined;
  /** `'mean'` when left out. */
  readonly reduction?: LossReduction | undefined;
}

/** {@link LabelLossOptions} as plain JSON. */
export interface LabelLossConfig {
  readonly labelWeights?: readonly number[];
  readonly labelSmoothing?: LabelSmoothing;
  readonly reduction: LossReduction;
}

/** Plain JSON form of `sigmoidCrossEntropy`. */
export interface SigmoidCrossEntropyConfig extends LabelLossConfig {
  readonly kind: 'sigmoid-cross-entropy';
}

/** Plain JSON form of `focalLoss`. */
export interface FocalLossConfig extends LabelLossConfig {
  readonly kind: 'focal';
  readonly gamma: number;
  readonly alpha?: number;
}

/** Plain JSON form of `asymmetricLoss`. */
export interface AsymmetricLossConfig extends LabelLossConfig {
  readonly kind: 'asymmetric';
  readonly gammaPositive: number;
  readonly gammaNegative: number;
  readonly clip: number;
}

/** Plain JSON form of `adaptiveCrossEntropy`. */
export interface AdaptiveCrossEntropyConfig extends LabelLossConfig {
  readonly kind: 'adaptive-cross-entropy';
  readonly alpha?: number;
  readonly gamma: number;
}

/** Plain JSON form of `softmaxCrossEntropy`. */
export interface SoftmaxCrossEntropyConfig {
  readonly kind: 'softmax-cross-entropy';
  readonly labelWeights?: readonly number[];
  readonly labelSmoothing?: { readonly amount: number };
}

/** Plain JSON form of `entropicOpenSet`. */
export interface EntropicOpenSetConfig {
  readonly kind: 'entropic-open-set';
  readonly labelWeights?: undefined;
  readonly labelSmoothing?: undefined;
}

/** The losses of one right class among n. */
export type ClassLossConfig = SoftmaxCrossEntropyConfig | EntropicOpenSetConfig;

/** The losses that are a sum over label entries, each by itself. */
export type EntryLossConfig =
  | SigmoidCrossEntropyConfig
  | FocalLossConfig
  | AsymmetricLossConfig
  | AdaptiveCrossEntropyConfig;

/** What `loss.toConfig()` gives and `lossFromConfig` takes. */
export type LossConfig = EntryLossConfig | ClassLossConfig;
