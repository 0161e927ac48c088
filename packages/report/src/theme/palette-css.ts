import { darkPalette, lightPalette, type Palette } from './palette.js';

/** The CSS variables of both palettes: dark where the reader asks for it, light on paper always. */
export function paletteCss(): string {
  const variables = (palette: Palette): string =>
    Object.entries(palette)
      .map(([token, color]) => `--${token}:${color}`)
      .join(';');
  return `:root{color-scheme:light dark;${variables(lightPalette)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(darkPalette)}}}`;
}
