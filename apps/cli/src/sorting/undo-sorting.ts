import { mkdir, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeFileError } from '../files/describe-file-error.js';
import { hashIfThere } from './hash-file.js';
import { type PlacedLine, readManifest } from './manifest.js';
import { moveNew } from './place-file.js';

/** What became of one line of a manifest. */
export type UndoneFile =
  /** `nothing`: there was nothing to do, since the file is where it was and nowhere else. */
  | { readonly state: 'back' | 'nothing'; readonly source: string; readonly target: string }
  | { readonly state: 'refused'; readonly source: string; readonly target: string; readonly reason: string };

/** What {@link undoSorting} does. */
export interface UndoOptions {
  /** The manifest; it stays as it is. */
  readonly manifest: string;
  readonly signal: AbortSignal;
  readonly onFile: (file: UndoneFile) => void | Promise<void>;
}

/**
 * Brings everything that a sorting has done back to where it was, the last file first: copies go, files that were moved return.
 * A file that is not as the sorting left it is not touched. Undoing twice does nothing the second time, so that an undoing
 * that was interrupted may just be started again.
 *
 * @throws InputError when the manifest is none; the system's error when it cannot be read; the signal's reason when it comes,
 *   between two files
 */
export async function undoSorting({ manifest, signal, onFile }: UndoOptions): Promise<void> {
  const partial = join(dirname(manifest), '.partial');
  const emptied = new Set<string>();
  try {
    for (const line of await linesToUndo(manifest)) {
      signal.throwIfAborted();
      const { source, target } = line;
      let undone: UndoneFile;
      try {
        undone = await undo(line, partial);
      } catch (error) {
        undone = {
          state: 'refused',
          source,
          target,
          reason: describeFileError(error) ?? (error as Error).message,
        };
      }
      if (undone.state !== 'refused') emptied.add(dirname(target));
      await onFile(undone);
    }
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  for (const folder of emptied) await removeEmpty(folder, dirname(manifest));
}

/** What was done, the last first. */
async function linesToUndo(manifest: string): Promise<PlacedLine[]> {
  const done = new Map<string, PlacedLine>();
  for (const line of await readManifest(manifest)) {
    if (line.action === 'copy' || line.action === 'move') done.set(line.target, line);
    else if (line.action === 'fail') done.delete(line.target);
  }
  return [...done.values()].reverse();
}

async function undo({ source, target, hash }: PlacedLine, partial: string): Promise<UndoneFile> {
  const refused = (reason: string): UndoneFile => ({ state: 'refused', source, target, reason });
  const [atSource, atTarget] = [await hashIfThere(source), await hashIfThere(target)];
  if (atTarget === undefined) {
    // Back already, or the process was killed before it began.
    if (atSource === hash) return { state: 'nothing', source, target };
    return refused(
      atSource === undefined
        ? 'it is at neither of its places'
        : 'it is gone, and another file is at its old place',
    );
  }
  if (atTarget !== hash) return refused('it has been changed since');
  if (atSource === hash) {
    await unlink(target);
  } else if (atSource === undefined) {
    await mkdir(dirname(source), { recursive: true });
    await moveNew({ source: target, target: source, hash, partial });
  } else {
    return refused('another file is at its old place');
  }
  return { state: 'back', source, target };
}

/** Removes a folder and those around it, as long as nothing is in them. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let at = folder; at !== top && at.startsWith(top); at = dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
  }
}
