import { describe, expect, test } from 'vitest';
import { distance, sights } from '../testing/color-vision.js';
import type { MarkStyle } from './head-colors.js';
import { darkPalette, lightPalette, type Palette, type PaletteToken } from './palette.js';
import { mostSeries, seriesMarks } from './series-marks.js';

const names = Array.from({ length: 14 }, (_, i) => `head ${i}`);

test('twelve names look different each, the first eight have a colour of their own', () => {
  const marks = [...seriesMarks(names).values()];
  expect(marks).toHaveLength(mostSeries);
  expect(mostSeries).toBe(12);
  expect(new Set(marks.map(({ color, shape }) => `${color} ${shape}`)).size).toBe(12);
  expect(new Set(marks.slice(0, 8).map(({ color }) => color)).size).toBe(8);
});

describe.each<[string, Palette]>([
  ['light', lightPalette],
  ['dark', darkPalette],
])('%s', (_, palette) => {
  test.each(Object.entries(sights))('two series of one symbol stay apart by colour: %s', (_name, sight) => {
    const marks = [...seriesMarks(names).values()];
    const hex = ({ color }: MarkStyle): string => palette[color.slice(6, -1) as PaletteToken];
    let pairs = 0;
    for (const [i, a] of marks.entries()) {
      for (const b of marks.slice(0, i)) {
        if (a.shape !== b.shape) continue;
        pairs++;
        expect(distance(hex(a), hex(b), sight), `${a.shape} ${a.color} ${b.color}`).toBeGreaterThan(12);
      }
    }
    expect(pairs).toBeGreaterThan(4);
  });
});
