import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantSchedule } from './constant-schedule.js';
import { cosineSchedule } from './cosine-schedule.js';
import { cosineWarmup } from './cosine-warmup.js';
import { exponentialSchedule } from './exponential-schedule.js';
import { linearWarmup } from './linear-warmup.js';
import { oneCycleSchedule } from './one-cycle-schedule.js';
import type { ScheduleConfig } from './schedule.js';
import { scheduleFromConfig } from './schedule-from-config.js';
import { stairSchedule } from './stair-schedule.js';
import { stepSchedule } from './step-schedule.js';

const steps = [0, 1, 2, 3, 4, 5, 9, 10, 11, 29, 30, 31, 69, 70, 1000];

describe('closed forms', () => {
  it('constant is 1', () => {
    expect(steps.map(constantSchedule().factor)).toEqual(steps.map(() => 1));
  });

  it('linear warm-up rises from 1/T to 1 and then counts from its own end', () => {
    const after = exponentialSchedule({ decay: 0.25, steps: 2 });
    const { factor } = linearWarmup({ steps: 4, after });
    expect([0, 1, 2, 3, 4, 5, 6].map(factor)).toEqual([0.25, 0.5, 0.75, 1, 1, 0.5, 0.25]);
  });

  it('step multiplies at each boundary', () => {
    const { factor } = stepSchedule({ boundaries: [3, 10], factor: 0.1 });
    expect([0, 2, 3, 9, 10, 99].map(factor)).toEqual([1, 1, 0.1, 0.1, 0.1 ** 2, 0.1 ** 2]);
  });

  it('cosine warm-up rises by half a cosine and then counts from its own end', () => {
    const { factor } = cosineWarmup({ steps: 4, after: exponentialSchedule({ decay: 0.25, steps: 2 }) });
    const expected = [(1 - Math.SQRT1_2) / 2, 0.5, (1 + Math.SQRT1_2) / 2, 1, 1, 0.5, 0.25];
    [0, 1, 2, 3, 4, 5, 6].map(factor).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 12);
    });
  });

  it('stairs go down by equal ratios at shares of the training', () => {
    const late = stairSchedule({ steps: 1000, shares: [0.8, 0.9], minimum: 0.04 }).factor;
    const expected = [1, 1, 0.2, 0.2, 0.04, 0.04];
    [0, 799, 800, 899, 900, 5000].map(late).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 12);
    });
    const fifths = stairSchedule({ steps: 10, shares: [0.2, 0.4, 0.6, 0.8], minimum: 1 / 16 }).factor;
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(fifths).forEach((value, step) => {
      expect(value).toBeCloseTo(2 ** -Math.floor(step / 2), 12);
    });
  });

  it('one cycle rises to 1, goes down to its minimum and stays there', () => {
    const { factor } = oneCycleSchedule({ steps: 100, rise: 0.2, start: 0.1, minimum: 0.02 });
    expect(factor(0)).toBeCloseTo(0.1, 12);
    expect(factor(10)).toBeCloseTo(0.55, 12);
    expect(factor(20)).toBe(1);
    expect(factor(60)).toBeCloseTo(0.51, 12);
    for (const step of [100, 101, 1000]) expect(factor(step)).toBeCloseTo(0.02, 12);
    expect(oneCycleSchedule({ steps: 3, rise: 0 }).factor(0)).toBe(1);
  });

  it('cosine goes down half a period and stays, or starts again', () => {
    const once = cosineSchedule({ steps: 10, minimum: 0.2 }).factor;
    expect(once(0)).toBe(1);
    expect(once(5)).toBeCloseTo(0.6, 12);
    expect(once(10)).toBeCloseTo(0.2, 12);
    expect(once(1000)).toBeCloseTo(0.2, 12);
    const again = cosineSchedule({ steps: 10, restarts: true }).factor;
    for (const step of steps)
      expect(again(step)).toBeCloseTo((1 + Math.cos((Math.PI * (step % 10)) / 10)) / 2, 12);
    // Descents of 10, 20 and 40 steps: they start at 0, 10 and 30.
    const stretched = cosineSchedule({ steps: 10, restarts: true, stretch: 2 }).factor;
    expect([0, 10, 30, 70].map(stretched)).toEqual([1, 1, 1, 1]);
    expect(stretched(20)).toBeCloseTo(0.5, 12);
    expect(stretched(50)).toBeCloseTo(0.5, 12);
  });

  it('exponential is decay^(s/T)', () => {
    const { factor } = exponentialSchedule({ decay: 0.5, steps: 10 });
    for (const step of steps) expect(factor(step)).toBeCloseTo(2 ** (-step / 10), 12);
  });
});

