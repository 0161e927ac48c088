import { Error as errorLevel, logger, parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/** A drawing: the inside of an SVG, and the box it is in. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Child elements of the SVG; colours are CSS variables, fonts are inherited. */
  readonly inner: string;
}

/**
 * Draws a Vega-Lite chart without a browser.
 *
 * Texts come out escaped; what only the interactive renderer needs (roles, classes, empty boxes) is taken out, which
 * makes the picture about half as large.
 */
export async function drawPanel(spec: TopLevelSpec): Promise<Drawing> {
  const compiled = compile(spec, { logger: logger(errorLevel) });
  const view = new View(parse(compiled.spec), { renderer: 'none', logLevel: errorLevel });
  try {
    const svg = await view.toSVG();
    const box = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"[^>]*>/.exec(svg);
    if (box === null) throw new Error('Vega returned an SVG without a size');
    const inner = svg.slice(box[0].length, svg.lastIndexOf('</svg>'));
    return { width: Number(box[1]), height: Number(box[2]), inner: slim(inner) };
  } finally {
    view.finalize();
  }
}

/** Works on tags only, so that no text of a chart can be changed by it. */
function slim(markup: string): string {
  return markup
    .replace(/<path class="(?:background|foreground)"[^>]*d=""[^>]*\/>/g, '')
    .replace(/<path class="background"[^>]*d="M0,0h0v0h0Z"[^>]*\/>/g, '')
    .replace(/<[a-z][^>]*>/g, (tag) =>
      tag
        .replace(/ (?:class|role|aria-[a-z]+|pointer-events)="[^"]*"/g, '')
        .replace(/ opacity="1"/g, '')
        .replace(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2)))),
    )
    .replace(/<g><\/g>/g, '');
}
