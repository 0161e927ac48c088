import { cleanText } from '../html/clean-text.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text for SVG, escaped. */
export function svgText(text: string): string {
  return cleanText(text).replace(/[&<>"]/g, (character) => entities[character]!);
}

/**
 * About how wide a text is, in units of its font size, in a common sans-serif face. There is no font to measure with;
 * this is right to about a tenth.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/[iljtfrI.,:;'|!()[\] ]/.test(character)) width += 0.32;
    else if (/[mwMW@%]/.test(character)) width += 0.88;
    else if (character > '\u2e80') width += 1;
    else if (/[A-Z]/.test(character)) width += 0.68;
    else width += 0.58;
  }
  return width;
}
