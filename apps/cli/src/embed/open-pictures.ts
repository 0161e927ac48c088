import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { InputError } from '@sbn/core';
import { findPictures } from '../sorting/find-pictures.js';
import type { EmbedInputs } from './open-texts.js';

/** The pictures of a folder. */
export interface PictureInputs extends EmbedInputs {
  readonly total: number;
  /** Files named like pictures that are none, such as links. */
  readonly leftOut: readonly { readonly file: string; readonly reason: string }[];
}

/**
 * Finds the JPEG, PNG and WebP pictures of a folder and of all folders in it, in the order of their names. A picture's
 * id is its path in the folder, with `/` between names.
 *
 * @param shown how messages call the folder
 * @throws InputError when there is no such folder, or no picture in it
 */
export async function openPictures(folder: string, shown: string): Promise<PictureInputs> {
  const files: string[] = [];
  const leftOut: { file: string; reason: string }[] = [];
  const hash = createHash('sha256');
  try {
    for await (const found of findPictures(folder)) {
      if ('reason' in found) {
        leftOut.push(found);
        continue;
      }
      files.push(found.file);
      hash.update(`${idOf(folder, found.file)}\0${(await stat(found.file)).size}\n`);
    }
  } catch (cause) {
    const { code, path } = cause as NodeJS.ErrnoException;
    if (path !== folder || (code !== 'ENOENT' && code !== 'ENOTDIR')) throw cause;
    throw new InputError('there is no such folder.', { code: 'file-not-found', file: shown, cause });
  }
  if (files.length === 0) {
    throw new InputError('expected a folder with pictures (.jpg, .jpeg, .png, .webp), but there is none.', {
      code: 'empty-file',
      file: shown,
    });
  }
  return {
    total: files.length,
    leftOut,
    identity: { pictures: files.length, sha256: hash.digest('hex') },
    inputs: (async function* () {
      for (const file of files) yield { id: idOf(folder, file), input: file };
    })(),
  };
}

function idOf(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/');
}
