import { formatCoordinate as at } from '../drawing/format-coordinate.js';
import { svgDocument } from '../drawing/svg-document.js';
import { shortenText, svgText, textWidth } from '../drawing/svg-text.js';
import { textElement } from '../drawing/text-element.js';
import type { HasseDiagram } from './hasse-diagram.js';
import { type HasseDrawingOptions, layoutHasse, nodeHeight, type PlacedNode } from './hasse-layout.js';

const padding = 24;

/**
 * Draws a Hasse diagram as an SVG file: filled round nodes are argmaxable, empty square ones with a dashed edge and a
 * cross are not; lines between two argmaxable sets are strong. Long names are replaced by letters with a key. The same
 * diagram gives the same bytes; colours follow the reader's light or dark setting.
 *
 * @throws TypeError, RangeError when an option is wrong or there are more than 6 labels, which nobody could read
 */
export function renderHasseSvg(diagram: HasseDiagram, options: HasseDrawingOptions = {}): string {
  const layout = layoutHasse('renderHasseSvg', diagram, options);
  const keyRows = arrangeKey(layout.key, layout.width);
  const top = padding + 76 + 24 * keyRows.length;
  const body: string[] = [
    textElement(shortenText(layout.title, 90), padding, padding + 8, { size: 18, bold: true }),
  ];
  const legend: PlacedNode[] = [true, false].map((argmaxable, i) => ({
    x: padding + 13 + i * 130,
    y: padding + 42,
    width: 26,
    text: '',
    fullText: '',
    argmaxable,
  }));
  for (const sample of legend) {
    body.push(
      shapeOf(sample),
      textElement(sample.argmaxable ? 'argmaxable' : 'unargmaxable', sample.x + 21, sample.y, {
        color: 'soft',
      }),
    );
  }
  for (const [row, entries] of keyRows.entries()) {
    for (const { letter, name, x } of entries) {
      const y = padding + 70 + 24 * row;
      body.push(
        textElement(letter, padding + x, y, { bold: true }),
        textElement(name, padding + x + 18, y, { color: 'soft' }),
      );
    }
  }
  body.push(`<g transform="translate(${padding},${top})">`);
  for (const strong of [false, true]) {
    const paths = diagram.edges
      .filter(([i, j]) => (layout.nodes[i]!.argmaxable && layout.nodes[j]!.argmaxable) === strong)
      .map(([i, j]) => {
        const [lower, upper] = [layout.nodes[i]!, layout.nodes[j]!];
        return `M${at(lower.x)} ${at(lower.y - nodeHeight / 2)}L${at(upper.x)} ${at(upper.y + nodeHeight / 2)}`;
      });
    if (paths.length > 0) {
      body.push(
        `<path class="sbn-stroke-${strong ? 'soft' : 'line'}" fill="none" stroke-width="${strong ? 1.2 : 1}" d="${paths.join('')}"/>`,
      );
    }
  }
  for (const { y, title, share } of layout.levels) {
    body.push(
      textElement(title, 0, y - 8, { color: 'soft' }),
      textElement(share, 0, y + 8, { color: 'faint', size: 12 }),
    );
  }
  for (const node of layout.nodes) {
    body.push(
      `<g><title>${svgText(`${node.fullText}: ${node.argmaxable ? 'argmaxable' : 'unargmaxable'}`)}</title>${shapeOf(node)}${textElement(
        node.text,
        node.x,
        node.y,
        { anchor: 'middle', color: node.argmaxable ? 'on-accent' : 'soft' },
      )}</g>`,
    );
  }
  body.push('</g>');
  const titleWidth = 18 * textWidth(shortenText(layout.title, 90));
  return svgDocument({
    width: Math.max(layout.width, titleWidth) + 2 * padding,
    height: top + layout.height + padding,
    title: layout.title,
    description: layout.description,
    body,
  });
}

function shapeOf({ x, y, width, argmaxable }: PlacedNode): string {
  const [left, upper] = [x - width / 2, y - nodeHeight / 2];
  const box = `x="${at(left)}" y="${at(upper)}" width="${at(width)}" height="${nodeHeight}"`;
  if (argmaxable) return `<rect class="sbn-accent" ${box} rx="${nodeHeight / 2}"/>`;
  const [cx, cy] = [left + width, upper];
  return (
    `<rect class="sbn-outline" ${box} stroke-width="1.4" stroke-dasharray="4 3"/>` +
    `<circle class="sbn-surface" cx="${at(cx)}" cy="${at(cy)}" r="5.5"/>` +
    `<path class="sbn-stroke-soft" stroke-width="1.8" d="M${at(cx - 3.5)} ${at(cy - 3.5)}l7 7m0 -7l-7 7"/>`
  );
}

function arrangeKey(
  key: readonly (readonly [string, string])[],
  width: number,
): { letter: string; name: string; x: number }[][] {
  const rows: { letter: string; name: string; x: number }[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const [letter, name] of key) {
    const needed = 18 + 13 * textWidth(name) + 22;
    if (x + needed > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)!.push({ letter, name, x });
    x += needed;
  }
  return rows;
}
