import type { Variable } from '@tensorflow/tfjs-core';
import type {
  ScoreFunctionConfig,
  SigsoftmaxScoreConfig,
  SlopeParametrization,
} from '../score-functions/score-function-config.js';
import type { SigmoidHeadOptions } from './sigmoid-head-options.js';

/**
 * The bias of a class: trained, none, or -½|w|² of its own weights, which lets every class be the best one for some
 * features and is not trained.
 */
export type ClassBias = 'learned' | 'none' | 'preventing';

/** The weights of a class: as they are trained, or divided by their length, which (without a bias) prevents the same. */
export type ClassRows = 'free' | 'unit';

/** Options that all class heads share. */
export interface ClassHeadOptions extends SigmoidHeadOptions {
  /** `'learned'` when left out; `'none'` where the rows are `'unit'`, which go with no other. */
  readonly bias?: ClassBias | undefined;
  /** `'free'` when left out. */
  readonly rows?: ClassRows | undefined;
  /**
   * Somebody else's variable [numLabels, d] (a table of embeddings) in place of weights of the head's own. It is trained
   * with the head's gradients by whoever names it, and is not among `variables`, not saved, not disposed of.
   */
  readonly tiedTo?: Variable | undefined;
}

/** {@link ClassHeadOptions} as plain JSON. */
export interface ClassLayerConfig extends SigmoidHeadOptions {
  readonly bias: ClassBias;
  readonly rows: ClassRows;
  /** There where the weights are somebody else's: to be handed over again when a head is made from this. */
  readonly tied?: true;
}

/** Options of `sigsoftmaxHead`. */
export interface SigsoftmaxHeadOptions extends ClassHeadOptions {
  /** c; 0 when left out. */
  readonly center?: number | undefined;
  /** k > 0; 2 when left out. 1 is plain softmax. */
  readonly slope?: number | undefined;
  /** Whether c and k are trained, from the values given; false when left out. */
  readonly learned?: boolean | undefined;
}

/** Options of `reluSoftmaxHead`. */
export interface ReluSoftmaxHeadOptions extends ClassHeadOptions {
  /** ε > 0; 1e-8 when left out. */
  readonly epsilon?: number | undefined;
}

/** The learned function of `plifHead`. */
export interface PlifOptions {
  /** Number m >= 2 of knots; 100,000 when left out. */
  readonly numKnots?: number | undefined;
  /** [lo, hi]; [-20, 20] when left out. */
  readonly interval?: readonly [number, number] | undefined;
  /** `'softplus'` when left out. */
  readonly parametrization?: SlopeParametrization | undefined;
  /** The learning rate that `head.learningRates` names for the slopes; 0.02 when left out. */
  readonly learningRate?: number | undefined;
}

/** Options of `plifHead`. */
export interface PlifHeadOptions extends ClassHeadOptions, PlifOptions {
  /** `'classes'` when left out. With `'labels'` f(z) are the logits of independent labels. */
  readonly output?: 'classes' | 'labels' | undefined;
}

/** A score function, with defaults for what is left out; those of the head that has this function alone. */
export type ScoreFunctionOptions =
  | { readonly kind: 'identity' }
  | ({ readonly kind: 'sigsoftmax' } & Pick<SigsoftmaxHeadOptions, 'center' | 'slope' | 'learned'>)
  | ({ readonly kind: 'relu' } & Pick<ReluSoftmaxHeadOptions, 'epsilon'>)
  | { readonly kind: 'sigmoid' }
  | ({ readonly kind: 'plif' } & PlifOptions);

/** Options of `mixtureHead`. */
export interface MixtureHeadOptions extends ClassHeadOptions {
  /** Number K >= 1 of softmaxes. */
  readonly numComponents: number;
  /** Width d >= 1 of each component's context; inDim when left out. `tiedTo` is [numLabels, d]. */
  readonly dim?: number | undefined;
  /** What each component's softmax is taken of; `{ kind: 'identity' }` when left out. */
  readonly member?: ScoreFunctionOptions | undefined;
}

/** Everything that a softmax head is made from, as plain JSON. */
export interface SoftmaxHeadConfig extends ClassLayerConfig {
  readonly kind: 'softmax';
}

/** Everything that a sigsoftmax head is made from, as plain JSON. */
export interface SigsoftmaxHeadConfig extends ClassLayerConfig, Omit<SigsoftmaxScoreConfig, 'kind'> {
  readonly kind: 'sigsoftmax';
}

/** Everything that a ReLU softmax head is made from, as plain JSON. */
export interface ReluSoftmaxHeadConfig extends ClassLayerConfig {
  readonly kind: 'relu-softmax';
  readonly epsilon: number;
}

/** Everything that a sigmoid softmax head is made from, as plain JSON. */
export interface SigmoidSoftmaxHeadConfig extends ClassLayerConfig {
  readonly kind: 'sigmoid-softmax';
}

/** Everything that a PLIF head is made from, as plain JSON. */
export interface PlifHeadConfig extends ClassLayerConfig {
  readonly kind: 'plif';
  readonly numKnots: number;
  readonly interval: readonly [number, number];
  readonly parametrization: SlopeParametrization;
  readonly learningRate: number;
  readonly output: 'classes' | 'labels';
}

/** Everything that a mixture head is made from, as plain JSON. */
export interface MixtureHeadConfig extends ClassLayerConfig {
  readonly kind: 'mixture';
  readonly numComponents: number;
  readonly dim: number;
  readonly member: ScoreFunctionConfig;
}

/** The heads that are one linear layer and a score function behind it. */
export type LinearClassHeadConfig =
  | SoftmaxHeadConfig
  | SigsoftmaxHeadConfig
  | ReluSoftmaxHeadConfig
  | SigmoidSoftmaxHeadConfig
  | PlifHeadConfig;

/** The heads of the softmax family. */
export type ClassHeadConfig = LinearClassHeadConfig | MixtureHeadConfig;
