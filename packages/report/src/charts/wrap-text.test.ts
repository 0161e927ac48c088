import { expect, test } from 'vitest';
import { textWidth } from './svg-text.js';
import { wrapText } from './wrap-text.js';

test('what fits stays on one line, what does not goes on below, no word is lost', () => {
  expect(wrapText('Cross entropy', 20)).toEqual(['Cross entropy']);
  const text = 'Cross entropy on the test split over the width of the context';
  const lines = wrapText(text, 12);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.join(' ')).toBe(text);
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(12);
});

test('a word that is too long stays whole, no text has no lines', () => {
  expect(wrapText('a unargmaxability b', 4)).toEqual(['a', 'unargmaxability', 'b']);
  expect(wrapText('', 4)).toEqual([]);
});
