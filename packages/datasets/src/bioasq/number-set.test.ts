import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberSet } from './number-set.js';

test('has what was added, also after it was written down', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(20_000)), fc.array(fc.nat(40_000)), (added, others) => {
      const [kept, before] = [numberSet(), numberSet()];
      for (const [i, value] of added.entries()) {
        kept.add(value);
        if (i % 2 === 0) before.add(value);
      }
      const again = numberSet(before.encode());
      for (const [i, value] of added.entries()) if (i % 2 === 1) again.add(value);
      for (const value of [...added, ...others]) {
        expect(kept.has(value)).toBe(added.includes(value));
        expect(again.has(value)).toBe(added.includes(value));
      }
      expect(again.encode()).toBe(kept.encode());
    }),
  );
});
