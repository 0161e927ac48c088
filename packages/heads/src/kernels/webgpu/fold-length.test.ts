import { describe, expect, it } from 'vitest';
import { foldLength } from './fold-length.js';

describe('foldLength', () => {
  it('takes the divisor with the fewest multiplications', () => {
    // 8921 = 11 · 811; 4 · 50 / 11 + 5.5 instead of 100.
    expect(foldLength(8921, 50)).toBe(11);
    // 4 · 80 / 25 + 12.5; 20 and 32 take 26 as well, and come later or are longer.
    expect(foldLength(20_000, 80)).toBe(25);
    expect(foldLength(1024, 3)).toBe(4);
  });

  it('is 1 where n has no factor, or none that helps', () => {
    expect(foldLength(20_011, 80)).toBe(1);
    expect(foldLength(14, 1)).toBe(1);
  });
});
