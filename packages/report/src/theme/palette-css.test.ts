import { expect, test } from 'vitest';
import { darkPalette, lightPalette } from './palette.js';
import { paletteCss } from './palette-css.js';
import { styleSheet } from './style.js';

test('both palettes are there, dark for screens only', () => {
  expect(paletteCss()).toContain(`--surface:${lightPalette.surface}`);
  expect(paletteCss().split('@media screen and (prefers-color-scheme:dark)')[1]).toContain(
    `--surface:${darkPalette.surface}`,
  );
});

test('the style sheet uses no variable that nobody sets, and loads nothing', () => {
  const css = styleSheet();
  const set = new Set([...css.matchAll(/(--[a-z0-9-]+):/g)].map((match) => match[1]));
  // Set per cell in the page.
  for (const name of ['--bad-to', '--open-to']) set.add(name);
  const used = [...css.matchAll(/var\((--[a-z0-9-]+)/g)].map((match) => match[1]!);
  expect(used.filter((name) => !set.has(name))).toEqual([]);
  expect(css).not.toMatch(/url\(|@import|http/);
  expect(css.match(/\{/g)!.length).toBe(css.match(/\}/g)!.length);
});
