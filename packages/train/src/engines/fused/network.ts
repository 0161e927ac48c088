import type { ScoreFunctionConfig } from '@sbn/heads';
import type { rowRules } from '@sbn/kernels/training';
import type { Model } from '../../model/model.js';

/** A fully connected layer before the labels: y = dropout(activation(W x + b)). */
export interface AffineDescription {
  readonly weights: string;
  readonly bias: string;
  readonly rows: number;
  readonly cols: number;
  readonly activation: 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'elu';
  /** The number of its dropout mask; undefined for a layer that never drops anything. */
  readonly dropoutLayer: number | undefined;
}

/** A score function, and the names of those of its parameters that are learned. */
export interface ScoreDescription {
  readonly config: ScoreFunctionConfig;
  readonly parameters: Readonly<Partial<Record<'center' | 'slope' | 'slopes', string>>>;
}

/** The last layer: f([F | V] c (+ b)), F fixed and V learned. */
export interface LabelDescription {
  readonly numLabels: number;
  /** Coefficients: columns of F and V together. */
  readonly width: number;
  readonly learned: { readonly name: string; readonly cols: number } | undefined;
  readonly bias: string | undefined;
  /** What becomes of the rows of V before they meet the coefficients. */
  readonly rowRule: keyof typeof rowRules;
  readonly score: ScoreDescription;
  readonly fixed:
    | {
        readonly kind: 'trigonometric';
        readonly k: number;
        readonly permutation: readonly number[] | undefined;
      }
    | { readonly kind: 'vandermonde'; readonly cols: number }
    | undefined;
}

/** A model as a chain of layers, with the names of its parameters. */
export interface NetworkDescription {
  /** Columns of the first layer's input: the dense rows, or the reduced rows of the table. */
  readonly inputCols: number;
  readonly table:
    | { readonly name: string; readonly numFeatures: number; readonly isMean: boolean }
    | undefined;
  readonly dropout: { readonly rate: number; readonly seed: number };
  readonly layers: readonly AffineDescription[];
  readonly labels: LabelDescription;
}

/**
 * Describes a model that is made of our encoders and heads.
 *
 * @throws TypeError for a mixture, a head with positions and a convolutional encoder, which are no chains of such layers
 */
export function describeNetwork(model: Model): NetworkDescription {
  const encoder = model.encoder.toConfig();
  const head = model.head.toConfig();
  if (head.kind === 'mixture' || 'positions' in head) {
    throw new TypeError(`describeNetwork: a head of kind ${head.kind} is no chain of layers`);
  }
  if (encoder.kind === 'convolution' || encoder.kind === 'text-convolution') {
    throw new TypeError('describeNetwork: a convolutional encoder is no chain of fully connected layers');
  }
  const inputCols = encoder.kind === 'bag' ? encoder.dim : encoder.inDim;
  const layers: AffineDescription[] = encoder.hidden.map((rows, i) => ({
    weights: `encoder/hidden${i + 1}/weights`,
    bias: `encoder/hidden${i + 1}/bias`,
    rows,
    cols: i === 0 ? inputCols : encoder.hidden[i - 1]!,
    activation: encoder.activation,
    dropoutLayer: i + 1,
  }));
  const width = widthOf(head);
  if (hasInputLayer(head)) {
    layers.push({
      weights: 'head/inputWeights',
      bias: 'head/inputBias',
      rows: width,
      cols: head.inDim,
      activation: 'linear',
      dropoutLayer: undefined,
    });
  }
  return {
    inputCols,
    table:
      encoder.kind === 'bag'
        ? { name: 'encoder/table', numFeatures: encoder.numFeatures, isMean: encoder.reduce === 'mean' }
        : undefined,
    dropout: { rate: encoder.dropout, seed: encoder.seed },
    layers,
    labels: { numLabels: head.numLabels, width, ...labelLayer(head) },
  };
}

type Head = ReturnType<Model['head']['toConfig']>;
type OneLayerHead = Exclude<Head, { readonly kind: 'mixture' } | { readonly positions: number }>;

/** Whether the coefficients are features times learned weights. */
function hasInputLayer({ kind }: Head): boolean {
  return kind === 'sigmoid-bottleneck' || kind === 'dft' || kind === 'vandermonde';
}

function widthOf(head: OneLayerHead): number {
  switch (head.kind) {
    case 'sigmoid-bottleneck':
      return head.dim;
    case 'dft':
      return 2 * head.k + 1 + head.slackDims;
    case 'vandermonde':
      return head.dim + head.slackDims;
    default:
      return head.inDim;
  }
}

type LabelLayer = Pick<LabelDescription, 'learned' | 'bias' | 'rowRule' | 'score' | 'fixed'>;

const plainLayer: LabelLayer = {
  learned: undefined,
  bias: undefined,
  rowRule: 'free',
  score: { config: { kind: 'identity' }, parameters: {} },
  fixed: undefined,
};

function labelLayer(head: OneLayerHead): LabelLayer {
  switch (head.kind) {
    case 'sigmoid':
      return {
        ...plainLayer,
        learned: { name: 'head/weights', cols: head.inDim },
        bias: 'head/bias',
      };
    case 'sigmoid-bottleneck':
      return { ...plainLayer, learned: { name: 'head/labelWeights', cols: head.dim } };
    case 'dft':
      return {
        ...plainLayer,
        learned: slack(head.slackDims),
        fixed: { kind: 'trigonometric', k: head.k, permutation: head.permutation },
      };
    case 'vandermonde':
      return {
        ...plainLayer,
        learned: slack(head.slackDims),
        fixed: { kind: 'vandermonde', cols: head.dim },
      };
    default:
      return {
        ...plainLayer,
        learned: { name: 'head/weights', cols: head.inDim },
        bias: head.bias === 'learned' ? 'head/bias' : undefined,
        rowRule: head.bias === 'preventing' ? 'preventing' : head.rows,
        score: scoreOf(head),
      };
  }
}

function scoreOf(head: Extract<OneLayerHead, { readonly rows: string }>): ScoreDescription {
  switch (head.kind) {
    case 'softmax':
      return plainLayer.score;
    case 'sigsoftmax':
      return {
        config: head,
        parameters: head.learned ? { center: 'head/center', slope: 'head/slope' } : {},
      };
    case 'relu-softmax':
      return { config: { kind: 'relu', epsilon: head.epsilon }, parameters: {} };
    case 'sigmoid-softmax':
      return { config: { kind: 'sigmoid' }, parameters: {} };
    case 'plif':
      return { config: head, parameters: { slopes: 'head/slopes' } };
  }
}

function slack(cols: number): LabelDescription['learned'] {
  return cols === 0 ? undefined : { name: 'head/slackWeights', cols };
}
