/** How one thing looks in charts and legends. */
export interface MarkStyle {
  /** Colour for a chart: a CSS variable. */
  readonly color: string;
  /** A Vega symbol shape, so that colour is never the only difference. */
  readonly shape: HeadShape;
}

/** How one series looks in every chart, legend and table. */
export interface HeadColor extends MarkStyle {
  /** Number of the CSS variable `--head-N`, 1 … 8. */
  readonly slot: number;
}

/** Symbol shapes of Vega that we also draw in legends. */
export type HeadShape = 'circle' | 'square' | 'diamond' | 'triangle-up' | 'triangle-down' | 'cross';

/** Each kind keeps its colour from report to report. */
const slotOfKind: Readonly<Record<string, number>> = {
  dft: 1,
  'sigmoid-bottleneck': 2,
  sigmoid: 3,
  vandermonde: 4,
};
const kindOrder: readonly string[] = ['sigmoid', 'sigmoid-bottleneck', 'dft', 'vandermonde'];
const shapes: readonly HeadShape[] = [
  'circle',
  'square',
  'diamond',
  'triangle-up',
  'triangle-down',
  'cross',
  'circle',
  'square',
];

/**
 * Gives each series a colour and a shape, and puts the series in the order of legends: known kinds first.
 *
 * @returns a map in that order; the first series of a kind has the kind's own colour, further ones take free colours
 */
export function headColors(series: readonly { name: string; kind: string }[]): Map<string, HeadColor> {
  const rank = (kind: string): number =>
    kindOrder.includes(kind) ? kindOrder.indexOf(kind) : kindOrder.length;
  const ordered = [...series].sort((a, b) => rank(a.kind) - rank(b.kind));
  const taken = new Set<number>();
  const colors = new Map<string, HeadColor>();
  for (const { name, kind } of ordered) {
    const own = slotOfKind[kind];
    if (own !== undefined && !taken.has(own)) {
      taken.add(own);
      colors.set(name, headColor(own));
    } else colors.set(name, headColor(0));
  }
  let wrapped = 0;
  for (const [name, { slot }] of colors) {
    if (slot !== 0) continue;
    const free = [5, 6, 7, 8, 4, 3, 2, 1].find((candidate) => !taken.has(candidate)) ?? 1 + (wrapped++ % 8);
    taken.add(free);
    colors.set(name, headColor(free));
  }
  return colors;
}

function headColor(slot: number): HeadColor {
  return { slot, color: `var(--head-${slot})`, shape: shapes[Math.max(0, slot - 1)]! };
}
