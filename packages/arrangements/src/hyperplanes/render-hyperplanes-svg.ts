import { binomial } from '@sbn/core';
import { type ArgmaxableSet, argmaxableSets } from '../cells/argmaxable-sets.js';
import { checkLabelNames } from '../drawing/check-label-names.js';
import { formatCoordinate as at } from '../drawing/format-coordinate.js';
import { svgDocument } from '../drawing/svg-document.js';
import { oneLine, shortenText, svgText, textWidth } from '../drawing/svg-text.js';
import { textElement } from '../drawing/text-element.js';
import { wrapText } from '../drawing/wrap-text.js';
import { type CheckedLayer, checkLayer } from '../layer/check-layer.js';
import type { LayerInput, OutputRule } from '../layer/layer-input.js';
import { checkRange } from './check-range.js';
import { defaultRange } from './default-range.js';
import type { Panel, PanelLine, PanelRegion, ScreenPoint } from './panel.js';
import { type PlacedName, placeNames } from './place-names.js';
import { placeRegionText } from './place-region-text.js';
import { type PlaneRange, planePanel } from './plane-panel.js';
import { numHues, regionColors } from './region-colors.js';
import { type RegionForms, regionForms } from './region-forms.js';
import { spherePanel } from './sphere-panel.js';
import { chooseView, opposite } from './sphere-views.js';

/** Options of {@link renderHyperplanesSvg}. */
export interface HyperplanesOptions {
  /** Instead of the layer's own rule. */
  readonly rule?: OutputRule | undefined;
  /** One name per label; numbers when left out. */
  readonly labelNames?: readonly string[] | undefined;
  /** The first input from left to right, for layers on two inputs; chosen to show the crossings when left out. */
  readonly xRange?: readonly [number, number] | undefined;
  /** The second input from bottom to top; as `xRange` when left out. */
  readonly yRange?: readonly [number, number] | undefined;
  /** Instead of a title that says what is seen. */
  readonly title?: string | undefined;
}

const mostLabels = 12;
const mostClasses = 40;
const planeSize = 520;
const sphereSize = 440;
const padding = 24;
const keyWidth = 260;
const textSize = 13;

/**
 * Draws what a small layer outputs where, as an SVG file. For a layer on two inputs the plane: the lines on which a label
 * changes (an arrow shows the side where it is on) and the regions between them, each with the label set that it
 * outputs; for argmax and top-k the regions where a class or k-set wins. For a layer on three inputs without a bias the
 * same on the sphere of directions, both of its halves.
 *
 * Which regions there are, and where they end, is computed exactly; only the drawing rounds. Regions too small for their
 * label set carry a number or nothing and are listed beside the picture. The same layer gives the same bytes; colours
 * follow the reader's light or dark setting.
 *
 * @throws TypeError, RangeError when the layer or an option is wrong, the layer is not on two inputs or on three without
 *   a bias, or it has more labels than one can read: 12, for argmax 40
 */
export function renderHyperplanesSvg(layer: LayerInput, options: HyperplanesOptions = {}): string {
  const place = 'renderHyperplanesSvg';
  const checked = checkLayer(place, layer, options.rule);
  const { numLabels, rule, dim, bias } = checked;
  if (dim !== 2 && !(dim === 3 && bias === undefined)) {
    throw new RangeError(
      `${place}: only layers on 2 inputs, or on 3 inputs without a bias, can be drawn; this one is on ${dim}` +
        `${bias === undefined ? '' : ' with a bias'}. See hasseDiagram for layers of any width.`,
    );
  }
  const most = rule === 'argmax' ? mostClasses : mostLabels;
  if (numLabels > most) {
    throw new RangeError(
      `${place}: a picture of ${numLabels} labels could not be read; at most ${most} can be drawn for this rule. ` +
        'Take fewer rows, or use argmaxableSets.',
    );
  }
  const isFlat = dim === 2;
  const xRange = checkRange(place, 'xRange', options.xRange, isFlat);
  const yRange = checkRange(place, 'yRange', options.yRange, isFlat);
  const names = checkLabelNames(place, options.labelNames, numLabels).map((name) =>
    shortenText(oneLine(name), 24),
  );
  const sets = argmaxableSets(layer, { rule });
  const forms = regionForms(checked);
  const panels = isFlat
    ? [planePanel(forms, sets, rule === 'threshold', rangeOf(forms, sets, xRange, yRange), planeSize)]
    : spherePanels(checked, forms, sets);
  const colors = regionColors(
    sets,
    panels,
    rule === 'argmax' && numLabels <= numHues ? ([label]) => label! : undefined,
  );
  const textOf = (set: number): string => setText(sets[set]!.labels, names, rule);
  return draw({ checked, sets, panels, colors, names, textOf, title: options.title, isFlat });
}

