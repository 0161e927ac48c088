import { expect, test } from 'vitest';
import { cleanText } from './clean-text.js';

test('control characters, non-characters and lone surrogates go, everything else stays', () => {
  expect(cleanText('a\u0000b\u001b[31m\tc\nd\uffff')).toBe('ab[31m\tc\nd');
  expect(cleanText('\ud83d\ude00 \ud83d! Ω café 漢字')).toBe('\ud83d\ude00 \ufffd! Ω café 漢字');
});
