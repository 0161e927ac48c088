import { z } from 'zod';
import { folderName, mapping, oneOrMore, wholeNumber } from '../config/fields.js';

/** How the logits z = W h + b become the scores that softmax is taken of. */
export type ScoreEntry =
  /** The logits themselves. */
  | { readonly kind: 'softmax' }
  /** k (z - c) + c - (k - 1) softplus(z - c); with c = 0 and k = 2 the sigsoftmax of Kanai et al. */
  | {
      readonly kind: 'sigsoftmax';
      /** c; where the training starts, if it is learned. */
      readonly center: number;
      /** k. */
      readonly slope: number;
      /** Whether center and slope are trained. */
      readonly learned: boolean;
    }
  /** log(max(z, 0) + epsilon). */
  | { readonly kind: 'relu-softmax'; readonly epsilon: number }
  /** log sigmoid(z). */
  | { readonly kind: 'sigmoid-softmax' }
  /** LMS-PLIF: a learned increasing piecewise-linear function. */
  | ({ readonly kind: 'plif' } & PlifFunction & { readonly knots: readonly number[] });

/** A learned increasing piecewise-linear function, but for the number of its knots. */
export interface PlifFunction {
  /** Where the first and the last knot are. */
  readonly interval: readonly [low: number, high: number];
  /** How trained numbers become slopes > 0. */
  readonly parametrization: 'softplus' | 'exponential' | 'square';
  /** Of the slopes alone. */
  readonly learningRate: number;
}

/** What holds for the linear layer of every class head. */
interface LinearLayerEntry {
  readonly name?: string | undefined;
  /**
   * `learned`, `none`, or `preventing`: -|w|²/2, with which every class can win. `learned` when left out, and `none` with
   * rows of length 1.
   */
  readonly bias?: readonly ClassBias[] | undefined;
  /** `unit` divides each row by its length, with which every class can win, too. */
  readonly rows: readonly ClassRows[];
}

/** The bias of a class head. */
export type ClassBias = 'learned' | 'none' | 'preventing';

/** The rows of a class head. */
export type ClassRows = 'free' | 'unit';

/** A mixture of softmaxes (MoS), or of other members (MoSS: of sigsoftmaxes). */
export interface MixtureEntry {
  readonly kind: 'mixture';
  /** How many members; one head for each number. */
  readonly components: readonly number[];
  /** Width of a member's features; that of the head's input when left out. */
  readonly dim?: readonly number[] | undefined;
  readonly member: ScoreEntry;
}

/** An entry of `heads` for examples with exactly one class; a list stands for one head for each of its values. */
export type ClassHeadEntry = (ScoreEntry | MixtureEntry) & LinearLayerEntry;

const layer = {
  name: folderName.optional(),
  bias: oneOrMore(z.enum(['learned', 'none', 'preventing'])).optional(),
  rows: oneOrMore(z.enum(['free', 'unit'])).prefault(['free']),
};

/** Number of knots of [Ganea et al. 2019] and of the re-run of [Parthiban et al. 2021]; so is the interval. */
export const defaultKnots: number = 100_000;

/** The fields of a {@link PlifFunction} with its knots. */
export const plifFields: Readonly<{
  knots: z.ZodType<readonly number[]>;
  interval: z.ZodType<PlifFunction['interval']>;
  parametrization: z.ZodType<PlifFunction['parametrization']>;
  learningRate: z.ZodType<number>;
}> = {
  knots: oneOrMore(wholeNumber(2)).prefault([defaultKnots]),
  interval: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low < high, {
      error: ({ input }) => `expected [low, high] with low < high, got ${JSON.stringify(input)}`,
    })
    .default([-20, 20]),
  parametrization: z.enum(['softplus', 'exponential', 'square']).default('softplus'),
  learningRate: z.number().positive().default(0.02),
};

const scoreFields = {
  softmax: { kind: z.literal('softmax') },
  sigsoftmax: {
    kind: z.literal('sigsoftmax'),
    center: z.number().default(0),
    slope: z.number().positive().default(2),
    learned: z.boolean().default(false),
  },
  reluSoftmax: { kind: z.literal('relu-softmax'), epsilon: z.number().positive().default(1e-8) },
  sigmoidSoftmax: { kind: z.literal('sigmoid-softmax') },
  plif: { kind: z.literal('plif'), ...plifFields },
};

const { softmax, sigsoftmax, reluSoftmax, sigmoidSoftmax, plif } = scoreFields;

/** A member is a mapping, or only its kind. */
const member: z.ZodType<ScoreEntry> = z.preprocess(
  (value) => (typeof value === 'string' ? { kind: value } : value),
  z.discriminatedUnion('kind', [
    mapping(softmax),
    mapping(sigsoftmax),
    mapping(reluSoftmax),
    mapping(sigmoidSoftmax),
    mapping(plif),
  ]),
);

/** Rows of length 1 and a bias would be two preventions, one of which undoes the other. */
function withOneBias<Shape extends z.ZodRawShape>(shape: Shape) {
  return mapping({ ...shape, ...layer }).refine(
    (entry) => {
      const { rows, bias } = entry as unknown as LinearLayerEntry;
      return !rows.includes('unit') || (bias ?? ['none']).every((one) => one === 'none');
    },
    { path: ['rows'], error: 'unit rows go with bias: none only; a bias can keep a class from ever winning' },
  );
}

/** Schema of one kind of class head. */
type KindSchema = z.ZodType<ClassHeadEntry> & z.core.$ZodTypeDiscriminable;

/** The schemas of class heads by kind, for a union. */
export const classHeadSchemas: Readonly<Record<ClassHeadEntry['kind'], KindSchema>> = {
  softmax: withOneBias(softmax),
  sigsoftmax: withOneBias(sigsoftmax),
  'relu-softmax': withOneBias(reluSoftmax),
  'sigmoid-softmax': withOneBias(sigmoidSoftmax),
  plif: withOneBias(plif),
  mixture: withOneBias({
    kind: z.literal('mixture'),
    components: oneOrMore(wholeNumber(1)),
    dim: oneOrMore(wholeNumber(1)).optional(),
    member: member.prefault({ kind: 'softmax' }),
  }),
};

/** Schema of a PLIF for classes where heads for labels stand beside it: `output` may say what it is. */
export const plifForClassesSchema: KindSchema = withOneBias({
  ...plif,
  output: z.literal('classes').optional(),
});

/** Schema of one entry of `heads` where every head is one for classes. */
export const classHeadSchema: z.ZodType<ClassHeadEntry> = z.discriminatedUnion(
  'kind',
  Object.values(classHeadSchemas) as [KindSchema, ...KindSchema[]],
);
