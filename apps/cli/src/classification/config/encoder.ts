import { z } from 'zod';
import { mapping, path, wholeNumber } from '../../config/fields.js';

/** What every encoder has. */
interface EncoderLayers {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly activation: 'relu' | 'tanh' | 'sigmoid' | 'elu' | 'linear';
  /** Probability in [0, 1) with which a unit is zeroed in training. */
  readonly dropout: number;
}

/** An embedding bag: for sparse inputs (words, tags). */
export interface BagEncoderConfig extends EncoderLayers {
  readonly kind: 'bag';
  /** Width of an embedding. */
  readonly dim: number;
  readonly reduce: 'sum' | 'mean';
}

/** Dense layers over dense inputs; without hidden layers the inputs themselves. */
export interface DenseEncoderConfig extends EncoderLayers {
  readonly kind: 'dense';
}

/** Convolutions over the words of texts, and the largest value of each filter: for words in order (tokens). */
export interface TextEncoderConfig {
  /** The first has the same defaults as the CNN of CAML, the others are named after the networks that they are by default. */
  readonly kind: 'text-convolution' | 'caml-cnn' | 'kim-cnn';
  /** Width of an embedding. */
  readonly dim: number;
  /** Words of a window, one convolution for each. */
  readonly widths: readonly number[];
  /** Filters of each convolution. */
  readonly filters: number;
  readonly activation: EncoderLayers['activation'];
  /** Probability in [0, 1) with which an entry of an embedding is zeroed in training. */
  readonly inputDropout: number;
  /** Probability in [0, 1) with which a feature is zeroed in training. */
  readonly dropout: number;
  readonly embeddings?: EmbeddingsConfig | undefined;
}

/** Vectors that the embeddings of words start with. */
export interface EmbeddingsConfig {
  /** word2vec, text or binary, or a matrix in NumPy's format. */
  readonly file: string;
  /** The words of the rows of a matrix, one per line; those of the data, in order, when left out. */
  readonly words?: string | undefined;
  /** Whether they are trained on. */
  readonly trainable: boolean;
  /** Whether each is scaled to length 1 first, as the code of Mullenbach et al. (2018) does. */
  readonly unitLength: boolean;
}

/** What turns an example's inputs into the vector that the head reads. */
export type EncoderConfig = BagEncoderConfig | DenseEncoderConfig | TextEncoderConfig;

/** Where `encoder` has paths. */
export const encoderPaths: readonly string[] = ['embeddings.file', 'embeddings.words'];

const activation = z.enum(['relu', 'tanh', 'sigmoid', 'elu', 'linear']);
const rate = z.number().min(0).lt(1);
const layers = {
  hidden: z.array(wholeNumber(1)).default([]),
  activation: activation.default('relu'),
  dropout: rate.default(0),
};

const embeddings: z.ZodType<EmbeddingsConfig> = z.union(
  [
    path.transform((file) => ({ file, trainable: true, unitLength: false })),
    mapping({
      file: path,
      words: path.optional(),
      trainable: z.boolean().default(true),
      unitLength: z.boolean().default(false),
    }),
  ],
  { error: 'expected the path of a file, or {file: path, words: path, trainable: true, unitLength: false}' },
);

/** Mullenbach et al., NAACL 2018. */
const caml = {
  dim: 100,
  widths: [4],
  filters: 500,
  activation: 'tanh',
  inputDropout: 0.2,
  dropout: 0,
} as const;
/** Kim, EMNLP 2014. */
const kim = {
  dim: 300,
  widths: [3, 4, 5],
  filters: 100,
  activation: 'relu',
  inputDropout: 0,
  dropout: 0.5,
} as const;

function textEncoder<Kind extends TextEncoderConfig['kind']>(
  kind: Kind,
  defaults: Omit<TextEncoderConfig, 'kind' | 'embeddings'>,
) {
  return mapping({
    kind: z.literal(kind),
    dim: wholeNumber(1).default(defaults.dim),
    widths: z
      .array(wholeNumber(1))
      .min(1)
      .refine((widths) => new Set(widths).size === widths.length, { error: 'expected different widths' })
      .default([...defaults.widths]),
    filters: wholeNumber(1).default(defaults.filters),
    activation: activation.default(defaults.activation),
    inputDropout: rate.default(defaults.inputDropout),
    dropout: rate.default(defaults.dropout),
    embeddings: embeddings.optional(),
  });
}

/** Schema of `encoder`. */
export const encoderSchema: z.ZodType<EncoderConfig> = z.discriminatedUnion('kind', [
  mapping({
    kind: z.literal('bag'),
    dim: wholeNumber(1).default(128),
    reduce: z.enum(['sum', 'mean']).default('mean'),
    ...layers,
  }),
  mapping({ kind: z.literal('dense'), ...layers }),
  textEncoder('text-convolution', caml),
  textEncoder('caml-cnn', caml),
  textEncoder('kim-cnn', kim),
]);
