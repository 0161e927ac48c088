import { textWidth } from './svg-text.js';

/** Where something is, in px of the plot; y grows downwards. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What labels must fit into and keep away from. */
export interface LabelRoom {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** Distance from a point to the middle of its label, px. */
  readonly distance: number;
  /** Lines between points. */
  readonly segments?: readonly (readonly [Place, Place])[];
  /** True: labels stand above or right of their point, free of everything, or are left out. */
  readonly strict?: boolean;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Puts a short text beside each point: above, below, or at a corner, wherever it covers the fewest points and lines.
 * Earlier points choose first; a text that would cover another one is left out.
 *
 * @param points with their texts; an empty text takes no room
 * @returns the middle of each text, in the order of `points`; null for a text that is left out
 */
export function placeLabels(
  points: readonly (Place & { readonly label: string })[],
  room: LabelRoom,
): (Place | null)[] {
  const { fontSize, distance, segments = [], strict = false } = room;
  const placed: Box[] = [];
  return points.map((point, own) => {
    if (point.label === '') return null;
    const halfWidth = (fontSize * textWidth(point.label)) / 2 + 2;
    const halfHeight = fontSize * 0.6;
    const aside = halfWidth + distance * 0.55;
    const above = { x: point.x, y: point.y - distance };
    const aboveRight = { x: point.x + aside * 0.8, y: point.y - distance * 0.8 };
    const right = { x: point.x + aside, y: point.y };
    const anywhere = [
      above,
      { x: point.x, y: point.y + distance },
      aboveRight,
      { x: point.x - aside * 0.8, y: point.y - distance * 0.8 },
      right,
      { x: point.x - aside, y: point.y },
      { x: point.x + aside * 0.8, y: point.y + distance * 0.8 },
      { x: point.x - aside * 0.8, y: point.y + distance * 0.8 },
    ];
    const candidates = strict ? [above, aboveRight, right] : anywhere;
    let best: { cost: number; middle: Place; box: Box } | null = null;
    for (const [order, middle] of candidates.entries()) {
      const box: Box = {
        left: middle.x - halfWidth,
        right: middle.x + halfWidth,
        top: middle.y - halfHeight,
        bottom: middle.y + halfHeight,
      };
      const overlaps = placed.filter((other) => touches(box, other)).length;
      const covered = points.filter(
        (other, i) => i !== own && touches(box, around(other, distance * 0.4)),
      ).length;
      const crossed = segments.filter(([from, to]) => crosses(box, from, to)).length;
      const outside =
        box.left < -8 || box.right > room.width + 16 || box.top < -8 || box.bottom > room.height + 4;
      const cost = 1000 * overlaps + 100 * covered + (outside ? 300 : 0) + 10 * crossed + order;
      if (best === null || cost < best.cost) best = { cost, middle, box };
    }
    if (best === null || best.cost >= (strict ? 10 : 1000)) return null;
    placed.push(best.box);
    return best.middle;
  });
}

function around({ x, y }: Place, radius: number): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function touches(a: Box, b: Box): boolean {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}

/** Whether a line from one place to another runs through a box: it is cut to the box side by side (Liang and Barsky). */
function crosses(box: Box, from: Place, to: Place): boolean {
  let enter = 0;
  let leave = 1;
  const cuts = [
    [from.x - to.x, from.x - box.left],
    [to.x - from.x, box.right - from.x],
    [from.y - to.y, from.y - box.top],
    [to.y - from.y, box.bottom - from.y],
  ] as const;
  for (const [step, room] of cuts) {
    if (step === 0) {
      if (room < 0) return false;
    } else if (step < 0) enter = Math.max(enter, room / step);
    else leave = Math.min(leave, room / step);
  }
  return enter <= leave;
}
