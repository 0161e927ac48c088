import { expect, test } from 'vitest';
import { shortenText } from './shorten-text.js';

test('long texts end in an ellipsis, whole characters only', () => {
  expect(shortenText('DFT slack 25', 12)).toBe('DFT slack 25');
  expect(shortenText('DFT slack 256', 12)).toBe('DFT slack 2…');
  expect(shortenText('\u{1f600}\u{1f600}\u{1f600}', 2)).toBe('\u{1f600}…');
});
