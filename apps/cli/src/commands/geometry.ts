import { extname, resolve } from 'node:path';
import type { ArgmaxableSet, SignedSet } from '@sbn/arrangements';
import { binomial, InputError } from '@sbn/core';
import type { OutputRule } from '@sbn/detect';
import type { Command } from 'commander';
import type { Session } from '../session.js';
import { formatCount, formatInteger, formatRatio } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { describeLayer } from './describe-layer.js';
import { addLayerOptions, describeLabels, type LayerOptions } from './layer-options.js';
import { parseInteger } from './parse-integer.js';
import { parseRange } from './parse-range.js';

interface Options extends CommonOptions, LayerOptions {
  readonly circuits?: boolean;
  readonly cocircuits?: boolean;
  readonly hasse?: string;
  readonly hyperplanes?: string;
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  readonly list: number;
  readonly limit?: number;
}

/** `sbn geometry`: everything a small layer can output, exactly, with pictures. */
export function addGeometryCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'geometry',
    summary: 'everything that a small layer can output, exactly: lists, circuits, pictures',
    description:
      'Lists all label sets (or classes, or top-k lists) that a small layer can output, in exact arithmetic: up to 20 ' +
      'labels or so on a few dimensions. Draws the label sets by inclusion (--hasse) and, for 2 inputs or 3 without a ' +
      'bias, the regions of inputs (--hyperplanes).',
    examples: [
      'sbn geometry --weights W.npy --bias b.npy --names labels.txt',
      'sbn geometry --weights W.npy --rule argmax --hyperplanes regions.svg --x-range=-2,2',
      'sbn geometry --weights W.npy --hasse diagram.tex --circuits --json',
    ],
  });
  addLayerOptions(command)
    .option('--circuits', 'the smallest groups of labels that the layer cannot have on and off at will')
    .option('--cocircuits', 'the sign vectors with the most zeros: vertices, or rays, of the arrangement')
    .option('--hasse <file>', 'draw the label sets by inclusion: .svg, or .tex for LaTeX (up to 6 labels)')
    .option('--hyperplanes <file>', 'draw the regions of inputs: .svg (2 inputs, or 3 without a bias)')
    .option(
      '--x-range <from,to>',
      'the first input in --hyperplanes (default: where lines cross)',
      parseRange,
    )
    .option('--y-range <from,to>', 'the second input in --hyperplanes (default: as --x-range)', parseRange)
    .option('--list <n>', 'how many entries of each list to print', parseInteger(0), 20)
    .option('--limit <n>', 'refuse layers with more than n sets to list or to look at', parseInteger(1))
    .action((options: Options) => describeGeometry(session, session.openTerminal(options), options));
}

