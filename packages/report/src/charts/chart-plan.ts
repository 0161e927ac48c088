import type { TopLevelSpec } from 'vega-lite';
import type { DrawingSize } from '../theme/chart-theme.js';
import type { MarkStyle } from '../theme/head-colors.js';

/** A chart before it is drawn. */
export interface ChartPlan {
  /** File name and anchor. */
  readonly name: string;
  readonly title: string;
  /** How to read it, one or two sentences. */
  readonly caption: string;
  /** What it shows, in words and numbers: the text for those who do not see it. */
  readonly alternative: string;
  readonly legend: readonly LegendEntry[];
  readonly layout: ChartLayout;
}

/** One drawing in several sizes, or a grid of small drawings. */
export type ChartLayout =
  | {
      readonly kind: 'single';
      readonly sizes: readonly { readonly size: DrawingSize; readonly spec: TopLevelSpec }[];
    }
  | { readonly kind: 'grid'; readonly rows: readonly PanelRow[] };

/** Small drawings that share a heading and a y axis. */
export interface PanelRow {
  readonly heading?: string;
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly heading?: string;
  readonly spec: TopLevelSpec;
}

export interface LegendEntry {
  readonly label: string;
  readonly color: MarkStyle;
}
