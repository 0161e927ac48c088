import { drawingStyle } from './drawing-style.js';
import { formatCoordinate } from './format-coordinate.js';
import { svgText } from './svg-text.js';

const fontFamily = "Inter, system-ui, 'Segoe UI', 'Liberation Sans', Arial, sans-serif";

/** What {@link svgDocument} is made of. */
export interface SvgDocumentParts {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** The drawing in words, for those who do not see it. */
  readonly description: string;
  /** SVG elements. */
  readonly body: readonly string[];
}

/** A whole SVG file with a title, a description, its style and a background. */
export function svgDocument({ width, height, title, description, body }: SvgDocumentParts): string {
  const [w, h] = [formatCoordinate(Math.ceil(width)), formatCoordinate(Math.ceil(height))];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" ` +
    `font-family="${fontFamily}" font-size="13">\n<title>${svgText(title)}</title>\n<desc>${svgText(description)}</desc>\n` +
    `<style>${drawingStyle}</style>\n<rect class="sbn-surface" width="100%" height="100%"/>\n${body.join('\n')}\n</svg>\n`
  );
}