async function describeGeometry(session: Session, terminal: Terminal, options: Options): Promise<void> {
  const { workingDirectory } = session.environment;
  const hasse = pictureFile('--hasse', options.hasse, ['.svg', '.tex'], workingDirectory);
  const hyperplanes = pictureFile('--hyperplanes', options.hyperplanes, ['.svg'], workingDirectory);
  const rule = options.rule ?? 'threshold';
  checkFlags(options, rule);
  const [geometry, { readLayer }, { asInputError }, { writeFileWhole }] = await Promise.all([
    import('@sbn/arrangements'),
    import('../layer/read-layer.js'),
    import('../as-input-error.js'),
    import('../files/write-whole.js'),
  ]);
  const named = await readLayer(options, workingDirectory);
  terminal.note(describeLayer(named));
  const { weights, bias, labelNames } = named;
  const layer = { weights, bias, rule };
  const limits = options.limit === undefined ? {} : { limit: options.limit };
  // Everything is computed before anything is written.
  const found = await asInputError('geometry', () => {
    const sets = geometry.argmaxableSets(layer, limits);
    const circuits = options.circuits ? geometry.circuits(layer, limits) : undefined;
    const cocircuits = options.cocircuits ? geometry.cocircuits(layer, limits) : undefined;
    const files: [string, string][] = [];
    if (hasse !== undefined) {
      const diagram = geometry.hasseDiagram(layer);
      const render =
        extname(hasse).toLowerCase() === '.tex' ? geometry.renderHasseTikz : geometry.renderHasseSvg;
      files.push([hasse, render(diagram, { labelNames })]);
    }
    if (hyperplanes !== undefined) {
      const { xRange, yRange } = options;
      files.push([hyperplanes, geometry.renderHyperplanesSvg(layer, { labelNames, xRange, yRange })]);
    }
    return { sets, circuits, cocircuits, files };
  });
  for (const [file, content] of found.files) await writeFileWhole(file, content);

  const { sets, circuits, cocircuits } = found;
  const counts = countBySize(sets, rule, weights.rows);
  const total = counts.reduce((sum, { labelSets }) => sum + labelSets, 0n);
  await terminal.printJson({
    numLabels: weights.rows,
    dim: weights.cols,
    bias: bias !== undefined,
    rule,
    labelSets: total,
    argmaxable: sets.length,
    unargmaxable: total - BigInt(sets.length),
    byCardinality: counts,
    sets: sets.map(({ labels, input, witness }) => ({
      labels,
      ...namesOf(labels, labelNames),
      ...(input === undefined ? { witness } : { input }),
    })),
    ...(circuits === undefined ? {} : { circuits }),
    ...(cocircuits === undefined ? {} : { cocircuits }),
    ...(hasse === undefined ? {} : { hasse }),
    ...(hyperplanes === undefined ? {} : { hyperplanes }),
  });
  printCounts(terminal, counts, sets.length, total, rule);
  printUnargmaxable(terminal, sets, rule, weights.rows, labelNames, options.list, total);
  if (circuits !== undefined) {
    printList(
      terminal,
      'Circuits',
      circuits.map((circuit) => describeCircuit(circuit, labelNames)),
      options.list,
    );
  }
  if (cocircuits !== undefined) {
    const texts = cocircuits.map((cocircuit) => describeCocircuit(cocircuit, weights.rows));
    printList(terminal, 'Cocircuits, one sign per label', texts, options.list);
  }
  for (const [file] of found.files) terminal.print(`Drawn: ${file}`);
}

/** Which picture goes where. */
function pictureFile(
  flag: string,
  file: string | undefined,
  endings: readonly string[],
  workingDirectory: string,
): string | undefined {
  if (file === undefined) return undefined;
  if (!endings.includes(extname(file).toLowerCase())) {
    throw new InputError(`${flag} ${file}: expected a file name that ends in ${endings.join(' or ')}`, {
      code: 'bad-flag',
    });
  }
  return resolve(workingDirectory, file);
}

function checkFlags(options: Options, rule: OutputRule): void {
  for (const flag of ['circuits', 'cocircuits', 'hasse'] as const) {
    if (rule !== 'threshold' && options[flag] !== undefined) {
      throw new InputError(
        `--${flag} is about sets of labels that are on or off: expected --rule threshold. For ` +
          `${rule === 'argmax' ? 'argmax' : 'top-k'} there is --hyperplanes`,
        { code: 'bad-flag' },
      );
    }
  }
  for (const [flag, value] of [
    ['--x-range', options.xRange],
    ['--y-range', options.yRange],
  ] as const) {
    if (value !== undefined && options.hyperplanes === undefined) {
      throw new InputError(`${flag} is a range of the picture: expected --hyperplanes FILE with it`, {
        code: 'bad-flag',
      });
    }
  }
}

interface SizeCount {
  readonly cardinality: number;
  readonly labelSets: bigint;
  readonly argmaxable: number;
}

function countBySize(sets: readonly ArgmaxableSet[], rule: OutputRule, numLabels: number): SizeCount[] {
  return sizesOf(rule, numLabels).map((cardinality) => ({
    cardinality,
    labelSets: binomial(numLabels, cardinality),
    argmaxable: sets.filter(({ labels }) => labels.length === cardinality).length,
  }));
}

/** How many labels the sets of a rule have. */
function sizesOf(rule: OutputRule, numLabels: number): number[] {
  if (rule === 'threshold') return Array.from({ length: numLabels + 1 }, (_, size) => size);
  return [rule === 'argmax' ? 1 : rule.topK];
}

