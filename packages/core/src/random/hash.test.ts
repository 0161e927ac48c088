import { describe, expect, it } from 'vitest';
import { hashToInt32 } from './hash.js';

describe('hashToInt32', () => {
  it('never changes: data splits depend on it', () => {
    expect(['', 'a', 'b', 'label 17', 'naïve', '🙂'].map(hashToInt32)).toEqual([
      -1421968373, -1846945241, 135196497, 877898001, 594959687, 1779001627,
    ]);
  });

  it('spreads close inputs over all bits', () => {
    const hashes = Array.from({ length: 4000 }, (_, i) => hashToInt32(`row ${i}`));
    expect(new Set(hashes).size).toBe(4000);
    for (let bit = 0; bit < 32; bit++) {
      const ones = hashes.filter((hash) => (hash >>> bit) & 1).length;
      // 2000 ± 6 standard deviations.
      expect(Math.abs(ones - 2000)).toBeLessThan(190);
    }
  });

  it('refuses what is no string', () => {
    expect(() => hashToInt32(5 as unknown as string)).toThrow(TypeError);
  });
});
