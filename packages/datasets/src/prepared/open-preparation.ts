import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DenseRows } from '@sbn/core';
import writeFileAtomic from 'write-file-atomic';
import type { SplitName } from '../dataset.js';
import { encodeNpy } from '../formats/npy.js';
import { failAt, quote } from '../reading/fail-at.js';
import { denseRowsFile } from '../sources/dense-rows-file.js';
import { hashFile } from './hash-file.js';
import { preparedFiles, splitFile, splitNames, splitRows } from './prepared-files.js';
import type {
  PreparedExample,
  PreparedFile,
  PreparedInputs,
  PreparedRecord,
  PreparedSource,
  PreparedSplit,
} from './prepared-record.js';
import { readOwnJson } from './read-own-json.js';
import { removeTemporaryFiles } from './remove-temporary-files.js';
import { openSplitWriter, type SplitWriter } from './split-writer.js';

/** Options of {@link openPreparation}. */
export interface PreparationOptions {
  /** Made where it is not there. */
  readonly folder: string;
  /** What prepares it, such as `mimic`. */
  readonly kind: string;
  /** Everything that the result depends on, as plain JSON: options, and path and bytes of every source. */
  readonly identity: object;
  /** Starts over, whatever an earlier preparation left in the folder. */
  readonly fresh?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What {@link Preparation.finish} is told. */
export interface PreparationResult {
  readonly name: string;
  readonly inputs: PreparedInputs;
  /** All labels, in order. */
  readonly labelNames: readonly string[];
  /** One for each label; blank where it has none. */
  readonly labelDescriptions?: readonly string[] | undefined;
  /** Words in order, where the source has its own. */
  readonly vocabulary?: readonly string[] | undefined;
  /** [words, dim]: a vector for each word of the vocabulary. */
  readonly embeddings?: DenseRows | undefined;
  readonly sources: readonly PreparedSource[];
  readonly options: object;
  readonly counts: Readonly<Record<string, number>>;
  readonly expectation: PreparedRecord['expectation'];
}

/** A folder that is being prepared. */
export interface Preparation {
  /** The record, where the folder was already prepared with the same identity: there is nothing to do. */
  readonly finished: PreparedRecord | undefined;
  /** What the last checkpoint of an interrupted preparation was told; undefined at the start. */
  readonly state: unknown;
  /** How many examples each split has so far. */
  readonly counts: Readonly<Record<SplitName, number>>;
  /** How many examples have each label so far, over all splits. */
  labelCounts(): Map<string, number>;
  /**
   * Takes the next example of a split. Its labels are sorted, and each is written once. The promise, where there is
   * one, is to be waited for before the next call: that bounds the memory.
   */
  write(split: SplitName, example: PreparedExample): void | Promise<void>;
  /** Puts everything on the disk, together with a state (plain JSON) from which the preparation can go on. */
  checkpoint(state: object): Promise<void>;
  /**
   * Ends the preparation: writes the other files and, last, the record.
   *
   * @throws InputError when there is no training example, a label of an example is not among the names, a name cannot
   *   stand on a line of its own, or the dense rows are not there
   */
  finish(result: PreparationResult): Promise<PreparedRecord>;
  /** Frees everything; without {@link finish}, the last checkpoint stays. */
  close(): Promise<void>;
}

/** `progress.json`: how far an unfinished preparation is. */
interface PreparationProgress {
  readonly format: 'sbn-preparation';
  readonly version: 1;
  readonly kind: string;
  readonly identity: object;
  readonly state?: object;
  /** The length of the file of each split at the checkpoint. */
  readonly bytes: Readonly<Record<SplitName, number>>;
}

/**
 * Starts to prepare a folder, or goes on from the last checkpoint of a preparation that was interrupted, be it by
 * `kill -9`: what was written after the checkpoint is taken back, so that the end is the same, byte for byte, as
 * without the interruption.
 *
 * Dense rows are no business of this function: whoever prepares dense inputs writes `train.npy`, … into the folder
 * before {@link Preparation.finish}, which checks them. A kind that has to put lines aside writes them to
 * `scratch.jsonl` (see `openLineWriter`), which goes away at the end.
 *
 * @throws InputError when the folder is, or was being, prepared from something else and `fresh` is not set, or has
 *   files that no preparation wrote
 */
export async function openPreparation(options: PreparationOptions): Promise<Preparation> {
  const { folder, kind, fresh = false, signal } = options;
  // As it will be read back: without undefined values, and with plain objects only.
  const identity = JSON.parse(JSON.stringify(options.identity)) as object;
  await mkdir(folder, { recursive: true });
  const path = (name: string): string => join(folder, name);
  if (fresh) await removePreparation(folder);
  await removeTemporaryFiles(folder, [preparedFiles.record, preparedFiles.progress, ...ownFiles]);

  const record = await readOwnJson<PreparedRecord>(path(preparedFiles.record), 'sbn-prepared');
  if (record !== undefined) {
    checkIdentity(path(preparedFiles.record), record, kind, identity);
    await rm(path(preparedFiles.scratch), { force: true });
    await rm(path(preparedFiles.progress), { force: true });
    return finishedPreparation(record);
  }
  const earlier = await readOwnJson<PreparationProgress>(path(preparedFiles.progress), 'sbn-preparation');
  if (earlier !== undefined) checkIdentity(path(preparedFiles.progress), earlier, kind, identity);
  else await checkUnused(folder);

  const writeProgress = (bytes: Record<SplitName, number>, state: object | undefined): Promise<void> => {
    const progress: PreparationProgress = {
      format: 'sbn-preparation',
      version: 1,
      kind,
      identity,
      ...(state === undefined ? {} : { state }),
      bytes,
    };
    return writeFileAtomic(path(preparedFiles.progress), `${JSON.stringify(progress)}\n`);
  };
  if (earlier === undefined) await writeProgress({ train: 0, valid: 0, test: 0 }, undefined);
  const writers = await openWriters(folder, earlier?.bytes, signal);

  const flush = async (): Promise<Record<SplitName, number>> => ({
    train: await writers.train.flush(),
    valid: await writers.valid.flush(),
    test: await writers.test.flush(),
  });
  const labelCounts = (): Map<string, number> => {
    const all = new Map<string, number>();
    for (const split of splitNames) {
      for (const [label, count] of writers[split].labelCounts) all.set(label, (all.get(label) ?? 0) + count);
    }
    return all;
  };
  return {
    finished: undefined,
    state: earlier?.state,
    get counts() {
      return { train: writers.train.count, valid: writers.valid.count, test: writers.test.count };
    },
    labelCounts,
    write: (split, example) => writers[split].write(example),
    async checkpoint(state) {
      await writeProgress(await flush(), state);
    },
    async finish(result) {
      const bytes = await flush();
      checkResult(folder, result, writers, labelCounts());
      await writeLists(folder, result);
      const splits = {
        train: await splitRecord(folder, 'train', bytes.train, writers.train, result.inputs),
        valid: await splitRecord(folder, 'valid', bytes.valid, writers.valid, result.inputs),
        test: await splitRecord(folder, 'test', bytes.test, writers.test, result.inputs),
      };
      const labelTotal = splitNames.reduce((sum, split) => sum + writers[split].labelTotal, 0);
      const numExamples = splitNames.reduce((sum, split) => sum + writers[split].count, 0);
      const finished: PreparedRecord = {
        format: 'sbn-prepared',
        version: 1,
        kind,
        name: result.name,
        inputs: result.inputs,
        numLabels: result.labelNames.length,
        splits,
        files: await otherFiles(folder, result, splits),
        labelsPerExample: {
          mean: labelTotal / numExamples,
          max: Math.max(...splitNames.map((split) => writers[split].labelMax)),
        },
        sources: result.sources,
        options: result.options,
        counts: result.counts,
        expectation: result.expectation,
        identity,
      };
      await writeFileAtomic(path(preparedFiles.record), `${JSON.stringify(finished, null, 2)}\n`);
      await rm(path(preparedFiles.scratch), { force: true });
      await rm(path(preparedFiles.progress), { force: true });
      return finished;
    },
    async close() {
      for (const split of splitNames) await writers[split].close();
    },
  };
}

function finishedPreparation(record: PreparedRecord): Preparation {
  const refuse = (): never => {
    throw new Error('the folder is already prepared: look at finished first');
  };
  const { train, valid, test } = record.splits;
  return {
    finished: record,
    state: undefined,
    counts: { train: train.count, valid: valid.count, test: test.count },
    labelCounts: refuse,
    write: refuse,
    checkpoint: refuse,
    finish: refuse,
    close: async () => {},
  };
}

function checkIdentity(
  file: string,
  found: { readonly kind: string; readonly identity: object },
  kind: string,
  identity: object,
): void {
  if (found.kind === kind && isDeepStrictEqual(found.identity, identity)) return;
  const difference = found.kind === kind ? firstDifference(found.identity, identity, '') : undefined;
  failAt(
    { file },
    'other-preparation',
    `The folder belongs to another preparation${difference === undefined ? ` (${found.kind}, not ${kind})` : `: ${difference}`}.`,
    'Choose another folder, or give --fresh to prepare this one anew.',
  );
}

/** Where two JSON values differ first, in words. */
function firstDifference(found: unknown, expected: unknown, place: string): string {
  if (typeof found === 'object' && typeof expected === 'object' && found !== null && expected !== null) {
    const [left, right] = [found as Record<string, unknown>, expected as Record<string, unknown>];
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    const key = keys.find((name) => !isDeepStrictEqual(left[name], right[name]));
    if (key !== undefined)
      return firstDifference(left[key], right[key], place === '' ? key : `${place}.${key}`);
  }
  const shown = (value: unknown): string => (value === undefined ? 'nothing' : quote(JSON.stringify(value)));
  return `${place} was ${shown(found)} there and is ${shown(expected)} here`;
}

/** @throws InputError when a file that the preparation would write is already there */
async function checkUnused(folder: string): Promise<void> {
  for (const name of ownFiles) {
    if (await isThere(join(folder, name))) {
      failAt(
        { file: join(folder, name) },
        'other-preparation',
        'The file is in the way of the preparation, and no preparation wrote it.',
        'Choose an empty folder, or one that does not exist.',
      );
    }
  }
}

const ownFiles: readonly string[] = [
  ...splitNames.flatMap((split) => [splitFile(split), splitRows(split)]),
  preparedFiles.labels,
  preparedFiles.labelDescriptions,
  preparedFiles.vocabulary,
  preparedFiles.embeddings,
  preparedFiles.scratch,
];

/** Removes what a preparation wrote, in an order that never leaves a record without its files. */
async function removePreparation(folder: string): Promise<void> {
  const own = [preparedFiles.record, preparedFiles.progress].map((name) => join(folder, name));
  if (!(await Promise.all(own.map(isThere))).includes(true)) return;
  await rm(own[0]!, { force: true });
  for (const name of ownFiles) await rm(join(folder, name), { force: true });
  await rm(own[1]!, { force: true });
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function openWriters(
  folder: string,
  bytes: Readonly<Record<SplitName, number>> | undefined,
  signal: AbortSignal | undefined,
): Promise<Record<SplitName, SplitWriter>> {
  const opened: SplitWriter[] = [];
  try {
    for (const split of splitNames) {
      const file = join(folder, splitFile(split));
      const writer = await openSplitWriter(file, bytes?.[split] ?? 0, signal);
      if (writer === undefined) {
        failAt(
          { file },
          'truncated',
          'The file is shorter than it was at the last checkpoint.',
          'Give --fresh to prepare the folder anew.',
        );
      }
      opened.push(writer);
    }
  } catch (error) {
    for (const writer of opened) await writer.close();
    throw error;
  }
  return { train: opened[0]!, valid: opened[1]!, test: opened[2]! };
}

function checkResult(
  folder: string,
  result: PreparationResult,
  writers: Record<SplitName, SplitWriter>,
  labelCounts: ReadonlyMap<string, number>,
): void {
  const { labelNames, labelDescriptions, vocabulary, embeddings } = result;
  if (writers.train.count === 0) failAt({ file: folder }, 'empty-file', 'No example is left for training.');
  checkLines(folder, labelNames, 'label name');
  if (vocabulary !== undefined) checkLines(folder, vocabulary, 'word');
  const known = new Set(labelNames);
  for (const label of labelCounts.keys()) {
    if (!known.has(label))
      failAt({ file: folder }, 'unknown-label', `${quote(label)} is not one of the labels.`);
  }
  if (labelDescriptions !== undefined && labelDescriptions.length !== labelNames.length) {
    throw new RangeError(
      `expected ${labelNames.length} label descriptions, one for each label, got ${labelDescriptions.length}`,
    );
  }
  if (embeddings !== undefined && embeddings.numRows !== vocabulary?.length) {
    throw new RangeError(
      `expected ${vocabulary?.length ?? 0} embeddings, one for each word, got ${embeddings.numRows}`,
    );
  }
}

/** @throws InputError when names cannot stand on a line each: one is blank, has blanks around it, or occurs twice */
function checkLines(folder: string, names: readonly string[], what: string): void {
  if (names.length === 0) failAt({ file: folder }, 'missing-labels', `There is no ${what}.`);
  const seen = new Set<string>();
  for (const name of names) {
    if (name === '' || name !== name.trim() || /[\r\n]/.test(name)) {
      failAt(
        { file: folder },
        'syntax',
        `Expected a ${what} that can stand on a line of its own, got ${quote(name)}.`,
      );
    }
    if (seen.has(name))
      failAt({ file: folder }, 'duplicate-name', `The ${what} ${quote(name)} occurs twice.`);
    seen.add(name);
  }
}

async function writeLists(folder: string, result: PreparationResult): Promise<void> {
  const { labelNames, labelDescriptions, vocabulary, embeddings } = result;
  const lines = (list: readonly string[]): string => list.map((line) => `${line}\n`).join('');
  await writeFileAtomic(join(folder, preparedFiles.labels), lines(labelNames));
  if (labelDescriptions !== undefined) {
    const oneLine = labelDescriptions.map((text) => text.replaceAll(/\s+/g, ' ').trim());
    await writeFileAtomic(join(folder, preparedFiles.labelDescriptions), lines(oneLine));
  }
  if (vocabulary !== undefined)
    await writeFileAtomic(join(folder, preparedFiles.vocabulary), lines(vocabulary));
  if (embeddings !== undefined) {
    await writeFileAtomic(
      join(folder, preparedFiles.embeddings),
      Buffer.from(encodeNpy(embeddings, { type: 'float32' })),
    );
  }
}

async function splitRecord(
  folder: string,
  split: SplitName,
  bytes: number,
  writer: SplitWriter,
  inputs: PreparedInputs,
): Promise<PreparedSplit> {
  const { count } = writer;
  const record = { file: splitFile(split), count, bytes, sha256: writer.digest() };
  if (inputs !== 'dense' || count === 0) return record;
  const rows = await denseRowsFile(join(folder, splitRows(split)));
  if (rows.numRows !== count) {
    failAt(
      { file: rows.file },
      'wrong-count',
      `Expected ${count} rows, one for each example, got ${rows.numRows}.`,
    );
  }
  return { ...record, inputs: splitRows(split) };
}

async function otherFiles(
  folder: string,
  { labelDescriptions, vocabulary, embeddings }: PreparationResult,
  splits: Record<SplitName, PreparedSplit>,
): Promise<Record<string, PreparedFile>> {
  const names = [
    preparedFiles.labels,
    ...(labelDescriptions === undefined ? [] : [preparedFiles.labelDescriptions]),
    ...(vocabulary === undefined ? [] : [preparedFiles.vocabulary]),
    ...(embeddings === undefined ? [] : [preparedFiles.embeddings]),
    ...splitNames.flatMap((split) => splits[split].inputs ?? []),
  ];
  const files: Record<string, PreparedFile> = {};
  for (const name of names) {
    const file = join(folder, name);
    files[name] = { bytes: (await stat(file)).size, sha256: await hashFile(file) };
  }
  return files;
}
