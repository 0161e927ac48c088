/** Multiplies every learning rate: a pure function of the step, so that a resumed run needs no state for it. */
export interface Schedule {
  readonly kind: ScheduleConfig['kind'];
  /** The factor of the update at `step`; 0 is the first update. */
  factor(step: number): number;
  toConfig(): ScheduleConfig;
}

/** Plain JSON that describes a schedule. */
export type ScheduleConfig =
  | { readonly kind: 'constant' }
  | {
      readonly kind: 'linear-warmup' | 'cosine-warmup';
      readonly steps: number;
      readonly after: ScheduleConfig;
    }
  | { readonly kind: 'step'; readonly boundaries: readonly number[]; readonly factor: number }
  | {
      readonly kind: 'cosine';
      readonly steps: number;
      readonly minimum: number;
      readonly restarts: boolean;
      readonly stretch: number;
    }
  | {
      readonly kind: 'stairs';
      readonly steps: number;
      readonly shares: readonly number[];
      readonly minimum: number;
    }
  | {
      readonly kind: 'one-cycle';
      readonly steps: number;
      readonly rise: number;
      readonly start: number;
      readonly minimum: number;
    }
  | { readonly kind: 'exponential'; readonly decay: number; readonly steps: number };
