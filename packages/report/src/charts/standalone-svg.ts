import { lightPalette, type PaletteToken } from '../theme/palette.js';
import type { DrawnChart, DrawnRow } from './draw-chart.js';
import type { Drawing } from './draw-panel.js';
import { shortenText } from './shorten-text.js';
import { svgText, textWidth } from './svg-text.js';
import { symbolPath } from './symbol-path.js';
import { wrapText } from './wrap-text.js';

/** The font family of standalone charts: Inter is what the PNG is drawn with. */
const fontFamily = "Inter, system-ui, 'Segoe UI', 'Liberation Sans', Arial, sans-serif";
const padding = 24;
const gap = 20;
const titleSize = 20;

/** One SVG file with everything in it: title, legend, all panels, light colours. */
export function standaloneSvg(chart: DrawnChart): string {
  const rows: readonly DrawnRow[] =
    chart.layout.kind === 'single' ? [{ panels: chart.layout.sizes.slice(0, 1) }] : chart.layout.rows;
  const columns = Math.min(3, Math.max(...rows.map((row) => row.panels.length)));
  const panelWidth = Math.max(...rows.flatMap((row) => row.panels.map((panel) => panel.drawing.width)));
  const inner = Math.max(columns * panelWidth + (columns - 1) * gap, 560);
  const width = inner + 2 * padding;
  const body: string[] = [];
  let y = padding - 6;
  for (const titleLine of wrapText(chart.plan.title, inner / titleSize)) {
    y += 26;
    body.push(text(titleLine, padding, y, titleSize, 'ink', 600));
  }
  y += 16;
  if (chart.legend.length > 0) {
    y += 10;
    let x = padding;
    for (const { label, color } of chart.legend) {
      const shown = shortenText(label, 48);
      const entryWidth = 20 + 13 * textWidth(shown) + 22;
      if (x > padding && x + entryWidth > width - padding) {
        x = padding;
        y += 22;
      }
      body.push(
        `<path d="${symbolPath(color.shape, 5.5)}" fill="${color.color}" transform="translate(${x + 6},${y})"/>`,
        text(shown, x + 18, y + 4.5, 13, 'ink-2'),
      );
      x += entryWidth;
    }
    y += 14;
  }
  for (const row of rows) {
    if (row.heading !== undefined) {
      y += 26;
      body.push(text(row.heading, padding, y, 15, 'ink', 600));
    }
    y += 12;
    for (let first = 0; first < row.panels.length; first += columns) {
      const line = row.panels.slice(first, first + columns);
      const headed = line.some((panel) => panel.heading !== undefined);
      if (headed) y += 16;
      for (const [at, panel] of line.entries()) {
        const x = padding + at * (panelWidth + gap);
        if (panel.heading !== undefined)
          body.push(text(shortenText(panel.heading, 44), x, y, 13, 'ink-2', 600));
        body.push(place(panel.drawing, x, headed ? y + 8 : y));
      }
      y += Math.max(...line.map((panel) => panel.drawing.height)) + (headed ? 8 : 0) + gap;
    }
  }
  const height = round(y - gap + padding);
  return lightColors(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${height}" viewBox="0 0 ${round(width)} ${height}" role="img" font-family="${fontFamily}"><title>${svgText(chart.plan.title)}</title><desc>${svgText(chart.plan.alternative)}</desc><rect width="100%" height="100%" fill="var(--surface)"/>${body.join('')}</svg>`,
  );
}

function place(drawing: Drawing, x: number, y: number): string {
  return `<svg x="${round(x)}" y="${round(y)}" width="${drawing.width}" height="${drawing.height}" viewBox="0 0 ${drawing.width} ${drawing.height}">${drawing.inner}</svg>`;
}

function text(
  content: string,
  x: number,
  y: number,
  size: number,
  color: PaletteToken,
  weight = 400,
): string {
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" fill="var(--${color})">${svgText(content)}</text>`;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}

/** A file on its own has no page to set the CSS variables: puts the light colours and the font in place. Tags only. */
function lightColors(svg: string): string {
  return svg.replace(/<[a-z][^>]*>/g, (tag) =>
    tag
      .replace(
        /"var\(--([a-z0-9-]+)\)"/g,
        (_, token: string) => `"${lightPalette[token as PaletteToken] ?? 'none'}"`,
      )
      .replaceAll(' font-family="inherit"', ''),
  );
}
