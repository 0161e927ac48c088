import { describe, expect, it } from 'vitest';
import { padTexts } from './pad-texts.js';

describe('padTexts', () => {
  it('fills texts up to the longest, and says how long they are', () => {
    const rows = {
      numRows: 3,
      numCols: 9,
      offsets: Uint32Array.of(0, 1, 4, 6),
      tokens: Uint32Array.of(5, 1, 1, 8, 2, 3),
    };
    expect(padTexts(rows)).toEqual({
      numRows: 3,
      length: 3,
      tokens: Int32Array.of(5, 0, 0, 1, 1, 8, 2, 3, 0),
      lengths: Int32Array.of(1, 3, 2),
    });
    const none = { numRows: 0, numCols: 9, offsets: Uint32Array.of(0), tokens: new Uint32Array() };
    expect(padTexts(none)).toMatchObject({ length: 1, tokens: new Int32Array() });
  });
});
