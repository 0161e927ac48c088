import { resolve } from 'node:path';
import {
  createRandom,
  InputError,
  type LabelSets,
  labelCardinality,
  selectRows,
  uniqueLabelSets,
} from '@sbn/core';
import { type Command, InvalidArgumentError } from 'commander';
import { exitCodes } from '../exit-codes.js';
import { addLabelSetFileOptions, type LabelSetFileOptions } from '../files/open-label-set-file.js';
import { type CoverageKind, coverageHeads, coverageKinds } from '../head-coverage/coverage-heads.js';
import type { Coverage } from '../head-coverage/measure-coverage.js';
import type { Session } from '../session.js';
import { formatDuration, formatInteger, formatShare } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { describeLabels } from './layer-options.js';
import { parseInteger } from './parse-integer.js';

interface Options extends CommonOptions, LabelSetFileOptions {
  readonly k?: number;
  readonly width?: number;
  readonly heads: readonly CoverageKind[];
  readonly seeds: number;
  readonly names?: string;
  readonly labels?: number;
  readonly sample?: number;
  readonly workers?: number;
  readonly show: number;
}

/** `sbn coverage`: how many of the label sets of real data each kind of head can output. */
export function addCoverageCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'coverage <label-sets>',
    summary: 'which of the label sets of some data a DFT, Vandermonde and random head can output',
    description:
      'Decides for every different label set of a file whether an untrained head of a given width can output it: a ' +
      'DFT head with k frequencies (2k + 1 columns), and Vandermonde and random heads as wide. Labels are numbers, or ' +
      'names; names are put in the order of --names, or sorted. For sets of more than k labels that order matters to ' +
      'the DFT and Vandermonde heads.',
    examples: [
      'sbn coverage labels.jsonl --k 24',
      'sbn coverage labels.csv --no-header --label-column 1 --label-syntax python --k 24 --heads dft,random --json',
    ],
  });
  addLabelSetFileOptions(command)
    .option(
      '-k, --k <k>',
      'frequencies of the DFT head (default: as many as fit into --width)',
      parseInteger(0),
    )
    .option('--width <n>', 'columns of the Vandermonde and random heads (default: 2k + 1)', parseInteger(1))
    .option('--heads <kinds>', 'which heads, with commas between them', parseKinds, coverageKinds)
    .option('--seeds <n>', 'how many random heads', parseInteger(1, 1000), 3)
    .option('--names <file>', 'the names of all labels in order, a text file with one per line')
    .option('--labels <n>', 'how many labels there are, where they are numbers', parseInteger(1))
    .option(
      '--sample <n>',
      'only so many of the different sets, drawn at random (the same every time)',
      parseInteger(1),
    )
    .option(
      '--workers <n>',
      'worker threads; 0 for none (default: one per core, at most 8)',
      parseInteger(0, 256),
    )
    .option('--show <n>', 'how many unargmaxable sets to print', parseInteger(0, 20), 3)
    .action(async (file: string, options: Options) => {
      const terminal = session.openTerminal(options);
      const { k, width } = widthsOf(options);
      const { sets, labelNames } = await readLabelSetFile(file, session, options);
      const numLabels = sets.numCols;
      checkWidths(numLabels, k, width, options.heads);
      const unique = uniqueLabelSets(sets);
      const asked = options.sample === undefined ? sets : draw(sets, unique, options.sample);
      const [{ measureCoverage }, { defaultWorkers }] = await Promise.all([
        import('../head-coverage/measure-coverage.js'),
        import('../detection/default-workers.js'),
      ]);
      const workers = options.workers ?? defaultWorkers();
      const rows: Coverage[] = [];
      for (const head of coverageHeads({ kinds: options.heads, numLabels, k, width, seeds: options.seeds })) {
        const name = head.seed === undefined ? head.kind : `${head.kind}, seed ${head.seed}`;
        const task = terminal.progress.task(name, { unit: 'label sets' });
        try {
          const row = await measureCoverage(head, asked, {
            workers,
            signal: session.signal,
            onProgress: ({ done, total, unargmaxable }) =>
              task.update(done, { total, detail: `${formatInteger(unargmaxable)} unargmaxable` }),
          });
          task.done(`${formatInteger(row.argmaxable)} of ${formatInteger(row.total)} argmaxable`);
          rows.push(row);
        } catch (error) {
          task.stop(session.signal.aborted ? 'stopped' : undefined);
          throw error;
        }
      }
      const cardinality = labelCardinality(unique.sets);
      const data = {
        file,
        numLabels,
        numExamples: sets.numRows,
        numLabelSets: unique.sets.numRows,
        asked: rows[0]!.total,
        isSample: rows[0]!.total < unique.sets.numRows,
        labelsPerSet: { mean: cardinality.mean, max: cardinality.max },
      };
      await terminal.printJson({ ...data, heads: rows });
      print(terminal, data, rows, labelNames, options.show);
      session.setExitCode(
        rows.some(({ unargmaxable }) => unargmaxable > 0)
          ? exitCodes.found
          : rows.some(({ undecided }) => undecided > 0)
            ? exitCodes.undecided
            : exitCodes.ok,
      );
    });
}

