import { describe, expect, test } from 'vitest';
import { contrast, distance, sights } from '../testing/color-vision.js';
import { darkPalette, lightPalette, type Palette, type PaletteToken } from './palette.js';

const heads = [1, 2, 3, 4, 5, 6, 7, 8].map((slot) => `head-${slot}` as PaletteToken);

describe.each<[string, Palette]>([
  ['light', lightPalette],
  ['dark', darkPalette],
])('%s', (_, palette) => {
  test.each(heads)('%s stands out from the ground (3:1)', (token) => {
    expect(contrast(palette[token], palette.surface)).toBeGreaterThanOrEqual(3);
  });

  test.each<PaletteToken>(['ink', 'ink-2', 'ink-3', 'accent', 'good', 'bad', 'open'])(
    '%s is readable (4.5:1)',
    (token) => {
      for (const ground of ['page', 'surface', 'sunken'] as const) {
        if (ground === 'sunken' && token === 'ink-3') continue;
        expect(contrast(palette[token], palette[ground]), ground).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  test.each(Object.entries(sights))('the four known heads stay apart: %s', (_name, sight) => {
    for (const a of heads.slice(0, 4)) {
      for (const b of heads.slice(0, 4)) {
        if (a < b) expect(distance(palette[a], palette[b], sight), `${a} ${b}`).toBeGreaterThan(12);
      }
    }
  });
});
