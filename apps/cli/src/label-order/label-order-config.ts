import { z } from 'zod';
import { mapping } from '../config/fields.js';

/** How the labels of a data set are numbered. */
export type LabelOrderConfig =
  /** As the data set has them. */
  | { readonly kind: 'given' }
  | { readonly kind: 'random'; readonly seed: number }
  /** The most frequent label of the training examples first. */
  | { readonly kind: 'frequency' }
  /** Labels that training examples have together side by side. */
  | { readonly kind: 'co-occurrence' };

const kinds = ['given', 'frequency', 'co-occurrence'] as const;

/** Schema of a label order: a word, or a mapping with its kind. */
export const labelOrderSchema: z.ZodType<LabelOrderConfig> = z.union(
  [
    z.enum(kinds).transform((kind) => ({ kind })),
    mapping({ kind: z.enum(kinds) }),
    mapping({ kind: z.literal('random'), seed: z.int().default(0) }),
  ],
  { error: `expected ${kinds.join(', ')} or {kind: random, seed: 0}` },
);

/** An order as part of the name of a run's folder: `random-3`. */
export function labelOrderId(order: LabelOrderConfig): string {
  return order.kind === 'random' ? `random-${order.seed}` : order.kind;
}
