import { readFile } from 'node:fs/promises';
import { InputError } from '@sbn/core';

/** `x.embed.json` beside `x.npy`: where its rows come from, and how far they are. */
export interface EmbeddingRecord {
  readonly format: 'sbn-embedding';
  readonly version: 1;
  /** `done` when `x.npy` and `x.ids.txt` are whole; `closing` when all rows are there and only names must change. */
  readonly state: 'under-way' | 'closing' | 'done';
  /** What an embedding must agree in to be this one. */
  readonly identity: object;
  /** Inputs that were taken, those that were left out included. */
  readonly inputs: number;
  /** Rows that were written. */
  readonly rows: number;
  /** Numbers per row. */
  readonly dim: number;
  readonly dtype: 'float32' | 'float16';
  /** Texts that were longer than the model takes and lost their end. */
  readonly truncated: number;
  /** Texts that are empty or blank. */
  readonly blank: number;
  /** Inputs that cannot be read and were left out; `x.skipped.jsonl` says which and why. */
  readonly skipped: number;
  /** The lengths of the files of ids and of what was skipped. */
  readonly bytes: { readonly ids: number; readonly skipped: number };
}

/** The files of one embedding. */
export interface EmbeddingFiles {
  readonly rows: string;
  readonly ids: string;
  readonly skipped: string;
  readonly record: string;
  /** The names of the first three while they grow. */
  readonly partial: { readonly rows: string; readonly ids: string; readonly skipped: string };
}

/** The files that stand beside `x.npy`. */
export function embeddingFiles(out: string): EmbeddingFiles {
  const stem = out.replace(/\.npy$/, '');
  const [ids, skipped] = [`${stem}.ids.txt`, `${stem}.skipped.jsonl`];
  return {
    rows: out,
    ids,
    skipped,
    record: `${stem}.embed.json`,
    partial: { rows: `${out}.partial`, ids: `${ids}.partial`, skipped: `${skipped}.partial` },
  };
}

/**
 * Reads a record.
 *
 * @returns undefined when there is none
 * @throws InputError when the file is something else
 */
export async function readEmbeddingRecord(file: string): Promise<EmbeddingRecord | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (
    typeof value !== 'object' ||
    value === null ||
    (value as Partial<EmbeddingRecord>).format !== 'sbn-embedding' ||
    (value as Partial<EmbeddingRecord>).version !== 1
  ) {
    throw new InputError('the file is no record of an embedding, or one of another version.', {
      code: 'other-embedding',
      file,
      hint: 'Choose another name for the rows, or start over (--fresh).',
    });
  }
  return value as EmbeddingRecord;
}
