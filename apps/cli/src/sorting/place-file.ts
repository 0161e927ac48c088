import { constants } from 'node:fs';
import { copyFile, link, lstat, mkdir, open, rm, stat, unlink, utimes } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { hashFile, hashIfThere } from './hash-file.js';

/** What {@link copyNew} and {@link moveNew} do. */
export interface NewFile {
  readonly source: string;
  /** Nothing is there, and its folder is. */
  readonly target: string;
  /** The SHA-256 that the bytes are known to have. */
  readonly hash: string;
  /** A folder on the target's file system for files that are not whole yet. */
  readonly partial: string;
}

/** What {@link chooseTarget} looks at. */
export interface TargetOptions {
  readonly source: string;
  readonly hash: string;
  readonly folder: string;
  /** The file's name; with a clash it becomes `name-2.png`. */
  readonly name: string;
  readonly action: 'copy' | 'move';
  /** Targets that something else will have by then. */
  readonly taken?: ReadonlySet<string>;
}

/** Where a file may go, and whether it is there already. */
export interface Target {
  readonly target: string;
  readonly isPresent: boolean;
}

/**
 * The first free name for a file in a folder. A copy is there already where a file of one of these names has its bytes;
 * two files that are moved keep a place each, however equal they are.
 */
export async function chooseTarget(options: TargetOptions): Promise<Target> {
  const { source, hash, folder, name, action, taken } = options;
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let number = 1; ; number++) {
    const target = join(folder, number === 1 ? name : `${stem}-${number}${extension}`);
    if (target === source) return { target, isPresent: true };
    if (taken?.has(target)) continue;
    const there = await lstat(target).catch(missing);
    if (there === undefined) return { target, isPresent: false };
    if (action === 'copy' && there.isFile() && (await hashIfThere(target)) === hash) {
      return { target, isPresent: true };
    }
  }
}

/**
 * Copies a file to a place where nothing is: in a place of its own first, so that the target is whole or not there, whenever
 * the process is killed. The times of the file are kept.
 *
 * @throws {@link FileChangedError} when the bytes are no longer those that were looked at; the system's error, with the code
 *   `EEXIST` where something has come to the target in between
 */
export async function copyNew({ source, target, hash, partial }: NewFile): Promise<void> {
  await mkdir(partial, { recursive: true });
  const whole = join(partial, `${process.pid}.part`);
  try {
    await rm(whole, { force: true });
    await copyFile(source, whole, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    if ((await hashFile(whole)) !== hash) throw new FileChangedError(source);
    const { atime, mtime } = await stat(source);
    await utimes(whole, atime, mtime);
    await sync(whole);
    await putInPlace(whole, target);
    await sync(dirname(target)).catch(() => {
      // Not every system can do this with folders.
    });
  } finally {
    await rm(whole, { force: true });
  }
}

/**
 * Moves a file to a place where nothing is: within a file system without copying, else by a copy that is checked before the
 * source goes. Where the source cannot go, nothing is left at the target.
 *
 * @throws as {@link copyNew}
 */
export async function moveNew(file: NewFile): Promise<void> {
  const { source, target } = file;
  try {
    await link(source, target);
  } catch (error) {
    if (!cannotLink(error)) throw error;
    await copyNew(file);
  }
  try {
    await unlink(source);
  } catch (error) {
    await unlink(target);
    throw error;
  }
}

/** A file has other bytes than those that were looked at. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';

  constructor(file: string) {
    super(`${file} was changed while it was being worked on`);
  }
}

/** Gives a whole file its name, unlike a rename never in place of another. */
async function putInPlace(whole: string, target: string): Promise<void> {
  try {
    await link(whole, target);
  } catch (error) {
    if (!cannotLink(error)) throw error;
    await copyFile(whole, target, constants.COPYFILE_EXCL);
  }
}

/** Whether two names cannot have one file: another file system, or one that knows no links, or the owner of the file forbids it. */
function cannotLink(error: unknown): boolean {
  return hasCode(error, 'EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES');
}

/** Whether an error is one of the system's, with one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function missing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT')) throw error;
  return undefined;
}
