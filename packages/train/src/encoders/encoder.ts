import type { InputKind, InputRows } from '@sbn/datasets';
import type { Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import type { EmbeddingTable } from './embedding-table.js';

/** A batch of inputs: sparse rows for a bag encoder, dense rows for a dense one, words in order for one of texts. */
export type EncoderInputs = InputRows;

/** How an encoder is to run. */
export interface EncodeOptions {
  /** true switches dropout on. */
  readonly training?: boolean;
  /** The step's number: dropout depends on it and on the encoder's seed alone, so that a resumed run repeats it. */
  readonly step?: number;
}

/** What `transform` may be told besides. */
export interface TransformOptions extends EncodeOptions {
  /** What the leaf was made of: of words in order no shape tells where a text begins. */
  readonly inputs?: EncoderInputs;
}

/** Plain JSON from which `encoderFromConfig` makes the same encoder again (with freshly drawn parameters). */
export type EncoderConfig =
  | {
      readonly kind: 'dense';
      readonly inDim: number;
      readonly hidden: readonly number[];
      readonly activation: ActivationName;
      readonly dropout: number;
      readonly seed: number;
    }
  | {
      readonly kind: 'bag';
      readonly numFeatures: number;
      readonly dim: number;
      readonly reduce: 'sum' | 'mean';
      readonly hidden: readonly number[];
      readonly activation: ActivationName;
      readonly dropout: number;
      readonly seed: number;
    }
  | {
      readonly kind: 'convolution';
      readonly height: number;
      readonly width: number;
      readonly channels: number;
      readonly blocks: readonly ConvolutionBlockConfig[];
      readonly residual: boolean;
      readonly activation: ActivationName;
      readonly normalization: NormalizationName;
      readonly output: 'map' | 'pooled';
      readonly dropout: number;
      readonly seed: number;
    }
  | {
      readonly kind: 'text-convolution';
      readonly numFeatures: number;
      readonly dim: number;
      readonly widths: readonly number[];
      readonly filters: number;
      readonly activation: ActivationName;
      readonly inputDropout: number;
      readonly dropout: number;
      readonly frozenEmbeddings: boolean;
      readonly seed: number;
    };

/** One block of a convolutional encoder, its defaults filled in. */
export interface ConvolutionBlockConfig {
  /** Channels of its output. */
  readonly filters: number;
  /** Height and width of every filter. */
  readonly kernel: number;
  /** Step of the first convolution, in both directions. */
  readonly stride: number;
  /** Convolutions one after the other. */
  readonly convolutions: number;
  /** Height, width and step of the max pooling at the block's end; 1 for none. */
  readonly pool: number;
}

/** What convolutions are normalised by. */
export type NormalizationName = 'group' | 'none';

/** The shape of a map: `height * width` positions, row by row, each with its `channels` side by side. */
export interface MapShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Non-linearities between hidden layers. */
export type ActivationName = 'relu' | 'tanh' | 'sigmoid' | 'elu' | 'linear';

/**
 * Maps a batch of inputs to feature vectors. It has two parts, because an embedding table is best kept and trained in
 * host memory by the few rows that a batch touches, while layers are tensors: `embed` makes the leaf tensor,
 * `transform` is what TensorFlow.js differentiates.
 */
export interface Encoder {
  readonly kind: EncoderConfig['kind'];
  /** What `embed` accepts. */
  readonly inputKind: InputKind;
  /** Columns of the inputs. */
  readonly inDim: number;
  /** Columns of the result. */
  readonly outDim: number;
  /** Trainable tensors, in a stable order. */
  readonly variables: readonly Variable[];
  /** A stable name for each of `variables`, in the same order. */
  readonly variableNames: readonly string[];
  /** The last map of a convolutional encoder. With `output: 'map'` a row of the result is this map. */
  readonly featureMap?: MapShape;
  /** Leaf tensor to the last map [batch, height, width, channels] of a convolutional encoder, without dropout. */
  lastMap?(leaf: Tensor2D): Tensor4D;
  /** The embedding table that `embed` reads, where there is one. */
  readonly table?: EmbeddingTable;
  /** Names of parameters that are not trained, `table` among them; none when left out. */
  readonly frozen?: readonly string[];
  /**
   * Inputs to the leaf tensor: for a bag encoder the reduced rows [batch, width], for a dense one the inputs, for one of
   * texts the embeddings of all words [tokens, width], one text after the other.
   */
  embed(inputs: EncoderInputs): Tensor2D;
  /** Leaf tensor to features [batch, outDim]; differentiable. */
  transform(leaf: Tensor2D, options?: TransformOptions): Tensor2D;
  /** `transform(embed(inputs))`. */
  encode(inputs: EncoderInputs, options?: EncodeOptions): Tensor2D;
  toConfig(): EncoderConfig;
  /** Frees the tensors. */
  dispose(): void;
}
