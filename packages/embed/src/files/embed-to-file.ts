import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@sbn/core';
import { openNpyRowsWriter, removeTemporaryFiles } from '@sbn/datasets/prepare';
import writeFileAtomic from 'write-file-atomic';
import type { Embedder, ReadyInput } from '../embedder.js';
import { embedWindow } from './embed-window.js';
import {
  type EmbeddingFiles,
  type EmbeddingRecord,
  embeddingFiles,
  readEmbeddingRecord,
} from './embedding-record.js';
import { type GrowingText, openGrowingText } from './growing-text.js';
import { mapLimited } from './map-limited.js';
import { windows } from './windows.js';

/** One input and the name of its row. */
export interface EmbedInput<Input> {
  /** Stands on a line of its own in the file of ids. */
  readonly id: string;
  readonly input: Input;
}

/** Options of {@link embedToFile}. */
export interface EmbedToFileOptions<Input> {
  readonly embedder: Embedder<Input>;
  /** The inputs in order; the same ones, in the same order, each time that an embedding is gone on with. */
  readonly inputs: AsyncIterable<EmbedInput<Input>> | Iterable<EmbedInput<Input>>;
  /** What tells these inputs from others, as plain JSON: names and sizes of files, fields. */
  readonly identity: object;
  /** The `.npy` file; its ids and its record go beside it. */
  readonly out: string;
  /** Of the file: `float32` when left out. float16 rounds to the nearest number, of two to the even one. */
  readonly dtype?: 'float32' | 'float16' | undefined;
  /** Inputs that the model is given at once; 32 when left out. */
  readonly batchSize?: number | undefined;
  /**
   * Whether an input that cannot be read ends everything (`fail`, the default) or is left out and noted. An embedding
   * that failed can be gone on with by `skip`.
   */
  readonly unreadable?: 'fail' | 'skip' | undefined;
  /** Starts over, whatever an earlier embedding left. */
  readonly fresh?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told the inputs that were taken so far, those of an earlier run included. */
  readonly onProgress?: ((inputs: number) => void) | undefined;
  /** Told each input that is left out, and why. */
  readonly onSkipped?: ((id: string, reason: string) => void) | undefined;
}

/** Batches whose inputs are put in order of length together. */
const batchesPerWindow = 16;
/** Milliseconds between two points from which an embedding can go on. */
const checkpointInterval = 1000;
/** Pictures that are decoded at the same time, each of which may take a hundred megabytes; Node decodes no more than these. */
const inputsReadAtOnce = 4;
/** From here on float16 knows only infinity. */
const float16Overflow = 65520;

/**
 * Embeds inputs into a `.npy` file [rows, dim], with the id of each row in `x.ids.txt` and a record in `x.embed.json`.
 * Memory is bounded by a few batches. An embedding that was interrupted, be it by `kill -9`, goes on where it stopped
 * when it is asked for again, and ends with the same bytes as without the interruption; one that is there already is
 * left as it is.
 *
 * Rows appear under their name only when all of them are there.
 *
 * @throws InputError when an input cannot be read (and `unreadable` is `fail`), the model gives a number that is not
 *   finite or too large for float16, an id cannot stand on a line, there are no inputs, or the files belong to another
 *   embedding and `fresh` is not set; RangeError for an option that cannot be
 */
