import { textWidth } from '../drawing/svg-text.js';
import type { LineEnd, Panel, PanelLine, ScreenPoint } from './panel.js';

/** The name of a hyperplane beside one of its ends. */
export interface PlacedName {
  readonly line: PanelLine;
  readonly end: LineEnd;
  readonly text: string;
  /** The vertical middle of the text, at its anchor. */
  readonly at: ScreenPoint;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Whether the text had to move away, so that it needs a line to its end. */
  readonly isMoved: boolean;
}

type Box = readonly [left: number, top: number, right: number, bottom: number];

const fontSize = 13;
const lineHeight = 17;
const distance = 26;

/**
 * Puts the names of hyperplanes around a panel, each at one of the two ends of its line, so that no two overlap where
 * that can be had.
 */
export function placeNames(panel: Panel, textOf: (line: PanelLine) => string): PlacedName[] {
  const taken: Box[] = panel.ticks.map(({ text, at, anchor }) => boxOf(text, at, anchor));
  return panel.lines.map((line) => {
    const text = textOf(line);
    const ends = [...line.ends].sort((a, b) => preference(b, panel.size) - preference(a, panel.size));
    let best: (PlacedName & { readonly box: Box; readonly overlap: number }) | undefined;
    for (const shift of [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6]) {
      for (const end of ends) {
        const { at, anchor } = textPlace(end, shift * lineHeight, panel);
        const box = boxOf(text, at, anchor);
        const overlap = taken.reduce((sum, other) => sum + overlapOf(box, other), 0);
        if (best === undefined || overlap < best.overlap) {
          best = { line, end, text, at, anchor, isMoved: shift !== 0, box, overlap };
        }
      }
      if (best?.overlap === 0) break;
    }
    const { box, overlap: _, ...placed } = best!;
    taken.push(box);
    return placed;
  });
}

/** Names read best at the right, then at the left. */
function preference({ at: [x, y] }: LineEnd, size: number): number {
  return Math.abs(x - size / 2) - Math.abs(y - size / 2) + (x > size / 2 ? 1 : 0);
}

/** Where a text goes for the end of a line, moved along the rim. */
function textPlace(
  { at: [x, y], outward: [ox, oy] }: LineEnd,
  shift: number,
  { size, isRound }: Panel,
): { at: ScreenPoint; anchor: 'start' | 'middle' | 'end' } {
  const middle = size / 2;
  if (isRound) {
    const [dx, dy] = [(x - middle) / middle, (y - middle) / middle];
    // Along the rim means down on the right side and up on the left one.
    const [sx, sy] = [dx - (dy * shift) / middle, dy + (dx * shift) / middle];
    const length = Math.sqrt(sx * sx + sy * sy);
    const [ux, uy] = [sx / length, sy / length];
    const at: ScreenPoint = [middle + (middle + distance - 2) * ux, middle + (middle + distance) * uy];
    return { at, anchor: ux > 0.3 ? 'start' : ux < -0.3 ? 'end' : 'middle' };
  }
  const within = (value: number): number => Math.max(4, Math.min(size - 4, value + shift));
  if (ox !== 0) return { at: [x + distance * ox, within(y)], anchor: ox > 0 ? 'start' : 'end' };
  return { at: [within(x), y + distance * oy], anchor: 'middle' };
}

function boxOf(text: string, [x, y]: ScreenPoint, anchor: 'start' | 'middle' | 'end'): Box {
  const width = fontSize * textWidth(text) + 6;
  const left = anchor === 'start' ? x - 3 : anchor === 'end' ? x - width + 3 : x - width / 2;
  return [left, y - lineHeight / 2, left + width, y + lineHeight / 2];
}

function overlapOf(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}
