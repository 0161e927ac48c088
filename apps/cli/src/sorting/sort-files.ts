import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { lockFolder } from '@sbn/train';
import { appendLines, type LineAppender } from '../files/append-lines.js';
import { describeFileError } from '../files/describe-file-error.js';
import { classFolder, scoreFolder } from './class-folder.js';
import { hashFile } from './hash-file.js';
import type { ManifestLine, PlacedLine } from './manifest.js';
import { chooseTarget, copyNew, hasCode, moveNew } from './place-file.js';

/** Where a file belongs, or why it stays where it is. */
export type Decision =
  | {
      readonly file: string;
      /** The name of its class; undefined for none. */
      readonly label: string | undefined;
      /** How sure it is that the file is of a known class, in [0, 1]. */
      readonly score: number;
    }
  | { readonly file: string; readonly reason: string };

/** What {@link sortFiles} does. */
export interface SortOptions {
  readonly decisions: AsyncIterable<Decision>;
  /** Absolute; made where it is not there. */
  readonly out: string;
  readonly action: 'copy' | 'move';
  /** Folders by score in those of the classes. */
  readonly scoreBuckets: boolean;
  /** Only says what would be done. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** Told every line of the manifest once it holds. */
  readonly onLine: (line: ManifestLine) => void | Promise<void>;
}

/** What a sorting came to. */
export interface Sorting {
  /** undefined after a dry run. */
  readonly manifest: string | undefined;
}

/**
 * Puts files into the folders of their classes. Nothing is ever overwritten or lost: the manifest says what is to be done with
 * a file before it is done, and whatever the system refuses is told, and leaves the file where it was.
 *
 * @throws the system's error when the folder or the manifest cannot be written; the signal's reason when it comes, between
 *   two files
 */
export async function sortFiles(options: SortOptions): Promise<Sorting> {
  const { out, dryRun } = options;
  if (dryRun) {
    const taken = new Set<string>();
    for await (const decision of options.decisions) {
      options.signal.throwIfAborted();
      const line = await plan(decision, options, taken);
      if (line.action !== 'skip') taken.add(line.target);
      await options.onLine(line);
    }
    return { manifest: undefined };
  }
  await mkdir(out, { recursive: true });
  const lock = await lockFolder(out);
  // On the file system of the targets; what an earlier process left there was never whole.
  const partial = join(out, '.partial');
  try {
    await rm(partial, { recursive: true, force: true });
    const file = freeManifest(out);
    const manifest = await appendLines(file);
    try {
      for await (const decision of options.decisions) {
        options.signal.throwIfAborted();
        await options.onLine(await carryOut(decision, options, manifest, partial));
      }
    } finally {
      await manifest.close();
    }
    return { manifest: file };
  } finally {
    await rm(partial, { recursive: true, force: true });
    await lock.release();
  }
}

/** Every sorting has a manifest of its own, by which it can be undone. */
function freeManifest(out: string): string {
  for (let number = 1; ; number++) {
    const file = join(out, number === 1 ? 'manifest.jsonl' : `manifest-${number}.jsonl`);
    if (!existsSync(file)) return file;
  }
}

async function carryOut(
  decision: Decision,
  options: SortOptions,
  manifest: LineAppender,
  partial: string,
): Promise<ManifestLine> {
  for (;;) {
    const line = await plan(decision, options);
    await manifest.append(line);
    if (line.action === 'skip' || line.action === 'present') return line;
    const { source, target, hash } = line;
    try {
      await mkdir(join(target, '..'), { recursive: true });
      await (line.action === 'copy' ? copyNew : moveNew)({ source, target, hash, partial });
      return line;
    } catch (error) {
      const failed: ManifestLine = { action: 'fail', source, target, reason: reasonOf(error) };
      await manifest.append(failed);
      // Somebody else was faster: there are other names. Not so where a file stands in place of the folder.
      if (!(hasCode(error, 'EEXIST') && (error as { syscall?: string }).syscall !== 'mkdir')) return failed;
    }
  }
}

async function plan(
  decision: Decision,
  { out, action, scoreBuckets }: SortOptions,
  taken?: ReadonlySet<string>,
): Promise<PlacedLine | Extract<ManifestLine, { action: 'skip' }>> {
  const { file: source } = decision;
  if ('reason' in decision) return { action: 'skip', source, reason: decision.reason };
  const { label, score } = decision;
  try {
    const hash = await hashFile(source);
    const folder = join(out, classFolder(label), scoreBuckets ? scoreFolder(score) : '');
    const { target, isPresent } = await chooseTarget({
      source,
      hash,
      folder,
      name: basename(source),
      action,
      ...(taken === undefined ? {} : { taken }),
    });
    return { action: isPresent ? 'present' : action, source, target, class: label ?? null, score, hash };
  } catch (error) {
    return { action: 'skip', source, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return describeFileError(error) ?? (error as Error).message;
}
