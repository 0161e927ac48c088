import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearTicks, logTicks } from './log-ticks.js';

test('round values', () => {
  expect(logTicks(5000, 80000, 6)).toEqual([5000, 10000, 20000, 50000]);
  expect(logTicks(1, 1e6, 6)).toEqual([1, 100, 10000, 1e6]);
  expect(linearTicks(0, 62, 5)).toEqual([0, 20, 40, 60]);
  expect(linearTicks(0.1, 0.34, 5)).toEqual([0.1, 0.15, 0.2, 0.25, 0.3]);
  expect(linearTicks(3, 3, 5)).toEqual([3]);
});

test('ticks are few, inside and in order', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
      fc.double({ min: 1.0001, max: 1e6, noNaN: true }),
      fc.integer({ min: 3, max: 12 }),
      (low, ratio, most) => {
        for (const make of [logTicks, linearTicks]) {
          const ticks = make(low, low * ratio, most);
          expect(ticks.length).toBeLessThanOrEqual(most + 1);
          for (const [i, tick] of ticks.entries()) {
            expect(tick).toBeGreaterThanOrEqual(low * (1 - 1e-6));
            expect(tick).toBeLessThanOrEqual(low * ratio * (1 + 1e-6));
            if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1]!);
          }
        }
      },
    ),
  );
});
