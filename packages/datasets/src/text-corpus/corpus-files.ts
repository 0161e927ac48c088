import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SplitName } from '../dataset.js';
import { failAt } from '../reading/fail-at.js';
import type { TextCorpusOptions } from './corpus-options.js';

/** Where the parts of a corpus are: in a file each, or in a share of the training file. */
export interface CorpusSources {
  readonly train: { readonly file: string };
  readonly valid: PartSource;
  readonly test: PartSource;
}

/** A file, or a share of the training file. */
export type PartSource = { readonly file: string } | { readonly share: number };

/**
 * Finds out where each part of a corpus is.
 *
 * @throws RangeError, TypeError when the options do not say it, or say it twice
 * @throws InputError when the folder, or a file that it should have, is not there
 */
export async function corpusFiles(options: TextCorpusOptions): Promise<CorpusSources> {
  const { folder, train, shares = {} } = options;
  checkPath('folder', folder);
  checkPath('train', train);
  if (folder !== undefined) await checkFolder(folder);
  if (folder === undefined && train === undefined) {
    throw new RangeError('readTextCorpus: expected folder, or train, the path of a text file');
  }
  const sources = {
    train: { file: train ?? (await fileOfFolder(folder!, 'train')) },
    valid: await sourceOf('valid', options),
    test: await sourceOf('test', options),
  };
  if ((shares.valid ?? 0) + (shares.test ?? 0) >= 1) {
    throw new RangeError('readTextCorpus: shares must add up to less than 1, to leave lines to train on');
  }
  return sources;
}

async function sourceOf(name: 'valid' | 'test', options: TextCorpusOptions): Promise<PartSource> {
  const { folder, [name]: file } = options;
  const share = options.shares?.[name];
  checkPath(name, file);
  if (share !== undefined) {
    if (file !== undefined) {
      throw new RangeError(
        `readTextCorpus: ${name} is a file and has a share of the training file; expected one`,
      );
    }
    if (typeof share !== 'number' || !(share > 0 && share < 1)) {
      throw new RangeError(`readTextCorpus: shares.${name} must be a number in (0, 1), got ${share}`);
    }
    return { share };
  }
  if (file !== undefined) return { file };
  if (folder !== undefined) return { file: await fileOfFolder(folder, name) };
  throw new RangeError(
    `readTextCorpus: there is no ${name} part; expected its file as ${name}, or its share of the training file as shares.${name}`,
  );
}

function checkPath(name: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'string') {
    throw new TypeError(`readTextCorpus: ${name} must be a path, got ${typeof value}`);
  }
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) failAt({ file: folder }, 'file-not-found', 'There is no such folder.');
  if (!found.isDirectory()) {
    failAt(
      { file: folder },
      'file-not-found',
      'Expected a folder, but this is a file.',
      'Give a single file as train, with shares.',
    );
  }
}

async function fileOfFolder(folder: string, part: SplitName): Promise<string> {
  const file = join(folder, `${part}.txt`);
  if ((await stat(file).catch(() => undefined)) === undefined) {
    failAt(
      { file },
      'file-not-found',
      'There is no such file.',
      'A corpus folder has train.txt, valid.txt and test.txt; other files can be named one by one, and parts without a file cut off by shares.',
    );
  }
  return file;
}
