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

/** The last layer: [F | V] c (+ b), F fixed and V learned. */
export interface LabelDescription {
  readonly numLabels: number;
  /** Coefficients: columns of F and V together. */
  readonly width: number;
  readonly learned: { readonly name: string; readonly cols: number } | undefined;
  readonly bias: string | undefined;
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

/** Describes a model that is made of our encoders and heads. */
export function describeNetwork(model: Model): NetworkDescription {
  const encoder = model.encoder.toConfig();
  const head = model.head.toConfig();
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
  if (head.kind !== 'sigmoid') {
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
    labels: { numLabels: head.numLabels, width, ...labelPart(head) },
  };
}

type Head = ReturnType<Model['head']['toConfig']>;

function widthOf(head: Head): number {
  switch (head.kind) {
    case 'sigmoid':
      return head.inDim;
    case 'sigmoid-bottleneck':
      return head.dim;
    case 'dft':
      return 2 * head.k + 1 + head.slackDims;
    case 'vandermonde':
      return head.dim + head.slackDims;
  }
}

function labelPart(head: Head): Pick<LabelDescription, 'learned' | 'bias' | 'fixed'> {
  switch (head.kind) {
    case 'sigmoid':
      return { learned: { name: 'head/weights', cols: head.inDim }, bias: 'head/bias', fixed: undefined };
    case 'sigmoid-bottleneck':
      return { learned: { name: 'head/labelWeights', cols: head.dim }, bias: undefined, fixed: undefined };
    case 'dft':
      return {
        learned: slack(head.slackDims),
        bias: undefined,
        fixed: { kind: 'trigonometric', k: head.k, permutation: head.permutation },
      };
    case 'vandermonde':
      return {
        learned: slack(head.slackDims),
        bias: undefined,
        fixed: { kind: 'vandermonde', cols: head.dim },
      };
  }
}

function slack(cols: number): LabelDescription['learned'] {
  return cols === 0 ? undefined : { name: 'head/slackWeights', cols };
}
