import { expect, test } from 'vitest';
import { formatBytes } from './format-bytes.js';

test('memory sizes', () => {
  expect([0, 1000, 2048, 123456789, 3.5 * 2 ** 30].map((value) => formatBytes(value))).toEqual([
    '0 B',
    '1000 B',
    '2.0 KiB',
    '118 MiB',
    '3.5 GiB',
  ]);
});
