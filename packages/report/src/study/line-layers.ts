import type { TopLevelSpec } from 'vega-lite';
import type { NumberAxis } from '../charts/number-axis.js';
import { surface } from '../theme/chart-theme.js';
import type { Line } from './line-data.js';

/** A layer of a Vega-Lite chart. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/** How lines are drawn. */
export interface LineStyle {
  readonly x: NumberAxis;
  readonly y: NumberAxis;
  /** Area of a symbol, px². */
  readonly symbolSize: number;
  /** How an interval is drawn: a band along the line, or a thin bar through each point. */
  readonly intervals: 'band' | 'bar';
  /** The x at which a point of a line is drawn: its own, or a little beside it. */
  readonly shift: (x: number, line: number) => number;
}

/** With more points than this on a line, symbols would hide it. */
const mostSymbols = 30;

/** The layers of some lines: intervals below, then the lines, then symbols. */
export function lineLayers(lines: readonly Line[], style: LineStyle): Layer[] {
  const rows = lines.flatMap((line, place) =>
    line.runs.flatMap((run, number) =>
      run.map(({ x, y, interval }) => ({
        x: style.shift(x, place),
        y,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        // A band needs two points; where there is one, its interval is a bar.
        band: style.intervals === 'band' && run.length > 1,
        run: `${place}.${number}`,
        color: line.mark.color,
        shape: line.mark.shape,
        dash: line.dashed ? [6, 4] : [1, 0],
        symbol: line.runs.flat().length <= mostSymbols || run.length === 1,
      })),
    ),
  );
  const x = { field: 'x', ...style.x };
  const y = { field: 'y', ...style.y };
  const color = { field: 'color', type: 'nominal' as const, scale: null };
  const detail = { field: 'run' };
  const ends = { x, y: { ...style.y, field: 'low' }, y2: { field: 'high' }, color };
  const intervals = rows.filter((row) => row.low !== null);
  return [
    {
      data: { values: intervals.filter((row) => row.band) },
      mark: { type: 'area', opacity: 0.16 },
      encoding: { ...ends, detail },
    },
    {
      data: { values: intervals.filter((row) => !row.band) },
      mark: { type: 'rule', strokeWidth: 2, opacity: 0.75 },
      encoding: ends,
    },
    {
      data: { values: rows },
      mark: { type: 'line', strokeWidth: 2, strokeJoin: 'round', opacity: 0.9 },
      encoding: { x, y, color, detail, strokeDash: { field: 'dash', type: 'nominal', scale: null } },
    },
    {
      data: { values: rows.filter((row) => row.symbol) },
      mark: {
        type: 'point',
        filled: true,
        size: style.symbolSize,
        opacity: 1,
        stroke: surface,
        strokeWidth: 1.25,
      },
      encoding: { x, y, color, shape: { field: 'shape', type: 'nominal', scale: null } },
    },
  ];
}
