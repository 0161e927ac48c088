import { resolve } from 'node:path';
import type { PreparedRecord } from '@sbn/datasets/prepare';
import { type Command, Option } from 'commander';
import { bioasqPreparation } from '../preparation/bioasq.js';
import { huggingFacePreparation } from '../preparation/hugging-face.js';
import { mimicPreparation } from '../preparation/mimic.js';
import { openImagesPreparation } from '../preparation/open-images.js';
import type { PreparationKind, PreparationProgress } from '../preparation/preparation-kind.js';
import { xmcPreparation } from '../preparation/xmc.js';
import type { Session } from '../session.js';
import { formatInteger } from '../terminal/format-number.js';
import type { Progress, ProgressTask } from '../terminal/progress.js';
import { renderTable } from '../terminal/table.js';
import type { Terminal } from '../terminal/terminal.js';
import { commandLine } from './command-line.js';
import { type CommonOptions, defineCommand } from './define-command.js';

/** All kinds of raw data, by the names of their commands. */
const kinds: readonly PreparationKind[] = [
  mimicPreparation,
  bioasqPreparation,
  openImagesPreparation,
  huggingFacePreparation,
  xmcPreparation,
];

interface Options extends CommonOptions {
  readonly out: string;
  readonly fresh?: boolean;
  readonly expect?: 'paper' | 'none';
}

/** `sbn prepare`: raw data sets as prepared folders. */
export function addPrepareCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'prepare',
    summary: 'turn a raw data set into a prepared folder',
    description:
      'Reads a data set in the form in which its owner gives it out and writes a folder that every experiment reads ' +
      'with "data: {kind: prepared, folder: FOLDER}". Files are streamed, so their size does not matter; checksum lists ' +
      'beside them are obeyed; the counts of a known data set are checked. What was interrupted, even by kill -9, goes on ' +
      'where it stopped when the same command is given again.',
    examples: kinds.map(({ command: { examples } }) => examples[0]!),
  });
  for (const kind of kinds) addKind(command, kind, session);
}

function addKind(parent: Command, kind: PreparationKind, session: Session): void {
  const command = kind
    .addOptions(defineCommand(parent, kind.command))
    .requiredOption('--out <folder>', 'where the prepared folder goes; made where it is not there')
    .option('--fresh', 'throw away what an earlier preparation left in the folder');
  if (kind.expectation !== undefined) {
    command.addOption(
      new Option('--expect <counts>', `which counts the data must have: ${kind.expectation}, or any`)
        .choices(['paper', 'none'])
        .default('paper'),
    );
  }
  command.action(async () => {
    // The common flags, such as --json, are known to `prepare` as well, which takes them wherever they stand.
    const options = command.optsWithGlobals<Options>();
    const terminal = session.openTerminal(options);
    const { workingDirectory } = session.environment;
    session.setResumeCommand(commandLine(command));
    const folder = resolve(workingDirectory, options.out);
    const steps = showSteps(terminal.progress);
    try {
      const record = await kind.prepare({
        options: options as never,
        folder,
        fresh: options.fresh ?? false,
        expect: options.expect === 'paper',
        signal: session.signal,
        resolve: (path) => resolve(workingDirectory, path),
        onProgress: steps.update,
      });
      steps.done();
      await terminal.printJson({ folder, ...record });
      print(terminal, options.out, record);
    } catch (error) {
      steps.stop(session.signal.aborted);
      throw error;
    }
  });
}

/** Shows the steps of a preparation one after the other, in megabytes. */
function showSteps(progress: Progress): {
  update(progress: PreparationProgress): void;
  done(): void;
  stop(isInterrupted: boolean): void;
} {
  const megabytes = (bytes: number): number => Math.ceil(bytes / 1e6);
  let step: string | undefined;
  let task: ProgressTask | undefined;
  return {
    update: ({ step: next, done, total }) => {
      if (next !== step) {
        task?.done();
        task = progress.task(next, { total: megabytes(total), unit: 'MB' });
        step = next;
      }
      task!.update(megabytes(done), { total: megabytes(total) });
    },
    done: () => task?.done(),
    stop: (isInterrupted) => task?.stop(isInterrupted ? 'stopped' : undefined),
  };
}

function print(terminal: Terminal, folder: string, record: PreparedRecord): void {
  const { splits, labelsPerExample, numLabels, counts, expectation } = record;
  terminal.print(
    renderTable(
      [{ title: record.name }, { title: 'Examples', align: 'right' }, { title: 'Bytes', align: 'right' }],
      (['train', 'valid', 'test'] as const).map((split) => [
        split,
        formatInteger(splits[split].count),
        formatInteger(splits[split].bytes),
      ]),
      terminal.colors,
    ),
  );
  terminal.print(
    `${formatInteger(numLabels)} labels, ${labelsPerExample.mean.toFixed(2)} per example, ${labelsPerExample.max} at most.`,
  );
  for (const [what, count] of Object.entries(counts)) terminal.print(`${formatInteger(count)} ${what}`);
  if (expectation !== null) {
    terminal.print(
      expectation.met
        ? `The counts are those of ${expectation.name}.`
        : `The counts are not those of ${expectation.name}.`,
    );
  }
  terminal.print(`Use it with: data: {kind: prepared, folder: ${folder}}`);
}
