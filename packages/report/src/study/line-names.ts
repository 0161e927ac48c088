import type { Frame } from '../charts/frame.js';
import { haloText } from '../charts/halo-text.js';
import { shortenText } from '../charts/shorten-text.js';
import { spreadApart } from '../charts/spread-apart.js';
import { textWidth } from '../charts/svg-text.js';
import { faintInk, ink, softInk } from '../theme/chart-theme.js';
import type { AxisScale } from './axis-scale.js';
import type { Line } from './line-data.js';
import type { Layer, LineStyle } from './line-layers.js';

const pixel = { type: 'quantitative' as const, scale: null };

/** Names of series and of reference lines right of the plot, each joined to its line. */
export function endNames(options: {
  readonly lines: readonly Line[];
  readonly references: readonly { y: number; name: string }[];
  /** The shortened names: those of `lines`, then those of `references`. */
  readonly margin: readonly string[];
  readonly scales: { readonly x: AxisScale; readonly y: AxisScale };
  /** As of the lines. */
  readonly shift: LineStyle['shift'];
  readonly box: Frame;
  readonly fontSize: number;
}): Layer[] {
  const { lines, references, margin, scales, shift, box, fontSize } = options;
  if (margin.length === 0) return [];
  const height = (y: number): number => (1 - scales.y.place(y)) * box.height;
  const ends = [
    ...lines.map((line, i) => {
      const last = line.runs.at(-1)!.at(-1)!;
      return { x: scales.x.place(shift(last.x, i)) * box.width, y: height(last.y), ...line.mark };
    }),
    ...references.map(({ y }) => ({
      x: box.width,
      y: height(y),
      color: faintInk,
      shape: null,
    })),
  ];
  const places = spreadApart(
    ends.map((end) => end.y),
    fontSize + 4,
    0,
    box.height,
  );
  const values = ends.map((end, i) => ({
    ...end,
    label: margin[i]!,
    labelY: places[i]!,
    from: end.x + (end.shape === null ? 0 : 7),
    to: box.width + 16,
    symbolX: box.width + 23,
    textX: box.width + (end.shape === null ? 20 : 33),
    textColor: end.shape === null ? softInk : ink,
  }));
  const color = { field: 'color', type: 'nominal' as const, scale: null };
  return [
    {
      data: { values },
      mark: { type: 'rule', strokeWidth: 1, opacity: 0.65 },
      encoding: {
        x: { field: 'from', ...pixel },
        x2: { field: 'to' },
        y: { field: 'y', ...pixel },
        y2: { field: 'labelY' },
        color,
      },
    },
    {
      data: { values: values.filter((value) => value.shape !== null) },
      mark: { type: 'point', filled: true, size: 70, opacity: 1 },
      encoding: {
        x: { field: 'symbolX', ...pixel },
        y: { field: 'labelY', ...pixel },
        color,
        shape: { field: 'shape', type: 'nominal', scale: null },
      },
    },
    {
      data: { values },
      mark: { type: 'text', align: 'left', baseline: 'middle', fontSize },
      encoding: {
        x: { field: 'textX', ...pixel },
        y: { field: 'labelY', ...pixel },
        text: { field: 'label' },
        color: { field: 'textColor', type: 'nominal', scale: null },
      },
    },
  ];
}

/** Names of reference lines on the lines themselves, for narrow drawings. */
export function referenceNames(
  references: readonly { y: number; name: string }[],
  scale: AxisScale,
  box: Frame,
  fontSize: number,
): Layer[] {
  if (references.length === 0) return [];
  const places = spreadApart(
    references.map(({ y }) => (1 - scale.place(y)) * box.height - fontSize * 0.75),
    fontSize + 2,
    fontSize / 2,
    box.height,
  );
  const values = references.map(({ name }, i) => {
    const label = shortenText(name, Math.floor(box.width / (0.58 * fontSize)));
    return { label, x: (fontSize * textWidth(label)) / 2 + 2, y: places[i]! };
  });
  return haloText({ fontSize, baseline: 'middle' }).map((mark) => ({
    data: { values },
    mark,
    encoding: { x: { field: 'x', ...pixel }, y: { field: 'y', ...pixel }, text: { field: 'label' } },
  }));
}
