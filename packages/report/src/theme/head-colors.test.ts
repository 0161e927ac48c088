import { expect, test } from 'vitest';
import { headColors } from './head-colors.js';

test('a kind has the same colour in every report, whatever stands beside it', () => {
  const few = headColors([{ name: 'DFT', kind: 'dft' }]);
  const many = headColors([
    { name: 'mine', kind: 'my-head' },
    { name: 'DFT', kind: 'dft' },
    { name: 'BSL', kind: 'sigmoid-bottleneck' },
    { name: 'Full', kind: 'sigmoid' },
  ]);
  expect(many.get('DFT')).toEqual(few.get('DFT'));
  expect([...many.keys()]).toEqual(['Full', 'BSL', 'DFT', 'mine']);
});

test('up to eight series have colours of their own, more are still drawn', () => {
  const series = Array.from({ length: 11 }, (_, i) => ({ name: `s${i}`, kind: i < 3 ? 'dft' : 'other' }));
  const slots = [...headColors(series).values()].map((color) => color.slot);
  expect(new Set(slots.slice(0, 8)).size).toBe(8);
  expect(slots.every((slot) => slot >= 1 && slot <= 8)).toBe(true);
});