describe('configs', () => {
  const configs = fc.letrec<{ schedule: ScheduleConfig }>((tie) => ({
    schedule: fc.oneof(
      { maxDepth: 2 },
      fc.constant({ kind: 'constant' as const }),
      fc.record({
        kind: fc.constant('exponential' as const),
        decay: fc.constant(0.5),
        steps: fc.integer({ min: 1, max: 99 }),
      }),
      fc.record({
        kind: fc.constant('cosine' as const),
        steps: fc.integer({ min: 1, max: 50 }),
        minimum: fc.constantFrom(0, 0.1),
        restarts: fc.boolean(),
        stretch: fc.integer({ min: 1, max: 3 }),
      }),
      fc.record({
        kind: fc.constant('step' as const),
        boundaries: fc.uniqueArray(fc.nat(100), { maxLength: 4 }).map((list) => list.sort((a, b) => a - b)),
        factor: fc.constantFrom(0.1, 0.5),
      }),
      fc.record({
        kind: fc.constant('stairs' as const),
        steps: fc.integer({ min: 1, max: 99 }),
        shares: fc.constantFrom([0.8, 0.9], [0.5]),
        minimum: fc.constantFrom(0.05, 0.5),
      }),
      fc.record({
        kind: fc.constant('one-cycle' as const),
        steps: fc.integer({ min: 1, max: 99 }),
        rise: fc.constantFrom(0, 0.3),
        start: fc.constantFrom(0, 0.1),
        minimum: fc.constantFrom(0, 0.1),
      }),
      fc.record({
        kind: fc.constantFrom('linear-warmup' as const, 'cosine-warmup' as const),
        steps: fc.integer({ min: 1, max: 20 }),
        after: tie('schedule'),
      }),
    ),
  })).schedule;

  it('survive JSON, and every factor lies in (-1e-9, 1]', () => {
    fc.assert(
      fc.property(configs, fc.nat(500), (config, step) => {
        const schedule = scheduleFromConfig(config);
        expect(schedule.toConfig()).toEqual(config);
        expect(scheduleFromConfig(JSON.parse(JSON.stringify(config))).factor(step)).toBe(
          schedule.factor(step),
        );
        expect(schedule.factor(step)).toBeGreaterThan(-1e-9);
        expect(schedule.factor(step)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('refuse what makes no schedule', () => {
    expect(() => scheduleFromConfig({ kind: 'cubic' } as unknown as ScheduleConfig)).toThrow(
      /kind must be constant, .* got cubic/,
    );
    expect(() => linearWarmup({ steps: 0 })).toThrow('linearWarmup: steps must be an integer >= 1, got 0');
    expect(() => stepSchedule({ boundaries: [5, 5], factor: 0.1 })).toThrow('boundaries must increase');
    expect(() => stepSchedule({ boundaries: [5], factor: 0 })).toThrow('factor must be a finite number > 0');
    expect(() => cosineSchedule({ steps: 1, minimum: 1 })).toThrow('minimum must be in [0, 1)');
    expect(() => cosineWarmup({ steps: 0.5 })).toThrow(
      'cosineWarmup: steps must be an integer >= 1, got 0.5',
    );
    expect(() => stairSchedule({ steps: 5, shares: [0.9, 0.8], minimum: 0.1 })).toThrow(
      'shares must increase between 0 and 1, got 0.8 at place 1 of [0.9, 0.8]',
    );
    expect(() => stairSchedule({ steps: 5, shares: [], minimum: 0.1 })).toThrow('at least one entry');
    expect(() => stairSchedule({ steps: 5, shares: [0.5], minimum: 0 })).toThrow('minimum must be a finite');
    expect(() => oneCycleSchedule({ steps: 5, rise: 1 })).toThrow('rise must be in [0, 1), got 1');
    expect(() => exponentialSchedule({ decay: Number.NaN, steps: 1 })).toThrow(
      'decay must be a finite number > 0',
    );
  });
});
