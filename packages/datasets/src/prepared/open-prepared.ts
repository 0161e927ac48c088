import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitName } from '../dataset.js';
import { readLabelNames } from '../formats/label-names.js';
import { failAt } from '../reading/fail-at.js';
import { readLines } from '../reading/read-lines.js';
import { hashFile } from './hash-file.js';
import { preparedFiles } from './prepared-files.js';
import type { PreparedExample, PreparedFile, PreparedRecord } from './prepared-record.js';
import { readOwnJson } from './read-own-json.js';

/** Options of {@link openPrepared}. */
export interface OpenPreparedOptions {
  readonly folder: string;
  /** Whether the checksum of every file is checked as well as its size; false when left out. */
  readonly verify?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A prepared folder whose files were found to be as the record says. */
export interface PreparedFolder {
  readonly folder: string;
  readonly record: PreparedRecord;
  /** All labels, in order. */
  readonly labelNames: readonly string[];
  /** The path of one of its files, such as `vocabulary.txt`; undefined where it has no such file. */
  find(name: string): string | undefined;
  /** The examples of a split in order, block by block. */
  read(
    split: SplitName,
    options?: { readonly signal?: AbortSignal | undefined },
  ): AsyncIterable<readonly PreparedExample[]>;
}

/**
 * Opens a folder that `sbn prepare` (or `openPreparation`) made.
 *
 * @throws InputError when it is none, its preparation is not finished, or a file is missing, cut off or changed
 */
export async function openPrepared(options: OpenPreparedOptions): Promise<PreparedFolder> {
  const { folder, verify = false, signal } = options;
  const record = await readOwnJson<PreparedRecord>(join(folder, preparedFiles.record), 'sbn-prepared');
  if (record === undefined) return failNotPrepared(folder);
  const files: Readonly<Record<string, PreparedFile>> = {
    ...Object.fromEntries(Object.values(record.splits).map((split) => [split.file, split])),
    ...record.files,
  };
  for (const [name, expected] of Object.entries(files)) {
    await checkFile(join(folder, name), expected, verify, signal);
  }
  const labelNames = await readLabelNames(join(folder, preparedFiles.labels), { signal });
  return {
    folder,
    record,
    labelNames,
    find: (name) => (Object.hasOwn(files, name) ? join(folder, name) : undefined),
    async *read(split, { signal: readSignal } = {}) {
      const file = join(folder, record.splits[split].file);
      for await (const { lines } of readLines(file, { signal: readSignal })) {
        yield lines.map((line) => JSON.parse(line) as PreparedExample);
      }
    },
  };
}

async function failNotPrepared(folder: string): Promise<never> {
  const isUnderWay = await stat(join(folder, preparedFiles.progress)).then(
    () => true,
    () => false,
  );
  if (isUnderWay) {
    failAt(
      { file: folder },
      'not-prepared',
      'The preparation of this folder is not finished.',
      'Run the same "sbn prepare" again: it goes on where it stopped.',
    );
  }
  return failAt(
    { file: folder },
    'not-prepared',
    `Expected a prepared folder, but it has no ${preparedFiles.record}.`,
    'Make one with "sbn prepare".',
  );
}

async function checkFile(
  file: string,
  expected: PreparedFile,
  verify: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => undefined,
  );
  const again = 'Prepare the folder again with --fresh.';
  if (size === undefined) {
    failAt({ file }, 'file-not-found', 'The file of a prepared folder is missing.', again);
  }
  if (size !== expected.bytes) {
    failAt(
      { file },
      size < expected.bytes ? 'truncated' : 'wrong-count',
      `The file has ${size} bytes, but ${expected.bytes} when it was prepared.`,
      again,
    );
  }
  if (!verify) return;
  const sha256 = await hashFile(file, { signal });
  if (sha256 !== expected.sha256) {
    failAt(
      { file },
      'wrong-checksum',
      `The file was changed after it was prepared: its sha256 checksum is ${sha256}, not ${expected.sha256}.`,
      again,
    );
  }
}
