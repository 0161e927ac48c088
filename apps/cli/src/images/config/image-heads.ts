import { z } from 'zod';
import { folderName, mapping } from '../../config/fields.js';

/** What is minimised by a head of independent classes, for which a picture of no class has the label 0 everywhere. */
export type SigmoidLossEntry =
  | { readonly kind: 'sigmoid-cross-entropy' }
  | {
      /** −[y′ log p + (1 − y′) log(1 − p)] |y′ − p|^gamma, y′ = y kept from 0 and 1 by the smoothing. */
      readonly kind: 'adaptive-cross-entropy';
      /** Terms of y = 1 times 1 − alpha, those of y = 0 times alpha; 0 for no weights. */
      readonly alpha: number;
      /** 0 for no focus. */
      readonly gamma: number;
      readonly labelSmoothing: number;
    };

/** What is minimised by a softmax. */
export type SoftmaxLossEntry =
  | { readonly kind: 'softmax-cross-entropy' }
  /** The cross entropy, and for a picture of no class that to the uniform distribution. */
  | { readonly kind: 'entropic-open-set' };

/** How sure a model is that a picture is of one of its classes: more is surer. */
export type RejectionScore = 'max-sigmoid' | 'max-softmax' | 'energy' | 'one-minus-unknown';

/** A sigmoid for each class. */
export interface SigmoidImageHead {
  /** `averaged-sigmoid`: of every position of the map, then the mean; `sigmoid`: of the mean over the positions. */
  readonly kind: 'averaged-sigmoid' | 'sigmoid';
  readonly loss: SigmoidLossEntry;
  /** Whether it is trained on the pictures of no class, too: all their labels are 0. */
  readonly trainOnUnknown: boolean;
}

/** A softmax over the classes. */
export interface SoftmaxImageHead {
  readonly kind: 'softmax';
  readonly loss: SoftmaxLossEntry;
  /** Whether there is one class more, for pictures of no class. */
  readonly unknownClass: boolean;
}

/** A head of the grid: one training. */
export type ImageHead = (SigmoidImageHead | SoftmaxImageHead) & {
  /** The rejection scores that are measured, the first of which is the one to classify by. */
  readonly scores: readonly RejectionScore[];
};

/** An entry of `heads` in a configuration with `task: images`. */
export type ImageHeadEntry = ImageHead & { readonly name?: string | undefined };

const name = folderName.optional();

const adaptiveCrossEntropy = mapping({
  kind: z.literal('adaptive-cross-entropy'),
  alpha: z.number().min(0).lt(1).default(0),
  gamma: z.union([z.literal(0), z.number().min(1)], { error: 'expected 0, or a number >= 1' }).default(0),
  labelSmoothing: z.number().min(0).lt(0.5).default(0),
});

const sigmoidFields = {
  loss: z
    .discriminatedUnion('kind', [mapping({ kind: z.literal('sigmoid-cross-entropy') }), adaptiveCrossEntropy])
    .prefault({ kind: 'sigmoid-cross-entropy' }),
  trainOnUnknown: z.boolean().default(true),
  scores: z
    .array(z.enum(['max-sigmoid']))
    .min(1)
    .prefault(['max-sigmoid']),
  name,
};

const softmax = mapping({
  kind: z.literal('softmax'),
  loss: z
    .discriminatedUnion('kind', [
      mapping({ kind: z.literal('softmax-cross-entropy') }),
      mapping({ kind: z.literal('entropic-open-set') }),
    ])
    .prefault({ kind: 'softmax-cross-entropy' }),
  unknownClass: z.boolean().default(false),
  scores: z
    .array(z.enum(['max-softmax', 'energy', 'one-minus-unknown']))
    .min(1)
    .optional(),
  name,
})
  .superRefine(({ loss, unknownClass, scores = [] }, context) => {
    const complain = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (unknownClass && loss.kind === 'entropic-open-set') {
      complain(
        'unknownClass',
        'entropic-open-set is for a softmax without a class for the unknown; choose one of the two',
      );
    }
    const wrong = scores.find((score) => (score === 'one-minus-unknown') !== unknownClass);
    if (wrong !== undefined) {
      complain(
        'scores',
        unknownClass
          ? `with unknownClass the score is one-minus-unknown, got ${wrong}`
          : 'one-minus-unknown needs unknownClass: true',
      );
    }
  })
  .transform(
    ({ scores, ...head }): Extract<ImageHeadEntry, { kind: 'softmax' }> => ({
      ...head,
      scores: scores ?? (head.unknownClass ? ['one-minus-unknown'] : ['max-softmax', 'energy']),
    }),
  );

/** Schema of an entry of `heads` in a configuration with `task: images`. */
export const imageHeadSchema: z.ZodType<ImageHeadEntry> = z.discriminatedUnion('kind', [
  mapping({ kind: z.literal('averaged-sigmoid'), ...sigmoidFields }),
  mapping({ kind: z.literal('sigmoid'), ...sigmoidFields }),
  softmax,
]);
