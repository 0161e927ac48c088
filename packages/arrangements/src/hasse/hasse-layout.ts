import { checkLabelNames } from '../drawing/check-label-names.js';
import { oneLine, shortenText, textWidth } from '../drawing/svg-text.js';
import type { HasseDiagram } from './hasse-diagram.js';

/** A node on paper; x, y are its middle, in pixels, y downwards. */
export interface PlacedNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly text: string;
  /** The label set in full. */
  readonly fullText: string;
  readonly argmaxable: boolean;
}

/** A level on paper: its height, and what is written beside it. */
export interface PlacedLevel {
  readonly y: number;
  readonly title: string;
  readonly share: string;
}

/** Where the parts of a Hasse diagram go; shared by all formats. */
export interface HasseLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly levels: readonly PlacedLevel[];
  /** Letters that stand for names, where the names are too long: `[letter, name]`. */
  readonly key: readonly (readonly [string, string])[];
  readonly title: string;
  readonly description: string;
}

/** Options of the drawings of a Hasse diagram. */
export interface HasseDrawingOptions {
  /** One name per label; numbers when left out. */
  readonly labelNames?: readonly string[] | undefined;
  /** Instead of "Label sets of a layer with … labels". */
  readonly title?: string | undefined;
}

/** The height of a node. */
export const nodeHeight = 26;
const fontSize = 13;
const mostLabels = 6;
const gap = 12;
const levelHeight = 92;
const sideWidth = 104;
const widestWithNames = 1100;

/**
 * Places a Hasse diagram: the empty set at the bottom, one row per size.
 *
 * @throws TypeError, RangeError when an option is wrong or there are more than 6 labels
 */
export function layoutHasse(place: string, diagram: HasseDiagram, options: HasseDrawingOptions): HasseLayout {
  const { numLabels, nodes, levels } = diagram;
  if (numLabels > mostLabels) {
    throw new RangeError(
      `${place}: a diagram of ${numLabels} labels has ${nodes.length} nodes; only up to ${mostLabels} labels (64 nodes) ` +
        'can be read. Take fewer labels, or use hasseDiagram without drawing it.',
    );
  }
  const names = checkLabelNames(place, options.labelNames, numLabels).map(oneLine);
  const isNamed = options.labelNames !== undefined;
  const letters = [...'abcdef'];
  const textOf = (labels: readonly number[], words: readonly string[], separator: string): string =>
    labels.length === 0 ? '∅' : labels.map((label) => words[label]!).join(separator);
  const widthOf = (text: string): number => Math.max(nodeHeight, fontSize * textWidth(text) + 18);
  const widthOfLevels = (words: readonly string[], separator: string): number =>
    Math.max(
      ...Array.from({ length: numLabels + 1 }, (_, size) => {
        const level = nodes.slice(levels[size], levels[size + 1]);
        const widths = level.map(({ labels }) => widthOf(textOf(labels, words, separator)));
        return widths.reduce((sum, width) => sum + width, 0) + gap * (level.length - 1);
      }),
    );
  const usesLetters = isNamed && widthOfLevels(names, ', ') > widestWithNames;
  const words = usesLetters ? letters : names;
  const separator = isNamed && !usesLetters ? ', ' : ' ';
  const inner = Math.max(widthOfLevels(words, separator), 220);
  const placed: PlacedNode[] = [];
  const placedLevels: PlacedLevel[] = [];
  for (let size = 0; size <= numLabels; size++) {
    const level = nodes.slice(levels[size], levels[size + 1]);
    const texts = level.map(({ labels }) => textOf(labels, words, separator));
    const widths = texts.map(widthOf);
    const total = widths.reduce((sum, width) => sum + width, 0);
    // Rows share the width, but do not spread out so far that the diagram falls apart.
    const space = level.length > 1 ? Math.min(34, (inner - total) / (level.length - 1)) : 0;
    let x = sideWidth + (inner - total - space * (level.length - 1)) / 2;
    const y = (numLabels - size) * levelHeight + nodeHeight / 2;
    for (const [i, node] of level.entries()) {
      placed.push({
        x: x + widths[i]! / 2,
        y,
        width: widths[i]!,
        text: texts[i]!,
        fullText: `{${node.labels.map((label) => names[label]!).join(', ')}}`,
        argmaxable: node.argmaxable,
      });
      x += widths[i]! + space;
    }
    placedLevels.push({
      y,
      title: size === 1 ? '1 label' : `${size} labels`,
      share: `${level.filter(({ argmaxable }) => argmaxable).length} of ${level.length}`,
    });
  }
  const numArgmaxable = nodes.filter(({ argmaxable }) => argmaxable).length;
  const forbidden = placed.filter(({ argmaxable }) => !argmaxable).map(({ fullText }) => fullText);
  const description =
    `${numArgmaxable} of ${nodes.length} label sets are argmaxable, by inclusion and number of labels. ` +
    (forbidden.length === 0 ? 'None is unargmaxable.' : `Unargmaxable: ${forbidden.join(', ')}.`);
  return {
    width: sideWidth + inner,
    height: numLabels * levelHeight + nodeHeight,
    nodes: placed,
    levels: placedLevels,
    key: usesLetters ? names.map((name, label) => [letters[label]!, shortenText(name, 60)] as const) : [],
    title: options.title ?? `Label sets of a layer with ${numLabels} ${numLabels === 1 ? 'label' : 'labels'}`,
    description,
  };
}
