import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What {@link findPictures} comes upon. */
export type FoundFile =
  | { readonly file: string }
  /** Named like a picture, and not to be read. */
  | { readonly file: string; readonly reason: string };

const pictureName = /\.(jpe?g|png|webp)$/i;

/**
 * The files named like pictures in a folder and all folders in it, in the order of their names.
 *
 * Links are not followed: what is behind one may lie outside the folder, or be met twice.
 *
 * @param leaveOut a folder that is not looked into
 * @throws the system's error when the folder itself cannot be read
 */
export async function* findPictures(folder: string, leaveOut?: string): AsyncGenerator<FoundFile> {
  yield* look(folder, await readdir(folder, { withFileTypes: true }), leaveOut);
}

async function* look(
  folder: string,
  entries: readonly Dirent[],
  leaveOut: string | undefined,
): AsyncGenerator<FoundFile> {
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (file === leaveOut) continue;
      let inside: Dirent[];
      try {
        inside = await readdir(file, { withFileTypes: true });
      } catch (error) {
        yield { file, reason: `the folder cannot be read: ${(error as Error).message}` };
        continue;
      }
      yield* look(file, inside, leaveOut);
    } else if (pictureName.test(entry.name)) {
      if (entry.isFile()) yield { file };
      else yield { file, reason: entry.isSymbolicLink() ? 'a link, which is not followed' : 'no plain file' };
    }
  }
}