export async function embedToFile<Input>(options: EmbedToFileOptions<Input>): Promise<EmbeddingRecord> {
  const { embedder, out, dtype = 'float32', batchSize = 32, unreadable = 'fail', fresh = false } = options;
  const { signal, onProgress = () => {}, onSkipped = () => {} } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`embedToFile: batchSize must be an integer >= 1, got ${batchSize}`);
  }
  const { dim } = embedder;
  const files = embeddingFiles(out);
  // As it will be read back: without undefined values.
  const identity = JSON.parse(
    JSON.stringify({ inputs: options.identity, embedder: embedder.identity, dtype, batchSize }),
  ) as object;
  await mkdir(dirname(out), { recursive: true });
  await removeTemporaryFiles(dirname(out), [basename(files.record)]);
  if (fresh) await removeEmbedding(files);
  const earlier = await readEmbeddingRecord(files.record);
  if (earlier !== undefined) checkIdentity(files.record, earlier.identity, identity);
  else if (!fresh) await checkUnused(out);
  if (earlier?.state === 'closing') return close(files, earlier);
  if (earlier?.state === 'done') {
    if ((await sizeOf(out)) !== rowsBytes(earlier)) throw lost(out);
    return earlier;
  }

  let record: EmbeddingRecord = earlier ?? {
    format: 'sbn-embedding',
    version: 1,
    state: 'under-way',
    identity,
    inputs: 0,
    rows: 0,
    dim,
    dtype,
    truncated: 0,
    blank: 0,
    skipped: 0,
    bytes: { ids: 0, skipped: 0 },
  };
  const writers = await openWriters(files, record);
  const size = batchSize * (embedder.variesInLength ? batchesPerWindow : 1);
  const read = readWindows(windows(options.inputs, size, record.inputs), embedder, unreadable);
  const { rows, ids, skipped } = writers;
  const save = async (state: EmbeddingRecord['state']): Promise<void> => {
    await rows.flush();
    record = { ...record, state, bytes: { ids: await ids.flush(), skipped: await skipped.flush() } };
    await writeRecord(files.record, record);
  };
  try {
    await save('under-way');
    onProgress(record.inputs);
    let saved = performance.now();
    for (let current = await read.next(); current.done !== true; ) {
      signal?.throwIfAborted();
      const window = current.value;
      const { inputs } = record;
      let taken = 0;
      // The next window is read while the model runs: pictures are decoded by other threads.
      const [embedded, next] = await Promise.allSettled([
        embedWindow(
          embedder,
          window.ready.map(({ ready }) => ready),
          batchSize,
          (count) => {
            signal?.throwIfAborted();
            taken += count;
            onProgress(inputs + taken);
          },
        ),
        read.next(),
      ]);
      if (embedded.status === 'rejected') throw embedded.reason;
      checkRows(embedded.value, dim, dtype, window.ready, out);
      for (const { id } of window.ready) checkId(id);
      await rows.write(record.rows, embedded.value);
      // From here to the new record nothing can fail: what is appended belongs to it.
      ids.append(window.ready.map(({ id }) => `${id}\n`).join(''));
      for (const { at, id, reason } of window.skipped) {
        skipped.append(`${JSON.stringify({ input: inputs + at, id, reason })}\n`);
      }
      record = {
        ...record,
        inputs: inputs + window.ready.length + window.skipped.length,
        rows: record.rows + window.ready.length,
        truncated: record.truncated + window.ready.filter(({ ready }) => ready.truncated).length,
        blank: record.blank + window.ready.filter(({ ready }) => ready.blank).length,
        skipped: record.skipped + window.skipped.length,
      };
      for (const { id, reason } of window.skipped) onSkipped(id, reason);
      onProgress(record.inputs);
      if (performance.now() - saved >= checkpointInterval) {
        await save('under-way');
        saved = performance.now();
      }
      if (next.status === 'rejected') throw next.reason;
      current = next.value;
    }
    if (record.rows === 0) {
      throw new InputError(record.inputs === 0 ? 'there are no inputs.' : 'no input can be read.', {
        code: 'empty-file',
        file: out,
      });
    }
    await rows.finish(record.rows);
    await save('closing');
  } catch (error) {
    // Where even this fails, as on a full disk, the last record holds, and the first error is the one to tell.
    await save('under-way').catch(() => {});
    throw error;
  } finally {
    await read.return(undefined);
    await writers.close();
    // It failed before there was anything to go on from.
    if (record.rows === 0) await removeEmbedding(files);
  }
  return close(files, record);
}

/** An input that was read, or the reason why not. */
interface ReadInput {
  readonly at: number;
  readonly id: string;
  readonly ready?: ReadyInput;
  readonly reason?: string;
}

interface ReadWindow {
  readonly ready: readonly { readonly id: string; readonly ready: ReadyInput }[];
  /** `at` is the place in the window. */
  readonly skipped: readonly { readonly at: number; readonly id: string; readonly reason: string }[];
}

async function* readWindows<Input>(
  source: AsyncIterable<readonly EmbedInput<Input>[]>,
  embedder: Embedder<Input>,
  unreadable: 'fail' | 'skip',
): AsyncGenerator<ReadWindow, undefined> {
  for await (const window of source) {
    const read = await mapLimited(window, inputsReadAtOnce, async ({ id, input }, at): Promise<ReadInput> => {
      try {
        return { at, id, ready: await embedder.ready(input) };
      } catch (error) {
        if (unreadable === 'fail' || !(error instanceof InputError)) throw error;
        return { at, id, reason: error.message };
      }
    });
    yield {
      ready: read.flatMap(({ id, ready }) => (ready === undefined ? [] : [{ id, ready }])),
      skipped: read.flatMap(({ at, id, reason }) => (reason === undefined ? [] : [{ at, id, reason }])),
    };
  }
}

interface Writers {
  readonly rows: Awaited<ReturnType<typeof openNpyRowsWriter>>;
  readonly ids: GrowingText;
  readonly skipped: GrowingText;
  close(): Promise<void>;
}

