import { describe, expect, it } from 'vitest';
import { type Tokenise, truncateTokens } from './truncate-tokens.js';

/** A token for each letter, between `before` and `after`. */
function letters(before: readonly number[], after: readonly number[]): Tokenise {
  return (text, withSpecialTokens) => {
    const own = Array.from(text, (letter) => letter.charCodeAt(0));
    return withSpecialTokens ? [...before, ...own, ...after] : own;
  };
}

describe('truncateTokens', () => {
  it('keeps the tokens around a text', () => {
    const tokenise = letters([1], [2, 3]);
    expect(truncateTokens(tokenise, 'abcd', 7)).toEqual({
      ids: [1, 97, 98, 99, 100, 2, 3],
      truncated: false,
    });
    expect(truncateTokens(tokenise, 'abcd', 6)).toEqual({ ids: [1, 97, 98, 99, 2, 3], truncated: true });
    expect(truncateTokens(tokenise, 'abcd', 3)).toEqual({ ids: [1, 2, 3], truncated: true });
    expect(truncateTokens(tokenise, 'abcd', 2)).toEqual({ ids: [1, 2], truncated: true });
  });

  it('finds a text behind tokens that look like its start', () => {
    expect(truncateTokens(letters([97, 97], []), 'ab', 3).ids).toEqual([97, 97, 97]);
    expect(truncateTokens(letters([], [9]), 'abc', 2).ids).toEqual([97, 9]);
  });
});
