import { describe, expect, it } from 'vitest';
import { ownCopy } from './own-copy.js';

describe('ownCopy', () => {
  it.each(['', 'word', 'größer', '漢字', '😀 of a text', 'half a pair \ud83d', '\udc00', 'a\0b'])(
    'is the same text: %j',
    (text) => {
      expect(ownCopy(text)).toBe(text);
    },
  );
});
