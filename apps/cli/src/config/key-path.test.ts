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
});