function rangeOf(
  { boundsOf }: RegionForms,
  sets: readonly ArgmaxableSet[],
  xRange: readonly [number, number] | undefined,
  yRange: readonly [number, number] | undefined,
): PlaneRange {
  if (xRange !== undefined || yRange !== undefined) return { x: (xRange ?? yRange)!, y: (yRange ?? xRange)! };
  return defaultRange(sets.map(({ labels }) => boundsOf(labels)));
}

function spherePanels(checked: CheckedLayer, forms: RegionForms, sets: readonly ArgmaxableSet[]): Panel[] {
  const lines = checked.rule === 'threshold';
  const view = chooseView(
    lines ? forms.forms : sets.slice(0, 60).flatMap(({ labels }) => forms.boundsOf(labels)),
  );
  return [view, opposite(view)].map((side) =>
    spherePanel(
      forms,
      sets,
      lines,
      side,
      sphereSize,
      `seen from (${side[2].join(', ').replaceAll('-', '−')})`,
    ),
  );
}

/** A label set in words that no line break tears apart: a class by its name, other sets in braces. */
function setText(labels: readonly number[], names: readonly string[], rule: OutputRule): string {
  if (rule === 'argmax') return names[labels[0]!]!;
  return labels.length === 0
    ? '∅'
    : `{${labels.map((label) => names[label]!).join(', ')}}`.replaceAll(' ', '\u00a0');
}

interface Picture {
  readonly checked: CheckedLayer;
  readonly sets: readonly ArgmaxableSet[];
  readonly panels: readonly Panel[];
  readonly colors: readonly number[];
  readonly names: readonly string[];
  readonly textOf: (set: number) => string;
  readonly title: string | undefined;
  readonly isFlat: boolean;
}

function draw(picture: Picture): string {
  const { checked, sets, panels, names, textOf } = picture;
  const { rule, numLabels } = checked;
  const nameOf = ({ labels, opposite: turned }: PanelLine): string =>
    shortenText([...labels, ...turned].map((label) => names[label]!).join(', '), 30);
  const placedNames = panels.map((panel) => placeNames(panel, nameOf));
  const side = Math.max(
    44,

    ...placedNames
      .flat()
      .filter(({ anchor }) => anchor !== 'middle')
      .map(({ text }) => textSize * textWidth(text) + 36),
  );
  const labelled = labelRegions(picture);
  const body: string[] = [];
  const title = picture.title ?? defaultTitle(checked);
  // Names of lines stand above the panel.
  const top = padding + (checked.rule === 'threshold' ? 70 : 46);
  body.push(textElement(shortenText(title, 100), padding, padding + 8, { size: 18, bold: true }));
  const hasGaps = picture.isFlat && hasUncovered(panels[0]!);
  let x = padding + side;
  const size = panels[0]!.size;
  for (const [index, panel] of panels.entries()) {
    body.push(`<g transform="translate(${at(x)},${top})">`);
    body.push(...drawPanel(picture, panel, placedNames[index]!, labelled.texts[index]!, hasGaps));
    body.push('</g>');
    x += size + (index + 1 < panels.length ? 2 * side - 20 : side);
  }
  const key = keyLines(picture, labelled, hasGaps);
  let y = top + 6;
  for (const { text, heading } of key) {
    if (heading) y += 8;
    body.push(textElement(text, x + 12, y, heading ? { bold: true } : { color: 'soft' }));
    y += 19;
  }
  const all = sets.map((_, set) => textOf(set));
  return svgDocument({
    width: x + 12 + Math.max(keyWidth, ...key.map(({ text }) => textSize * textWidth(text))) + padding,
    height: Math.max(top + size + (picture.isFlat ? 44 : 64), y + padding),
    title,
    description: `${countText(rule, numLabels, sets.length)} They are: ${all.join(', ') || 'none'}.`,
    body,
  });
}

function defaultTitle({ rule, numLabels, dim }: CheckedLayer): string {
  const labels = `${numLabels} ${rule === 'argmax' ? 'classes' : numLabels === 1 ? 'label' : 'labels'}`;
  const what =
    rule === 'threshold' ? 'Label sets' : rule === 'argmax' ? 'Winning classes' : `Top ${rule.topK}`;
  return `${what} of a layer with ${labels} on ${dim} inputs`;
}

function countText(rule: OutputRule, numLabels: number, count: number): string {
  if (rule === 'argmax') return `${count} of ${numLabels} classes can win.`;
  if (rule === 'threshold') return `${count} of ${2 ** numLabels} label sets are argmaxable.`;
  return `${count} of ${binomial(numLabels, rule.topK)} sets of ${rule.topK} can be the top ${rule.topK}.`;
}