function printCounts(
  terminal: Terminal,
  counts: readonly SizeCount[],
  numArgmaxable: number,
  total: bigint,
  rule: OutputRule,
): void {
  const row = (title: string, labelSets: bigint, argmaxable: number): string[] => [
    title,
    formatCount(labelSets),
    formatInteger(argmaxable),
    formatRatio(BigInt(argmaxable), labelSets),
  ];
  terminal.print(
    renderTable(
      [
        { title: rule === 'argmax' ? 'Winner' : 'Labels on' },
        { title: rule === 'argmax' ? 'Classes' : 'Label sets', align: 'right' },
        { title: 'Argmaxable', align: 'right' },
        { title: 'Share', align: 'right' },
      ],
      [
        ...counts.map(({ cardinality, labelSets, argmaxable }) =>
          row(rule === 'argmax' ? 'any' : formatInteger(cardinality), labelSets, argmaxable),
        ),
        ...(counts.length > 1 ? [row('any', total, numArgmaxable)] : []),
      ],
      terminal.colors,
    ),
  );
}

function printUnargmaxable(
  terminal: Terminal,
  sets: readonly ArgmaxableSet[],
  rule: OutputRule,
  numLabels: number,
  labelNames: readonly string[] | undefined,
  list: number,
  total: bigint,
): void {
  const argmaxable = new Set(sets.map(({ labels }) => labels.join(' ')));
  const unargmaxable = total - BigInt(sets.length);
  let left = list;
  for (const size of sizesOf(rule, numLabels)) {
    for (const labels of setsOfSize(numLabels, size)) {
      if (left === 0) {
        if (unargmaxable > BigInt(list)) {
          terminal.print(
            `${formatCount(unargmaxable - BigInt(list))} more that it cannot output: see --list.`,
          );
        }
        return;
      }
      if (argmaxable.has(labels.join(' '))) continue;
      terminal.print(`cannot output ${describeLabels(labels, labelNames)}`);
      left--;
    }
  }
}

/** All sets of `size` labels, in lexicographic order, made as they are taken. */
function* setsOfSize(numLabels: number, size: number): Generator<number[], void, undefined> {
  const labels = Array.from({ length: size }, (_, i) => i);
  while (true) {
    yield [...labels];
    let at = size - 1;
    while (at >= 0 && labels[at] === numLabels - size + at) at--;
    if (at < 0) return;
    labels[at]!++;
    for (let i = at + 1; i < size; i++) labels[i] = labels[i - 1]! + 1;
  }
}

function describeCircuit(
  { positive, negative, infinity }: SignedSet,
  names: readonly string[] | undefined,
): string {
  const [on, off] = [describeLabels(positive, names), describeLabels(negative, names)];
  if (infinity === 1) {
    if (positive.length === 0) return `never all off: ${off}`;
    return negative.length === 0 ? `never all on: ${on}` : `never ${on} on and ${off} off`;
  }
  return negative.length === 0
    ? `never all on, never all off: ${on}`
    : `never ${on} on and ${off} off, nor the other way round`;
}

/** One sign per label, and what the point is. */
function describeCocircuit({ positive, negative, infinity }: SignedSet, numLabels: number): string {
  const signs = new Array<string>(numLabels).fill('0');
  for (const label of positive) signs[label] = '+';
  for (const label of negative) signs[label] = '-';
  return `${signs.join('')}  ${infinity === 1 ? 'vertex' : infinity === 0 ? 'direction' : 'ray'}`;
}

function printList(terminal: Terminal, title: string, entries: readonly string[], list: number): void {
  terminal.print(`\n${terminal.colors.bold(`${title}: ${formatInteger(entries.length)}`)}`);
  for (const entry of entries.slice(0, list)) terminal.print(entry);
  if (entries.length > list) {
    terminal.print(`${formatInteger(entries.length - list)} more: give --list ${entries.length}, or --json.`);
  }
}

function namesOf(
  labels: readonly number[],
  labelNames: readonly string[] | undefined,
): { readonly names?: readonly string[] } {
  return labelNames === undefined ? {} : { names: labels.map((label) => labelNames[label]!) };
}
