/** How a learned number becomes a slope > 0 of a piecewise linear function: log(1 + eʷ), eʷ or w². */
export type SlopeParametrization = 'softplus' | 'exponential' | 'square';

/** s = z: plain softmax. */
export interface IdentityScoreConfig {
  readonly kind: 'identity';
}

/** s = z - (slope - 1) softplus(center - z), which is slope (z-center) + center - (slope-1) softplus(z-center). */
export interface SigsoftmaxScoreConfig {
  readonly kind: 'sigsoftmax';
  /** Where the slope changes; the initial value where it is learned. */
  readonly center: number;
  /** The slope > 0 far below `center`; far above it is 1. The initial value where it is learned. */
  readonly slope: number;
  /** Whether `center` and `slope` are trained, as two parameters of one number each. */
  readonly learned: boolean;
}

/** s = log(max(z, 0) + epsilon). */
export interface ReluScoreConfig {
  readonly kind: 'relu';
  readonly epsilon: number;
}

/** s = log σ(z). */
export interface SigmoidScoreConfig {
  readonly kind: 'sigmoid';
}

/** s = f(z) for a learned increasing piecewise linear function f, one for all classes. */
export interface PlifScoreConfig {
  readonly kind: 'plif';
  /** Number m >= 2 of knots, equally spaced from one end of the interval to the other. */
  readonly numKnots: number;
  /** [lo, hi], lo < hi. The outer slopes go on beyond it. */
  readonly interval: readonly [number, number];
  readonly parametrization: SlopeParametrization;
  /** The learning rate that the slopes should have, whatever the rest of the model has. */
  readonly learningRate: number;
}

/**
 * The function f that makes scores s = f(z) of linear logits z, entry by entry, as plain JSON. The probabilities of the
 * classes are softmax(s).
 */
export type ScoreFunctionConfig =
  | IdentityScoreConfig
  | SigsoftmaxScoreConfig
  | ReluScoreConfig
  | SigmoidScoreConfig
  | PlifScoreConfig;
