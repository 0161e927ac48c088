import { z } from 'zod';
import { mapping, wholeNumber } from './fields.js';

/** How the learning rate changes over the updates; lengths are in updates (batches). */
export type ScheduleConfig =
  | SteadySchedule
  /** Up to the full rate by half a cosine, and on by another schedule. */
  | { readonly kind: 'cosine-warmup'; readonly steps: number; readonly after: SteadySchedule };

/** One that may follow a warm-up. */
export type SteadySchedule =
  | { readonly kind: 'constant' }
  | { readonly kind: 'step'; readonly boundaries: readonly number[]; readonly factor: number }
  | {
      readonly kind: 'stairs';
      /** To the end of the training when left out. */
      readonly steps?: number | undefined;
      /** Shares of the steps at which the rate goes down. */
      readonly shares: readonly number[];
      /** The last factor; all stairs have the same ratio. */
      readonly minimum: number;
    }
  | {
      readonly kind: 'one-cycle';
      /** To the end of the training when left out. */
      readonly steps?: number | undefined;
      /** Share of the steps that go up. */
      readonly rise: number;
      /** The first factor. */
      readonly start: number;
      /** The last factor. */
      readonly minimum: number;
    }
  | {
      readonly kind: 'cosine';
      /** To the end of the training when left out. */
      readonly steps?: number | undefined;
      readonly minimum: number;
      readonly restarts: boolean;
      readonly stretch: number;
    }
  | { readonly kind: 'exponential'; readonly decay: number; readonly steps: number };

const share = z.number().min(0).lt(1);

const steadySchedules = [
  mapping({ kind: z.literal('constant') }),
  mapping({
    kind: z.literal('step'),
    boundaries: z.array(wholeNumber(1)).min(1),
    factor: z.number().positive().default(0.1),
  }),
  mapping({
    kind: z.literal('stairs'),
    steps: wholeNumber(1).optional(),
    shares: z.array(z.number().gt(0).lt(1)).min(1).default([0.8, 0.9]),
    minimum: z.number().positive().default(0.05),
  }),
  mapping({
    kind: z.literal('one-cycle'),
    steps: wholeNumber(1).optional(),
    rise: share.default(0.3),
    start: share.default(0.04),
    minimum: share.default(0),
  }),
  mapping({
    kind: z.literal('cosine'),
    steps: wholeNumber(1).optional(),
    minimum: share.default(0),
    restarts: z.boolean().default(false),
    stretch: wholeNumber(1).default(1),
  }),
  mapping({ kind: z.literal('exponential'), decay: z.number().positive(), steps: wholeNumber(1) }),
] as const;

/** Schema of a schedule. */
export const scheduleSchema: z.ZodType<ScheduleConfig> = z.discriminatedUnion('kind', [
  ...steadySchedules,
  mapping({
    kind: z.literal('cosine-warmup'),
    steps: wholeNumber(1),
    after: z.discriminatedUnion('kind', steadySchedules).prefault({ kind: 'constant' }),
  }),
]);
