import type { DrawingSize } from '../theme/chart-theme.js';
import type { ChartPlan, LegendEntry } from './chart-plan.js';
import { type Drawing, drawPanel } from './draw-panel.js';

/** A chart with all its panels drawn. */
export interface DrawnChart {
  readonly plan: ChartPlan;
  readonly legend: readonly LegendEntry[];
  readonly layout: DrawnLayout;
}

/** As ChartLayout, with drawings in place of specs. */
export type DrawnLayout =
  | {
      readonly kind: 'single';
      readonly sizes: readonly { readonly size: DrawingSize; readonly drawing: Drawing }[];
    }
  | { readonly kind: 'grid'; readonly rows: readonly DrawnRow[] };

export interface DrawnRow {
  readonly heading?: string;
  readonly panels: readonly { readonly heading?: string; readonly drawing: Drawing }[];
}

/** Draws every panel of a chart. */
export async function drawChart(plan: ChartPlan): Promise<DrawnChart> {
  const { layout, legend } = plan;
  if (layout.kind === 'single') {
    const sizes: { size: DrawingSize; drawing: Drawing }[] = [];
    for (const { size, spec } of layout.sizes) sizes.push({ size, drawing: await drawPanel(spec) });
    return { plan, legend, layout: { kind: 'single', sizes } };
  }
  const rows: DrawnRow[] = [];
  for (const { heading, panels } of layout.rows) {
    const drawn: { heading?: string; drawing: Drawing }[] = [];
    for (const panel of panels)
      drawn.push({ ...headed(panel.heading), drawing: await drawPanel(panel.spec) });
    rows.push({ ...headed(heading), panels: drawn });
  }
  return { plan, legend, layout: { kind: 'grid', rows } };
}

function headed(heading: string | undefined): { heading?: string } {
  return heading === undefined ? {} : { heading };
}