/** Whether the regions leave a part of the frame to ties or to labels that are never in or out. */
function hasUncovered({ regions, size }: Panel): boolean {
  const area = regions.reduce((sum, { outline }) => sum + areaOf(outline), 0);
  return area < size * size * (1 - 1e-6);
}

function areaOf(outline: readonly ScreenPoint[]): number {
  let twice = 0;
  for (const [i, [x, y]] of outline.entries()) {
    const [nextX, nextY] = outline[(i + 1) % outline.length]!;
    twice += x * nextY - nextX * y;
  }
  return Math.abs(twice) / 2;
}

/** What stands for the i-th set that is shown by a number; a class may have a number for a name. */
function regionNumber(rule: OutputRule, i: number): string {
  return `${rule === 'argmax' ? '#' : ''}${i + 1}`;
}

interface RegionText {
  readonly text: string;
  readonly at: ScreenPoint;
  readonly size: number;
}

interface Labelled {
  /** For each panel, the texts in its regions. */
  readonly texts: readonly (readonly RegionText[])[];
  /** Sets that are shown by a number, in the order of the numbers from 1 on. */
  readonly numbered: readonly number[];
  /** Sets that are in the picture, but too small even for a number. */
  readonly tiny: readonly number[];
  /** Sets that are not in the picture. */
  readonly outside: readonly number[];
}

/** Writes into each region its label set where that fits, else a number. */
function labelRegions({ checked: { rule }, sets, panels, textOf }: Picture): Labelled {
  const texts: RegionText[][] = panels.map(() => []);
  const numbered: number[] = [];
  const tiny: number[] = [];
  const outside: number[] = [];
  const write = (index: number, region: PanelRegion, text: string, sizes: readonly number[]): boolean => {
    for (const size of sizes) {
      const place = placeRegionText(region.outline, size * textWidth(text), size);
      if (place === undefined) continue;
      texts[index]!.push({ text, at: place, size });
      return true;
    }
    return false;
  };
  for (let set = 0; set < sets.length; set++) {
    let isSeen = false;
    let isNumbered = false;
    let isNamed = false;
    for (const [index, { regions }] of panels.entries()) {
      const region = regions.find((candidate) => candidate.set === set);
      if (region === undefined) continue;
      isSeen = true;
      if (write(index, region, textOf(set), [textSize, 11])) isNamed = true;
      else if (write(index, region, regionNumber(rule, numbered.length), [11, 9])) isNumbered = true;
    }
    if (isNumbered) numbered.push(set);
    else if (!isSeen) outside.push(set);
    else if (!isNamed) tiny.push(set);
  }
  return { texts, numbered, tiny, outside };
}

function drawPanel(
  picture: Picture,
  panel: Panel,
  names: readonly PlacedName[],
  texts: readonly RegionText[],
  hasGaps: boolean,
): string[] {
  const { checked, sets, colors, textOf } = picture;
  const { size } = panel;
  const isThreshold = checked.rule === 'threshold';
  const parts: string[] = [];
  if (hasGaps) {
    parts.push(
      '<defs><pattern id="sbn-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="sbn-stroke-line" d="M0 0v7" stroke-width="3"/></pattern></defs>',
      `<rect width="${size}" height="${size}" fill="url(#sbn-hatch)"/>`,
    );
  }
  for (const { set, outline } of panel.regions) {
    const path = `${pathOf(outline)}Z`;
    const opacity = isThreshold ? 0.04 + (0.46 * sets[set]!.labels.length) / checked.numLabels : 0.3;
    const color = isThreshold ? 'accent' : `hue-${colors[set]! + 1}`;
    parts.push(
      `<g><title>${svgText(textOf(set))}</title>${hasGaps ? `<path class="sbn-surface" d="${path}"/>` : ''}<path class="sbn-${color}" fill-opacity="${at(opacity)}" d="${path}"/></g>`,
    );
  }
  // Boundaries go on top of all colours.
  const boundaries = isThreshold
    ? panel.lines.map(({ path }) => pathOf(path))
    : panel.regions.map(({ outline }) => `${pathOf(outline)}Z`);
  if (boundaries.length > 0) {
    parts.push(
      `<path class="sbn-stroke-ink" fill="none" stroke-width="1.3" stroke-linejoin="round" d="${boundaries.join('')}"/>`,
    );
  }
  parts.push(
    panel.isRound
      ? `<circle class="sbn-stroke-faint" fill="none" stroke-width="1.6" cx="${size / 2}" cy="${size / 2}" r="${size / 2}"/>`
      : `<rect class="sbn-stroke-faint" fill="none" stroke-width="1.2" width="${size}" height="${size}"/>`,
  );
  for (const name of names) parts.push(...drawName(name));
  for (const {
    text,
    at: [x, y],
    anchor,
  } of panel.ticks) {
    parts.push(textElement(text, x, y, { size: 12, color: 'faint', anchor }));
  }
  if (panel.caption !== '') {
    parts.push(
      textElement(panel.caption, size / 2, size + 52, { size: 12, color: 'faint', anchor: 'middle' }),
    );
  }
  for (const {
    text,
    at: [x, y],
    size: fontSize,
  } of texts) {
    parts.push(textElement(text, x, y, { size: fontSize, anchor: 'middle' }));
  }
  return parts;
}

