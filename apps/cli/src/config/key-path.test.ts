import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatKeyPath, parseKeyPath } from './key-path.js';

describe('key paths', () => {
  it('reads what it writes', () => {
    for (const path of [['name'], ['training', 'epochs'], ['heads', 0, 'dim', 3]]) {
      expect(parseKeyPath(formatKeyPath(path))).toEqual(path);
    }
    expect(parseKeyPath('heads.0.dim')).toEqual(['heads', 0, 'dim']);
  });

  it('refuses what is none', () => {
    for (const text of ['', '.', 'a..b', 'a[x]', '[0]', 'a b']) {
      expect(() => parseKeyPath(text)).toThrow(`"${text}" is no key path`);
    }
  });

  it('keeps every path of words and numbers', () => {
    const words = fc.stringMatching(/^[A-Za-z_]\w*$/);
    const paths = fc
      .tuple(words, fc.array(fc.oneof(words, fc.nat())))
      .map(([first, rest]) => [first, ...rest]);
    fc.assert(
      fc.property(paths, (path) => {
        expect(parseKeyPath(formatKeyPath(path))).toEqual(path);
      }),
    );
  });
});
