import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constantSchedule } from './constant-schedule.js';
import { cosineSchedule } from './cosine-schedule.js';
import { exponentialSchedule } from './exponential-schedule.js';
import { linearWarmup } from './linear-warmup.js';
import type { ScheduleConfig } from './schedule.js';
import { scheduleFromConfig } from './schedule-from-config.js';
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
        kind: fc.constant('linear-warmup' as const),
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
    expect(() => exponentialSchedule({ decay: Number.NaN, steps: 1 })).toThrow(
      'decay must be a finite number > 0',
    );
  });
});
