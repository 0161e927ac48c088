import { relative, resolve, sep } from 'node:path';
import { InputError } from '@sbn/core';
import { type Command, Option } from 'commander';
import { exitCodes } from '../exit-codes.js';
import type { RejectionScore } from '../images/config/image-heads.js';
import type { Session } from '../session.js';
import type { ManifestLine } from '../sorting/manifest.js';
import { formatInteger } from '../terminal/format-number.js';
import { showStep } from '../terminal/show-step.js';
import type { Terminal } from '../terminal/terminal.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { quote } from './experiment-options.js';

interface Options extends CommonOptions {
  readonly model?: string;
  readonly out?: string;
  readonly move?: boolean;
  readonly copy?: boolean;
  readonly dryRun?: boolean;
  readonly scoreBuckets?: boolean;
  readonly score?: RejectionScore;
  readonly undo?: string;
}

/** `sbn classify`: sorts a folder of pictures by class. */
export function addClassifyCommand(program: Command, session: Session): void {
  defineCommand(program, {
    usage: 'classify [folder]',
    summary: 'sort a folder of pictures by class, and those of no class into unknown/',
    description:
      'Puts the JPEG, PNG and WebP pictures of a folder, and of all folders in it, into a folder for each class that the ' +
      'model knows, or into unknown/. Copies unless --move says otherwise, never overwrites (a name that is taken gets a ' +
      'number), and writes a manifest, line by line before each file is touched, with which --undo brings everything back. ' +
      'What cannot be read or placed stays where it is and is reported. The same command goes on after an interrupt.',
    examples: [
      'sbn classify pictures --model runs/shapes/averaged-sigmoid-seed0 --out sorted',
      'sbn classify pictures --model runs/shapes/averaged-sigmoid-seed0 --out sorted --move --score-buckets',
      'sbn classify --undo sorted/manifest.jsonl',
    ],
  })
    .option('--model <run>', 'the run folder of an image classifier')
    .option('--out <folder>', 'where the folders of the classes go')
    .addOption(new Option('--move', 'move the files').conflicts('copy'))
    .option('--copy', 'copy the files (the default)')
    .option('--dry-run', 'only say what would be done')
    .option('--score-buckets', 'a folder for each tenth of the score, such as cat/0.9-1.0')
    .addOption(
      new Option('--score <kind>', 'what decides about unknown (default: the first of the head)').choices([
        'max-sigmoid',
        'max-softmax',
        'energy',
        'one-minus-unknown',
      ]),
    )
    .option('--undo <manifest>', 'bring back what a manifest says was done')
    .action((folder: string | undefined, options: Options) => {
      const terminal = session.openTerminal(options);
      if (options.undo !== undefined) {
        if (folder !== undefined || options.model !== undefined || options.out !== undefined) {
          throw new InputError('--undo takes its manifest and nothing else', { code: 'bad-flag' });
        }
        return undo(options.undo, session, terminal);
      }
      if (folder === undefined || options.model === undefined || options.out === undefined) {
        throw new InputError('expected a folder of pictures, --model and --out; or --undo with a manifest', {
          code: 'bad-flag',
        });
      }
      return classify({ ...options, folder, model: options.model, out: options.out }, session, terminal);
    });
}

