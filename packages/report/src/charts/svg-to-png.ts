import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

/**
 * Draws an SVG as a PNG at twice its size.
 *
 * Texts are set in Inter (SIL Open Font License), which comes with this package: a machine without fonts, such as a
 * container, gives the same picture. Letters that Inter lacks (it has Latin, Greek and Cyrillic) stay empty.
 */
export function svgToPng(svg: string): Uint8Array {
  const { resolve } = createRequire(import.meta.url);
  const weights = ['400Regular', '600SemiBold'];
  const renderer = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: {
      loadSystemFonts: false,
      fontFiles: weights.map((weight) => resolve(`@expo-google-fonts/inter/${weight}/Inter_${weight}.ttf`)),
      defaultFontFamily: 'Inter',
      sansSerifFamily: 'Inter',
    },
  });
  return renderer.render().asPng();
}
