import { z } from 'zod';
import { mapping, wholeNumber } from './fields.js';

/** How the learning rate changes over the updates; lengths are in updates (batches). */
export type ScheduleConfig =
  | { readonly kind: 'constant' }
  | { readonly kind: 'step'; readonly boundaries: readonly number[]; readonly factor: number }
  | {
      readonly kind: 'cosine';
      /** To the end of the training when left out. */
      readonly steps?: number | undefined;
      readonly minimum: number;
      readonly restarts: boolean;
      readonly stretch: number;
    }
  | { readonly kind: 'exponential'; readonly decay: number; readonly steps: number };

/** Schema of a schedule. */
export const scheduleSchema: z.ZodType<ScheduleConfig> = z.discriminatedUnion('kind', [
  mapping({ kind: z.literal('constant') }),
  mapping({
    kind: z.literal('step'),
    boundaries: z.array(wholeNumber(1)).min(1),
    factor: z.number().positive().default(0.1),
  }),
  mapping({
    kind: z.literal('cosine'),
    steps: wholeNumber(1).optional(),
    minimum: z.number().min(0).lt(1).default(0),
    restarts: z.boolean().default(false),
    stretch: wholeNumber(1).default(1),
  }),
  mapping({ kind: z.literal('exponential'), decay: z.number().positive(), steps: wholeNumber(1) }),
]);
