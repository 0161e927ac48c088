import type { Config } from 'vega-lite';

/** Colours for chart specs: CSS variables, which the page sets for light and dark. */
export const ink = 'var(--ink)';
export const softInk = 'var(--ink-2)';
export const faintInk = 'var(--ink-3)';
export const line = 'var(--line)';
export const surface = 'var(--surface)';

/** A drawing's outer size and the size of its texts, px. */
export interface DrawingSize {
  readonly name: 'wide' | 'medium' | 'narrow';
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
}

/** A chart that fills its figure comes in three sizes; the page shows the one whose texts come out nearest to 12 px. */
export const drawingSizes: readonly DrawingSize[] = [
  { name: 'wide', width: 980, height: 430, fontSize: 13 },
  { name: 'medium', width: 660, height: 400, fontSize: 13 },
  { name: 'narrow', width: 350, height: 350, fontSize: 12 },
];

/** Small drawings that stand side by side where there is room. */
export const panelSize: { readonly width: number; readonly height: number } = { width: 350, height: 250 };

/**
 * The look of every chart. Fonts are inherited from the page; `aria` is off because the page labels each chart as one
 * picture and puts its numbers into a table.
 *
 * @param fontSize px
 */
export function chartConfig(fontSize: number): Config {
  return {
    aria: false,
    background: 'transparent',
    font: 'inherit',
    view: { stroke: null },
    axis: {
      labelColor: softInk,
      labelFontSize: fontSize,
      labelPadding: 6,
      labelOverlap: false,
      titleColor: softInk,
      titleFontSize: fontSize,
      titleFontWeight: 'normal',
      titlePadding: 8,
      gridColor: 'var(--grid)',
      domain: false,
      ticks: false,
    },
    axisX: {
      grid: false,
      domain: true,
      domainColor: line,
      ticks: true,
      tickColor: line,
      tickSize: 4,
      labelFlush: false,
    },
    // The title of a y axis stands above it, left-aligned and upright: nobody should have to tilt the head.
    axisY: { titleAngle: 0, titleAlign: 'left', titleAnchor: 'end', titleBaseline: 'bottom', titleY: -14 },
    text: { color: ink, fontSize },
  };
}
