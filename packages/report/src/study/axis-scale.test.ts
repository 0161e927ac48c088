import { expect, test } from 'vitest';
import { axisScale } from './axis-scale.js';

test.each([
  ['linear', 50, 70],
  ['log', 2, 512],
  ['linear', -3, 3],
  ['log', 57, 57],
  ['linear', 0, 0],
] as const)('%s from %f to %f: holds its values, and valueAt undoes place', (scale, low, high) => {
  const axis = axisScale({ title: 'y', scale }, [low, high], 0.08);
  for (const value of [low, high]) {
    expect(axis.place(value)).toBeGreaterThanOrEqual(0);
    expect(axis.place(value)).toBeLessThanOrEqual(1);
    expect(axis.valueAt(axis.place(value))).toBeCloseTo(value, 9);
  }
  expect(axis.domain[1]).toBeGreaterThan(axis.domain[0]);
  expect(axis.ticks(6).length).toBeGreaterThan(0);
});

test('values that are not negative do not make a negative axis, shares none above 100%', () => {
  expect(axisScale({ title: 'y' }, [0.01, 3], 0.08).domain[0]).toBe(0);
  expect(axisScale({ title: 'y', format: 'percent' }, [0.2, 0.99], 0.08).domain[1]).toBe(1);
  expect(axisScale({ title: 'y', format: 'percent' }, [0.2, 1.3], 0.08).domain[1]).toBeGreaterThan(1.3);
});

test('neighbouring ticks never have the same text', () => {
  for (const [low, high] of [
    [57.05, 57.2],
    [20100, 20150],
    [-20000, 20000],
    [1e-7, 5e-7],
    [1.0001e6, 1.0002e6],
  ] as const) {
    const axis = axisScale({ title: 'y' }, [low, high], 0.05);
    const texts = axis.ticks(6).map(axis.format);
    expect(new Set(texts).size, texts.join(' ')).toBe(texts.length);
  }
});

test.each([
  ['number', 20000, '20k'],
  ['number', 20125, '20,125'],
  ['number', -15000, '\u221215k'],
  ['number', 1234.5, '1,234.5'],
  ['number', 2e-7, '2e\u22127'],
  ['percent', 0.125, '12.5%'],
  ['percent', 0.07, '7%'],
] as const)('a tick in %s at %f reads %s', (format, tick, text) => {
  expect(axisScale({ title: 'y', format }, [0, 1], 0).format(tick)).toBe(text);
});
