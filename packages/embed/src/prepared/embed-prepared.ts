import { rm, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { InputError } from '@sbn/core';
import { readLines, type SplitName } from '@sbn/datasets';
import {
  hashFile,
  openPreparation,
  openPrepared,
  type PreparedFolder,
  type PreparedRecord,
} from '@sbn/datasets/prepare';
import type { Embedder } from '../embedder.js';
import { type EmbedInput, type EmbedToFileOptions, embedToFile } from '../files/embed-to-file.js';
import { type EmbeddingRecord, embeddingFiles } from '../files/embedding-record.js';

/** Options of {@link embedPrepared}. */
export interface EmbedPreparedOptions
  extends Pick<
    EmbedToFileOptions<string>,
    'dtype' | 'batchSize' | 'unreadable' | 'fresh' | 'signal' | 'onSkipped'
  > {
  /** A prepared folder with texts or pictures. */
  readonly folder: string;
  /** An encoder of what the folder has. */
  readonly embedder: Embedder<string>;
  /** The prepared folder with dense rows that is made. */
  readonly out: string;
  /** Told the inputs that were taken so far, over all splits. */
  readonly onProgress?: ((inputs: number, total: number) => void) | undefined;
}

const splitNames = ['train', 'valid', 'test'] as const;

/**
 * Makes a prepared folder with dense rows of one with texts or pictures: the same splits, ids and labels. A picture
 * that is left out (`unreadable: 'skip'`) takes its example with it. Goes on where it stopped, as `embedToFile` does.
 *
 * @throws InputError when the folder has neither texts nor pictures, `out` belongs to another preparation, and
 *   whatever `embedToFile` throws
 */
export async function embedPrepared(options: EmbedPreparedOptions): Promise<PreparedRecord> {
  const { embedder, out, dtype = 'float32', batchSize = 32, fresh, signal } = options;
  const source = await openPrepared({ folder: options.folder, signal });
  const { inputs } = source.record;
  if (inputs !== 'text' && inputs !== 'images') {
    throw new InputError(`the folder has ${inputs} inputs, and only texts and pictures can be embedded.`, {
      code: 'unsupported',
      file: options.folder,
    });
  }
  if (resolve(out) === resolve(options.folder)) {
    throw new InputError('expected another folder than the one that is embedded.', {
      code: 'bad-flag',
      file: out,
    });
  }
  const record = join(options.folder, 'prepared.json');
  const sha256 = await hashFile(record, { signal });
  const preparation = await openPreparation({
    folder: out,
    kind: 'embed',
    identity: { source: sha256, embedder: embedder.identity, dtype, batchSize },
    fresh,
    signal,
  });
  try {
    if (preparation.finished !== undefined) {
      await removeSideFiles(out);
      return preparation.finished;
    }
    const embedded = await embedSplits(source, options, sha256);
    for (const split of splitNames) {
      const left = await skippedInputs(join(out, `${split}.npy`), embedded[split]);
      let at = 0;
      for await (const block of source.read(split, { signal })) {
        for (const { id, labels, negatives } of block) {
          if (!left.has(at++)) await preparation.write(split, { id, labels, negatives });
        }
      }
    }
    const sum = (count: 'truncated' | 'blank' | 'skipped'): number =>
      splitNames.reduce((total, split) => total + (embedded[split]?.[count] ?? 0), 0);
    const descriptions = source.find('label-descriptions.txt');
    const finished = await preparation.finish({
      name: source.record.name,
      inputs: 'dense',
      labelNames: source.labelNames,
      ...(descriptions === undefined ? {} : { labelDescriptions: await linesOf(descriptions) }),
      sources: [{ path: resolve(record), bytes: (await stat(record)).size, sha256 }],
      options: { embedder: embedder.identity, dtype, batchSize },
      counts: {
        ...source.record.counts,
        'numbers per row': embedder.dim,
        ...(inputs === 'text'
          ? { 'texts cut off': sum('truncated'), 'blank texts': sum('blank') }
          : { 'pictures left out': sum('skipped') }),
      },
      expectation: source.record.expectation,
    });
    await removeSideFiles(out);
    return finished;
  } finally {
    await preparation.close();
  }
}

/** Embeds each split that has examples into `train.npy`, … of the folder. */
async function embedSplits(
  source: PreparedFolder,
  options: EmbedPreparedOptions,
  sha256: string,
): Promise<Partial<Record<SplitName, EmbeddingRecord>>> {
  const { onProgress = () => {}, onSkipped, dtype, batchSize, unreadable, fresh, signal, embedder } = options;
  const { splits } = source.record;
  const total = splitNames.reduce((sum, split) => sum + splits[split].count, 0);
  const records: Partial<Record<SplitName, EmbeddingRecord>> = {};
  let before = 0;
  for (const split of splitNames) {
    if (splits[split].count === 0) continue;
    records[split] = await embedToFile({
      embedder,
      inputs: inputsOf(source, split, signal),
      identity: { source: sha256, split },
      out: join(options.out, `${split}.npy`),
      dtype,
      batchSize,
      unreadable,
      fresh,
      signal,
      onSkipped,
      onProgress: (inputs) => onProgress(before + inputs, total),
    });
    before += splits[split].count;
    onProgress(before, total);
  }
  return records;
}

async function* inputsOf(
  source: PreparedFolder,
  split: SplitName,
  signal: AbortSignal | undefined,
): AsyncGenerator<EmbedInput<string>> {
  for await (const block of source.read(split, { signal })) {
    for (const { id, text, image } of block) yield { id, input: text ?? pathOf(source, image!) };
  }
}

/** Pictures are named from the folder that lists them. */
function pathOf({ folder }: PreparedFolder, image: string): string {
  return isAbsolute(image) ? image : join(folder, image);
}

/** The places of the inputs that have no row. */
async function skippedInputs(
  rows: string,
  record: EmbeddingRecord | undefined,
): Promise<ReadonlySet<number>> {
  if (record === undefined || record.skipped === 0) return new Set();
  const lines = await linesOf(embeddingFiles(rows).skipped);
  return new Set(lines.map((line) => (JSON.parse(line) as { readonly input: number }).input));
}

async function linesOf(file: string): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const { lines } of readLines(file)) all.push(...lines);
  return all;
}

/** Removes what only an embedding under way needs; the prepared folder says the same in its own files. */
async function removeSideFiles(folder: string): Promise<void> {
  for (const split of splitNames) {
    const { ids, record } = embeddingFiles(join(folder, `${split}.npy`));
    await rm(record, { force: true });
    await rm(ids, { force: true });
  }
}