async function openWriters({ partial }: EmbeddingFiles, record: EmbeddingRecord): Promise<Writers> {
  const { dim, dtype, bytes } = record;
  const opened: { close(): Promise<void> }[] = [];
  const track = <T extends { close(): Promise<void> }>(writer: T | undefined, file: string): T => {
    if (writer === undefined) throw lost(file);
    opened.push(writer);
    return writer;
  };
  const close = async (): Promise<void> => {
    for (const writer of opened) await writer.close();
  };
  const missing = (file: string) => (error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? lost(file, error) : error;
  };
  try {
    const half = dtype === 'float16';
    const keep = record.rows > 0;
    if (keep && ((await sizeOf(partial.rows)) ?? 0) < rowsBytes(record)) throw lost(partial.rows);
    return {
      rows: track(await openNpyRowsWriter(partial.rows, { numCols: dim, half, keep }), partial.rows),
      ids: track(await openGrowingText(partial.ids, bytes.ids).catch(missing(partial.ids)), partial.ids),
      skipped: track(
        await openGrowingText(partial.skipped, bytes.skipped).catch(missing(partial.skipped)),
        partial.skipped,
      ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The length of a `.npy` file with the rows of a record: a header of 128 bytes, and the rows. */
function rowsBytes({ rows, dim, dtype }: EmbeddingRecord): number {
  return 128 + rows * dim * (dtype === 'float16' ? 2 : 4);
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    (found) => found.size,
    () => undefined,
  );
}

async function checkUnused(out: string): Promise<void> {
  if ((await sizeOf(out)) === undefined) return;
  throw new InputError('there is something of that name already, and no embedding wrote it.', {
    code: 'other-embedding',
    file: out,
    hint: 'Choose another name for the rows, or overwrite it (--fresh).',
  });
}

function lost(file: string, cause?: unknown): InputError {
  return new InputError('the file is missing, or not as long as the record of the embedding says.', {
    code: 'other-embedding',
    file,
    hint: 'Start over (--fresh).',
    cause,
  });
}

function checkIdentity(file: string, found: object, asked: object): void {
  if (isDeepStrictEqual(found, asked)) return;
  const keys = Object.keys(asked) as (keyof typeof asked)[];
  const differs = keys.filter((key) => !isDeepStrictEqual(found[key], asked[key]));
  throw new InputError(
    `the rows here come from something else: other ${differs.map((key) => words[key] ?? key).join(', ')}.`,
    {
      code: 'other-embedding',
      file,
      hint: 'Choose another name for the rows, or start over (--fresh).',
    },
  );
}

const words: Readonly<Record<string, string>> = {
  inputs: 'inputs',
  embedder: 'model, pooling or length of texts',
  dtype: 'number format',
  batchSize: 'batch size',
};

/** @throws InputError for the first row with a number that the file cannot hold */
function checkRows(
  rows: Float32Array,
  dim: number,
  dtype: 'float32' | 'float16',
  inputs: readonly { readonly id: string }[],
  file: string,
): void {
  const limit = dtype === 'float16' ? float16Overflow : Number.POSITIVE_INFINITY;
  const at = rows.findIndex((value) => !(Math.abs(value) < limit));
  if (at < 0) return;
  const value = rows[at]!;
  const { id } = inputs[Math.floor(at / dim)]!;
  throw new InputError(
    Number.isFinite(value)
      ? `the model gives ${value} for ${id}, which is beyond float16's largest number, 65504.`
      : `the model gives ${value} for ${id}, which is no number to train on.`,
    {
      code: 'not-finite',
      file,
      ...(Number.isFinite(value) ? { hint: 'Write float32, or scale rows to length 1.' } : {}),
    },
  );
}

function checkId(id: string): void {
  if (id !== '' && !/[\r\n]/.test(id)) return;
  throw new InputError(`the id ${JSON.stringify(id)} cannot stand on a line of its own in the file of ids.`, {
    code: 'syntax',
  });
}

function writeRecord(file: string, record: EmbeddingRecord): Promise<void> {
  return writeFileAtomic(file, `${JSON.stringify(record, null, 2)}\n`);
}

/** Gives the files their names; a kill in between is made up for by doing it again. */
async function close(files: EmbeddingFiles, record: EmbeddingRecord): Promise<EmbeddingRecord> {
  const move = async (from: string, to: string): Promise<void> => {
    await rename(from, to).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  };
  await move(files.partial.ids, files.ids);
  if (record.skipped > 0) await move(files.partial.skipped, files.skipped);
  else for (const file of [files.partial.skipped, files.skipped]) await rm(file, { force: true });
  await move(files.partial.rows, files.rows);
  const done = { ...record, state: 'done' } as const;
  await writeRecord(files.record, done);
  return done;
}

/** Takes an embedding away; its record goes last, so that an interrupted removal is not taken for a stranger's files. */
async function removeEmbedding(files: EmbeddingFiles): Promise<void> {
  const { rows, ids, skipped, record, partial } = files;
  if ((await readEmbeddingRecord(record).catch(() => null)) === undefined) return;
  for (const file of [rows, ids, skipped, partial.rows, partial.ids, partial.skipped, record]) {
    await rm(file, { force: true });
  }
}