/** The name of a hyperplane with arrows to the side where its labels are on. */
function drawName({ line, end, text, at: [x, y], anchor, isMoved }: PlacedName): string[] {
  const [px, py] = [end.at[0] + 9 * end.outward[0], end.at[1] + 9 * end.outward[1]];
  const parts = [`M${at(end.at[0])} ${at(end.at[1])}L${at(px)} ${at(py)}`];
  const directions = [...(line.labels.length > 0 ? [1] : []), ...(line.opposite.length > 0 ? [-1] : [])];
  for (const direction of directions) {
    const [ux, uy] = [direction * end.positive[0], direction * end.positive[1]];
    const [tx, ty] = [px + 10 * ux, py + 10 * uy];
    parts.push(
      `M${at(px)} ${at(py)}L${at(tx)} ${at(ty)}`,
      `M${at(tx - 4 * ux - 3 * uy)} ${at(ty - 4 * uy + 3 * ux)}L${at(tx)} ${at(ty)}L${at(tx - 4 * ux + 3 * uy)} ${at(ty - 4 * uy - 3 * ux)}`,
    );
  }
  if (isMoved)
    parts.push(
      `M${at(px)} ${at(py)}L${at(x + (anchor === 'start' ? -3 : anchor === 'end' ? 3 : 0))} ${at(y)}`,
    );
  return [
    `<path class="sbn-stroke-soft" fill="none" stroke-width="1.2" d="${parts.join('')}"/>`,
    textElement(text, x, y, { anchor, bold: true }),
  ];
}

interface KeyLine {
  readonly text: string;
  readonly heading: boolean;
}

function keyLines(picture: Picture, { numbered, tiny, outside }: Labelled, hasGaps: boolean): KeyLine[] {
  const { checked, sets, panels, names, textOf } = picture;
  const { rule, numLabels } = checked;
  const lines: KeyLine[] = [];
  const paragraph = (text: string): void => {
    for (const line of wrapText(text, keyWidth / textSize)) lines.push({ text: line, heading: false });
  };
  const section = (heading: string, text: string): void => {
    lines.push({ text: heading, heading: true });
    paragraph(text);
  };
  /** Long lists are cut; every region has its label set as a tooltip. */
  const list = (entries: readonly string[], most: number): string =>
    entries.length <= most
      ? entries.join(', ')
      : `${entries.slice(0, most).join(', ')} and ${entries.length - most} more`;
  for (const line of wrapText(countText(rule, numLabels, sets.length), keyWidth / textSize)) {
    lines.push({ text: line, heading: true });
  }
  if (rule === 'threshold') {
    paragraph('An arrow shows the side on which a label is on. The stronger the colour, the more labels.');
  }
  if (rule === 'argmax') {
    const winners = new Set(sets.map(({ labels }) => labels[0]!));
    const losers = names.filter((_, label) => !winners.has(label));
    if (losers.length > 0) section('Can never win', list(losers, 20));
  }
  if (numbered.length > 0) {
    lines.push({ text: 'By number', heading: true });
    for (const [i, set] of numbered.slice(0, 24).entries())
      paragraph(`${regionNumber(rule, i)}\u2002${textOf(set)}`);
    if (numbered.length > 24) paragraph(`and ${numbered.length - 24} more (see the tooltips)`);
  }
  if (tiny.length > 0) section('Too small to mark here', list(tiny.map(textOf), 16));
  if (outside.length > 0) section('Not in this part of the plane', list(outside.map(textOf), 16));
  const unseen = panels[0]!.unseen.map((label) => names[label]!);
  if (unseen.length > 0) section('Lines not in view', unseen.join(', '));
  if (hasGaps) {
    section(
      'Hatched',
      rule === 'threshold'
        ? 'a label that is never on nor off (its row is zero)'
        : 'a tie: no single set wins',
    );
  }
  return lines;
}

function pathOf(points: readonly ScreenPoint[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${at(x)} ${at(y)}`).join('');
}
