import { expect, test } from 'vitest';
import { typesetNumber } from './typeset-number.js';

test.each([
  ['0', '0'],
  ['999', '999'],
  ['1000', '1,000'],
  ['-1234567', '−1,234,567'],
  ['-33278.5', '−33,278.5'],
  ['0.12345', '0.12345'],
  ['2.00e-7', '2.00e−7'],
  ['1e+21', '1e+21'],
])('%s reads %s', (digits, text) => {
  expect(typesetNumber(digits)).toBe(text);
});
