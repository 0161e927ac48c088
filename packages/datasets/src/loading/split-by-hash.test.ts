import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitByHash } from './split-by-hash.js';

const keys = Array.from({ length: 20_000 }, (_, i) => `row ${i}`);

test('the shares come out right, and seeds differ', () => {
  for (const seed of [0, 1, -5]) {
    const splits = keys.map((key) => splitByHash(key, { seed, valid: 0.1, test: 0.25 }));
    const share = (name: string) => splits.filter((split) => split === name).length / keys.length;
    // Four standard deviations of a binomial share.
    expect(Math.abs(share('valid') - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / keys.length));
    expect(Math.abs(share('test') - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / keys.length));
  }
  const both = keys.filter((key) =>
    [0, 1].every((seed) => splitByHash(key, { seed, valid: 0, test: 0.5 }) === 'test'),
  );
  expect(Math.abs(both.length / keys.length - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / keys.length));
});

test('raising a share moves examples only out of training', () => {
  const share = fc.double({ min: 0, max: 0.3, noNaN: true });
  fc.assert(
    fc.property(fc.string(), fc.integer(), share, share, share, (key, seed, valid, test, more) => {
      const before = splitByHash(key, { seed, valid, test });
      const after = splitByHash(key, { seed, valid: valid + more, test });
      if (before !== 'train') expect(after).toBe(before);
      else expect(after).not.toBe('test');
    }),
  );
});

test('some keys, whose split must never change', () => {
  const split = (key: string) => splitByHash(key, { seed: 7, valid: 0.3, test: 0.3 });
  expect(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(split)).toMatchInlineSnapshot(`
    [
      "test",
      "test",
      "valid",
      "valid",
      "valid",
      "test",
      "valid",
      "train",
    ]
  `);
});

test('shares that leave nothing for training are refused', () => {
  for (const shares of [
    { valid: 0.5, test: 0.5 },
    { valid: -0.1, test: 0 },
    { valid: 0, test: 1 },
    { valid: Number.NaN, test: 0 },
  ]) {
    expect(() => splitByHash('a', { seed: 0, ...shares })).toThrow(RangeError);
  }
  expect(() => splitByHash('a', { seed: 0.5, valid: 0, test: 0 })).toThrow(RangeError);
});
