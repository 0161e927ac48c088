import { expect, it } from 'vitest';
import { formatCode } from './format-code.js';

it.each([
  ['0389', 'diagnosis', '038.9'],
  ['0389', 'procedure', '03.89'],
  ['042', 'diagnosis', '042'],
  ['V103', 'diagnosis', 'V10.3'],
  ['V10', 'diagnosis', 'V10'],
  ['E8790', 'diagnosis', 'E879.0'],
  ['E879', 'diagnosis', 'E879'],
  ['401.9', 'diagnosis', '401.9'],
  ['311', 'procedure', '31.1'],
  ['66', 'procedure', '66.'],
] as const)('writes %s as a %s: %s', (code, kind, expected) => {
  expect(formatCode(code, kind)).toBe(expected);
});
