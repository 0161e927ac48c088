import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meanInterval } from './mean-interval.js';

/** Quantiles of Student's t from printed tables: degrees of freedom, one-sided probability, value. */
test.each([
  [1, 0.95, 12.7062],
  [2, 0.95, 4.30265],
  [4, 0.95, 2.77645],
  [10, 0.95, 2.22814],
  [10, 0.99, 3.16927],
  [30, 0.9, 1.69726],
  [1000, 0.95, 1.96234],
])(
  'with %i degrees of freedom and confidence %f the half width is %f standard errors',
  (freedom, confidence, t) => {
    const n = freedom + 1;
    // Half at -1, half at 1 (one at 0 where n is odd): the mean is 0.
    const values = Array.from({ length: n }, (_, i): number =>
      2 * i === n - 1 ? 0 : 2 * i < n - 1 ? -1 : 1,
    );
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / freedom);
    const { mean, low, high } = meanInterval(values, confidence);
    expect(mean).toBeCloseTo(0, 12);
    expect(high! / (deviation / Math.sqrt(n))).toBeCloseTo(t, 4);
    expect(low).toBeCloseTo(-high!, 12);
  },
);

test('five perplexities', () => {
  const { mean, low, high, n } = meanInterval([57.1, 57.3, 56.9, 57.2, 57.0]);
  expect(n).toBe(5);
  expect(mean).toBeCloseTo(57.1, 10);
  expect(high! - mean).toBeCloseTo((2.776445 * Math.sqrt(0.025)) / Math.sqrt(5), 6);
  expect(mean - low!).toBeCloseTo(high! - mean, 10);
});

test('one value has no interval, equal values have one of width 0', () => {
  expect(meanInterval([3])).toEqual({ mean: 3, n: 1 });
  expect(meanInterval([0.1, 0.1, 0.1])).toEqual({ mean: 0.1, low: 0.1, high: 0.1, n: 3 });
});

test('moves and stretches with its values', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 }),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      (values, shift) => {
        const plain = meanInterval(values);
        const moved = meanInterval(values.map((value) => value + shift));
        expect(moved.mean).toBeCloseTo(plain.mean + shift, 6);
        expect(moved.high! - moved.low!).toBeCloseTo(plain.high! - plain.low!, 5);
      },
    ),
    { seed: 20250301 },
  );
});

test('holds the true mean about as often as it says', () => {
  // Sums of twelve uniform numbers are as good as normal; a fixed generator keeps the count fixed.
  let state = 1;
  const uniform = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const normal = (): number => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
  let held = 0;
  for (let i = 0; i < 4000; i++) {
    const { low, high } = meanInterval([normal(), normal(), normal(), normal()]);
    if (low! <= 0 && high! >= 0) held++;
  }
  expect(held / 4000).toBeGreaterThan(0.94);
  expect(held / 4000).toBeLessThan(0.96);
});

test.each<[string, number[], number, string]>([
  ['no values', [], 0.95, 'values must have at least one number, got none'],
  ['a value that is none', [1, Number.NaN], 0.95, 'values[1] must be a finite number, got NaN'],
  ['a confidence in per cent', [1, 2], 95, 'confidence must be a number in (0, 1), got 95'],
])('%s is refused', (_, values, confidence, message) => {
  expect(() => meanInterval(values, confidence)).toThrow(RangeError);
  expect(() => meanInterval(values, confidence)).toThrow(message);
});