async function classify(
  options: Options & { readonly folder: string; readonly model: string; readonly out: string },
  session: Session,
  terminal: Terminal,
): Promise<void> {
  const { signal } = session;
  const { workingDirectory } = session.environment;
  const [folder, out] = [resolve(workingDirectory, options.folder), resolve(workingDirectory, options.out)];
  if (folder === out) {
    throw new InputError(`--out ${options.out} is the folder of the pictures; expected another`, {
      code: 'bad-flag',
    });
  }
  const action = options.move === true ? 'move' : 'copy';
  session.setResumeCommand(
    `sbn classify ${quote(options.folder)} --model ${quote(options.model)} --out ${quote(options.out)}${action === 'move' ? ' --move' : ''}${options.scoreBuckets === true ? ' --score-buckets' : ''}${options.score === undefined ? '' : ` --score ${options.score}`}`,
  );
  const [{ openClassifier }, { classifyFiles }, { findPictures }, { sortFiles }, { startBackend }] =
    await Promise.all([
      import('../images/open-classifier.js'),
      import('../images/classify-files.js'),
      import('../sorting/find-pictures.js'),
      import('../sorting/sort-files.js'),
      import('../experiment/start-backend.js'),
    ]);
  await startBackend('auto', terminal);
  const classifier = await openClassifier(resolve(workingDirectory, options.model), options.score);
  const tally = newTally();
  const dryRun = options.dryRun ?? false;
  const shown = (path: string): string => shortest(path, workingDirectory);
  try {
    const { manifest } = await showStep(
      terminal.progress,
      `Sort ${options.folder}`,
      { unit: 'files', signal },
      async (task) => {
        const sorted = await sortFiles({
          decisions: classifyFiles(classifier, findPictures(folder, out), { signal }),
          out,
          action,
          scoreBuckets: options.scoreBuckets ?? false,
          dryRun,
          signal,
          onLine: async (line) => {
            tally.add(line);
            task.update(tally.total());
            await terminal.printJson(line);
            if ('reason' in line) terminal.note(`  ${shown(line.source)}: ${line.reason}`);
            else if (dryRun) terminal.print(`${shown(line.source)} -> ${shown(line.target)}`);
          },
        });
        task.done(`${formatInteger(tally.total())} files`);
        return sorted;
      },
    );
    terminal.print(tally.words(action, dryRun));
    if (manifest !== undefined) {
      terminal.print(`Manifest: ${terminal.colors.bold(manifest)}`);
      terminal.print(`Undo: sbn classify --undo ${quote(shown(manifest))}`);
    }
  } finally {
    classifier.dispose();
  }
  if (tally.left() > 0) session.setExitCode(exitCodes.found);
}

async function undo(file: string, session: Session, terminal: Terminal): Promise<void> {
  const { workingDirectory } = session.environment;
  const { undoSorting } = await import('../sorting/undo-sorting.js');
  const counts = { back: 0, nothing: 0, refused: 0 };
  session.setResumeCommand(`sbn classify --undo ${quote(file)}`);
  await undoSorting({
    manifest: resolve(workingDirectory, file),
    signal: session.signal,
    onFile: async (undone) => {
      counts[undone.state]++;
      await terminal.printJson(undone);
      if (undone.state === 'refused') {
        terminal.note(`  ${shortest(undone.target, workingDirectory)}: ${undone.reason}`);
      }
    },
  });
  const { back, nothing, refused } = counts;
  terminal.print(
    [
      `${files(back)} brought back`,
      ...(nothing === 0 ? [] : [`${files(nothing)} there already`]),
      ...(refused === 0 ? [] : [`${files(refused)} left as they are`]),
    ].join(', '),
  );
  if (refused > 0) session.setExitCode(exitCodes.found);
}

interface Tally {
  add(line: ManifestLine): void;
  total(): number;
  /** Files that stay where they are. */
  left(): number;
  words(action: 'copy' | 'move', dryRun: boolean): string;
}

function newTally(): Tally {
  const counts = { copy: 0, move: 0, present: 0, skip: 0, fail: 0 };
  let unknown = 0;
  const left = (): number => counts.skip + counts.fail;
  return {
    add: (line) => {
      counts[line.action]++;
      if ('class' in line && line.class === null) unknown++;
    },
    total: () => Object.values(counts).reduce((sum, count) => sum + count, 0),
    left,
    words: (action, dryRun) =>
      [
        `${files(counts[action])} ${dryRun ? 'would be ' : ''}${action === 'copy' ? 'copied' : 'moved'}`,
        ...(counts.present === 0 ? [] : [`${files(counts.present)} there already`]),
        `${formatInteger(unknown)} of them unknown`,
        ...(left() === 0 ? [] : [`${files(left())} left where they are, for the reasons above`]),
      ].join(', '),
  };
}

function files(count: number): string {
  return `${formatInteger(count)} ${count === 1 ? 'file' : 'files'}`;
}

/** A path as it is shortest to read. */
function shortest(path: string, workingDirectory: string): string {
  const inside = relative(workingDirectory, path);
  return inside.startsWith(`..${sep}`) ? path : inside;
}
