import { expect, test } from 'vitest';
import { axisScale } from './axis-scale.js';
import { xTicks } from './x-ticks.js';

const ticksOf = (xs: readonly number[], scale: 'linear' | 'log', width: number): number[] =>
  xTicks(xs, axisScale({ title: 'd', scale }, xs, 0.04), { width, fontSize: 12 });

test('few widths are ticks themselves, in order and once', () => {
  expect(ticksOf([16, 2, 4, 8, 2], 'log', 600)).toEqual([2, 4, 8, 16]);
});

test('texts that would touch are left out, the last one stays', () => {
  const ticks = ticksOf([2, 3, 4, 5, 6, 1000], 'linear', 300);
  expect(ticks).toEqual([6, 1000]);
  // 38 px apart: room for a dot, not for the text.
  expect(ticksOf([10_000, 10_125, 10_250], 'linear', 80)).toEqual([10_000, 10_250]);
});

test('many steps get round ticks', () => {
  const steps = Array.from({ length: 300 }, (_, i) => 10 * i + 7);
  expect(ticksOf(steps, 'linear', 300)).toEqual([0, 1000, 2000, 3000]);
});
