import { expect, test } from 'vitest';
import { svgText, textWidth } from './svg-text.js';

test('text is escaped and cleaned', () => {
  expect(svgText('a<b> & "c"\u0000')).toBe('a&lt;b&gt; &amp; &quot;c&quot;');
});

test('wide letters are wider', () => {
  expect(textWidth('WWW')).toBeGreaterThan(textWidth('iii'));
  expect(textWidth('漢字')).toBe(2);
  expect(textWidth('')).toBe(0);
});