/** Reads `dft,random`; for `Command.option`. */
function parseKinds(text: string): readonly CoverageKind[] {
  const kinds = text.split(',').map((word) => coverageKinds.find((kind) => kind === word.trim()));
  if (kinds.includes(undefined) || new Set(kinds).size < kinds.length) {
    throw new InvalidArgumentError(`Expected some of ${coverageKinds.join(', ')}, with commas between them.`);
  }
  return kinds as CoverageKind[];
}

function widthsOf({ k, width }: Options): { k: number; width: number } {
  if (k === undefined && width === undefined) {
    throw new InputError('expected --k or --width: how wide the heads are to be', { code: 'bad-flag' });
  }
  return { k: k ?? Math.floor((width! - 1) / 2), width: width ?? 2 * k! + 1 };
}

function checkWidths(numLabels: number, k: number, width: number, kinds: readonly CoverageKind[]): void {
  const most = Math.floor((numLabels - 1) / 2);
  if (k > most && kinds.includes('dft')) {
    throw new InputError(
      `--k ${k}: a DFT head with ${numLabels} labels has at most ${most} frequencies (2k + 1 columns, no more than labels)`,
      { code: 'bad-flag' },
    );
  }
  if (width > numLabels) {
    throw new InputError(
      `the heads would be ${width} wide, and there are only ${numLabels} labels: choose a smaller --k or --width`,
      { code: 'bad-flag' },
    );
  }
}

async function readLabelSetFile(
  file: string,
  session: Session,
  options: Options,
): Promise<{ readonly sets: LabelSets; readonly labelNames: readonly string[] | undefined }> {
  const { workingDirectory } = session.environment;
  const [{ loadLabelSets, readLabelNames }, { openLabelSetFile }] = await Promise.all([
    import('@sbn/datasets'),
    import('../files/open-label-set-file.js'),
  ]);
  const names =
    options.names === undefined ? undefined : await readLabelNames(resolve(workingDirectory, options.names));
  if (names !== undefined && options.labels !== undefined && names.length !== options.labels) {
    throw new InputError(
      `--names ${options.names}: has ${names.length} names, and --labels says ${options.labels}`,
      { code: 'wrong-count' },
    );
  }
  const opened = await openLabelSetFile(resolve(workingDirectory, file), file, options);
  const { sets, labelNames } = await loadLabelSets(opened, {
    labelNames: names,
    numLabels: options.labels,
    signal: session.signal,
  });
  return { sets, labelNames };
}

/** The examples whose sets are among `count` different ones, drawn at random. */
function draw(sets: LabelSets, unique: ReturnType<typeof uniqueLabelSets>, count: number): LabelSets {
  const numUnique = unique.sets.numRows;
  const chosen = new Set(createRandom([0, 'coverage sample']).sample(numUnique, Math.min(count, numUnique)));
  const rows = Array.from({ length: sets.numRows }, (_, row) => row);
  return selectRows(
    sets,
    rows.filter((row) => chosen.has(unique.rowToUnique[row]!)),
  );
}

function print(
  terminal: Terminal,
  data: {
    readonly numLabels: number;
    readonly numExamples: number;
    readonly numLabelSets: number;
    readonly asked: number;
    readonly isSample: boolean;
    readonly labelsPerSet: { readonly mean: number; readonly max: number };
  },
  rows: readonly Coverage[],
  labelNames: readonly string[] | undefined,
  show: number,
): void {
  const { colors } = terminal;
  const { mean, max } = data.labelsPerSet;
  terminal.print(
    `${formatInteger(data.numExamples)} examples, ${formatInteger(data.numLabels)} labels, ` +
      `${formatInteger(data.numLabelSets)} different label sets (${mean.toFixed(1)} labels on average, at most ${max})` +
      `${data.isSample ? `, of which ${formatInteger(data.asked)} drawn at random` : ''}`,
  );
  terminal.print(
    renderTable(
      [
        { title: 'Head' },
        ...[
          'Width',
          'Label sets',
          'Argmaxable',
          'Share',
          'By witness',
          'By theorem',
          'Unargmaxable',
          'Undecided',
          'Of examples',
          'Time',
        ].map((title) => ({ title, align: 'right' as const })),
      ],
      rows.map((row) => [
        nameOf(row),
        formatInteger(row.width),
        formatInteger(row.total),
        formatInteger(row.argmaxable),
        formatShare(row.argmaxable / row.total),
        formatInteger(row.byWitness),
        formatInteger(row.byTheorem),
        row.unargmaxable === 0 ? '0' : colors.red(formatInteger(row.unargmaxable)),
        row.undecided === 0 ? '0' : colors.yellow(formatInteger(row.undecided)),
        formatShare(row.examples.argmaxable / row.examples.total),
        formatDuration(row.seconds * 1000),
      ]),
      colors,
    ),
  );
  for (const row of rows) {
    for (const labels of row.notable.slice(0, show)) {
      terminal.print(`${nameOf(row)} cannot output ${describeLabels(labels, labelNames)}`);
    }
  }
}

function nameOf({ head, guaranteedK, seed }: Coverage): string {
  return seed === undefined ? `${head} (k = ${guaranteedK})` : `${head} (seed ${seed})`;
}
