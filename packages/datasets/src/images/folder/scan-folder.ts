import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { failAt } from '../../reading/fail-at.js';
import type { PictureFault } from '../decoding/picture-fault.js';
import { otherPictureExtensions, pictureExtensions } from '../decoding/picture-format.js';

/** What is in a folder of pictures, folders inside it included. */
export interface ScannedFolder {
  /** Paths below the folder, with `/`, in the order of their names' code units, folder by folder. */
  readonly pictures: readonly string[];
  /** What looks like a picture by its name, but is none that can be read. */
  readonly faults: readonly { readonly path: string; readonly fault: PictureFault }[];
}

/**
 * Looks through a folder. Folders whose name starts with `_`, and whatever starts with a dot, are left out without a word, as
 * are files whose name is not that of a picture. Links are followed, but not in circles.
 *
 * @throws InputError when there is no such folder or it may not be read; the signal's reason when it aborts
 */
export async function scanFolder(folder: string, signal?: AbortSignal): Promise<ScannedFolder> {
  const pictures: string[] = [];
  const faults: { path: string; fault: PictureFault }[] = [];
  const report = (path: string, code: PictureFault['code'], reason: string): void => {
    faults.push({ path, fault: { code, reason } });
  };
  /** @param above the real paths of the folders that lead here */
  const walk = async (below: string, above: ReadonlySet<string>): Promise<void> => {
    signal?.throwIfAborted();
    const real = await realpath(join(folder, below));
    if (above.has(real)) {
      report(below, 'file-not-readable', 'The link leads back to a folder it is in.');
      return;
    }
    const names = (await readdir(real)).sort(byCodeUnits);
    for (const name of names) {
      if (name.startsWith('.')) continue;
      const path = below === '' ? name : `${below}/${name}`;
      const extension = extname(name).toLowerCase();
      const looksLikePicture = pictureExtensions.includes(extension);
      try {
        const status = await stat(join(folder, path));
        if (status.isDirectory()) {
          if (looksLikePicture) report(path, 'is-a-folder', 'This is a folder with the name of a picture.');
          else if (!name.startsWith('_')) await walk(path, new Set([...above, real]));
        } else if (otherPictureExtensions.includes(extension)) {
          report(path, 'unsupported', `Only JPEG, PNG and WebP pictures are read, not ${extension} files.`);
        } else if (looksLikePicture) {
          if (status.isFile()) pictures.push(path);
          else report(path, 'file-not-readable', 'This is not a regular file.');
        }
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === undefined) throw error;
        // A folder that may not be read is told, too: its name does not say what is in it.
        const isLink = code === 'ENOENT' || code === 'ELOOP';
        if (!isLink || looksLikePicture) {
          report(
            path,
            'file-not-readable',
            isLink ? `The link leads nowhere (${code}).` : `It cannot be read (${code}).`,
          );
        }
      }
    }
  };
  try {
    await walk('', new Set());
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') failAt({ file: folder }, 'file-not-found', 'There is no such folder.');
    if (code === 'ENOTDIR')
      failAt({ file: folder }, 'file-not-readable', 'Expected a folder, but this is a file.');
    if (code === 'EACCES' || code === 'EPERM') {
      failAt({ file: folder }, 'file-not-readable', `The folder cannot be read (${code}).`);
    }
    throw error;
  }
  return { pictures, faults };
}

/** The order of UTF-16 code units, which no language setting changes. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
