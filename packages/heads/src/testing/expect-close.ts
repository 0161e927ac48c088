import { expect } from 'vitest';

/**
 * Expects |actual - expected| <= absolute + relative * |expected| everywhere, and names the worst entry otherwise.
 * NaN and infinity are close to nothing.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative = 1e-5, absolute = 1e-6 }: { readonly relative?: number; readonly absolute?: number } = {},
): void {
  expect(actual.length).toBe(expected.length);
  let worst = { excess: 0, text: '' };
  for (let i = 0; i < expected.length; i++) {
    const excess = Math.abs(actual[i]! - expected[i]!) / (absolute + relative * Math.abs(expected[i]!));
    if (!(excess <= Math.max(1, worst.excess))) {
      worst = { excess, text: `entry ${i}: got ${actual[i]}, expected ${expected[i]}` };
      if (Number.isNaN(excess)) break;
    }
  }
  expect(worst.text).toBe('');
}
