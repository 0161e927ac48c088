import { formatCoordinate } from './format-coordinate.js';
import { svgText } from './svg-text.js';

/** How a text is set. */
export interface TextStyle {
  /** 13 when left out. */
  readonly size?: number;
  readonly color?: 'ink' | 'soft' | 'faint' | 'on-accent';
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
  /** A rim in the colour of the background, to be read on top of lines. */
  readonly halo?: boolean;
}

/** A line of text whose vertical middle (of a capital letter) is at y. */
export function textElement(text: string, x: number, y: number, style: TextStyle = {}): string {
  const { size = 13, color = 'ink', anchor = 'start', bold = false, halo = false } = style;
  const attributes = [
    `class="sbn-${halo ? 'halo' : color}"`,
    `x="${formatCoordinate(x)}" y="${formatCoordinate(y + 0.36 * size)}"`,
    ...(size === 13 ? [] : [`font-size="${size}"`]),
    ...(anchor === 'start' ? [] : [`text-anchor="${anchor}"`]),
    ...(bold ? ['font-weight="600"'] : []),
    ...(halo ? ['stroke-width="3" stroke-linejoin="round" paint-order="stroke"'] : []),
  ];
  return `<text ${attributes.join(' ')}>${svgText(text)}</text>`;
}
