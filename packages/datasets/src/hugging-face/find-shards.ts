import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import picomatch from 'picomatch';
import type { SplitName } from '../dataset.js';
import { failAt, quote } from '../reading/fail-at.js';
import type { HubConfiguration } from './hub-info.js';

/** The data files of a data set, in order. */
export interface HubShards {
  readonly splits: Readonly<Record<SplitName, readonly string[]>>;
  /** What each split is called in the data set; undefined where it has none. */
  readonly names: Readonly<Record<SplitName, string | undefined>>;
  /** Data files that belong to none of the three splits. */
  readonly others: readonly string[];
}

/** Options of {@link findShards}. */
export interface FindShardsOptions {
  /** The configuration whose files are meant. */
  readonly configuration?: HubConfiguration | undefined;
  /** The data set's own names of the splits, where they are not the usual ones. */
  readonly splitNames?: Readonly<Partial<Record<SplitName, string>>> | undefined;
  /** Whether a missing shard is let through. */
  readonly allowMissing: boolean;
}

/** The words by which the hub tells the splits apart in the names of files and folders. */
const splitWords: Readonly<Record<SplitName, readonly string[]>> = {
  train: ['train', 'training'],
  valid: ['validation', 'valid', 'dev', 'val'],
  test: ['test', 'testing', 'eval', 'evaluation'],
};

const dataFile = /\.(parquet|jsonl|ndjson|json)(\.gz)?$/i;
const notData = /^(dataset_infos?|state|dataset_dict)\.json$/;

/**
 * Finds the data files of a folder as the hub has it: `data/train-00000-of-00002.parquet`, `train/….jsonl`, and the
 * like, or whatever a configuration says.
 *
 * @throws InputError when there is none for training, a shard of `-of-N` is missing, or files of several
 *   configurations lie side by side
 */
export async function findShards(folder: string, options: FindShardsOptions): Promise<HubShards> {
  const { configuration, splitNames = {}, allowMissing } = options;
  const all = (await filesBelow(folder)).filter(
    (path) => dataFile.test(path) && !notData.test(baseName(path)),
  );
  const nameOf = splitNamer(configuration);
  const files = all.flatMap((path) => {
    const name = nameOf(path);
    return name === undefined ? [] : [{ path, name }];
  });
  const splits: Record<SplitName, string[]> = { train: [], valid: [], test: [] };
  const names: Record<SplitName, string | undefined> = {
    train: undefined,
    valid: undefined,
    test: undefined,
  };
  const others: string[] = [];
  for (const { path, name } of files) {
    const split = (['train', 'valid', 'test'] as const).find((one) =>
      splitNames[one] === undefined ? splitWords[one].includes(name) : splitNames[one] === name,
    );
    if (split === undefined) others.push(path);
    else {
      splits[split].push(path);
      names[split] = name;
    }
  }
  if (splits.train.length === 0) {
    const found = all.length === 0 ? 'no data file' : quote(all.slice(0, 5).join(', '));
    failAt(
      { file: folder },
      'file-not-found',
      `Expected Parquet or JSON lines files for training, such as data/train-00000-of-00001.parquet, got ${found}.`,
      'If the split has another name, give it.',
    );
  }
  for (const split of ['train', 'valid', 'test'] as const) {
    checkOneFolder(folder, splits[split]);
    if (!allowMissing) checkShards(folder, splits[split]);
  }
  const inFolder = (paths: readonly string[]): string[] => paths.map((path) => join(folder, path));
  return {
    splits: { train: inFolder(splits.train), valid: inFolder(splits.valid), test: inFolder(splits.test) },
    names,
    others: inFolder(others),
  };
}

/** Paths relative to a folder, with `/`, in the order of their code units; names that start with a dot are left out. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) =>
      failAt(
        { file: folder },
        'file-not-readable',
        `The folder cannot be read (${cause.code}).`,
        undefined,
        cause,
      ),
  );
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length).replaceAll(sep, '/'))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.')))
    .sort();
}

/** Which split a file belongs to, by its own name; undefined where it belongs to none. */
function splitNamer(configuration: HubConfiguration | undefined): (path: string) => string | undefined {
  const globs = configuration?.dataFiles;
  if (globs === undefined) return wordOf;
  const matchers = [...globs].map(([split, patterns]) => [split, picomatch([...patterns])] as const);
  return (path) => {
    const match = matchers.find(([, matches]) => matches(path));
    // A configuration that is only a folder leaves the splits to the names in it.
    return match === undefined ? undefined : match[0] === '' ? wordOf(path) : match[0];
  };
}

/** The name of a split in a path: the whole name before `-00000-of-00001`, or a word of the file's or a folder's name. */
function wordOf(path: string): string | undefined {
  const parts = path.split('/').reverse();
  const words = [...splitWords.train, ...splitWords.valid, ...splitWords.test];
  for (const [depth, part] of parts.entries()) {
    const stem = depth === 0 ? part.replace(dataFile, '').replace(/[-_]\d+-of-\d+.*$/, '') : part;
    if (words.includes(stem)) return stem;
    const word = stem.split(/[-_. ]/).find((piece) => words.includes(piece));
    if (word !== undefined) return word;
  }
  return parts[0]!.replace(dataFile, '').replace(/[-_]\d+-of-\d+.*$/, '');
}

function checkOneFolder(folder: string, paths: readonly string[]): void {
  const folders = [...new Set(paths.map((path) => path.split('/').slice(0, -1).join('/')))];
  // `train/a/1.parquet` and `train/b/1.parquet` are one split; `en/train.parquet` and `fr/train.parquet` are two data sets.
  const isBelowSplit = folders.every((one) =>
    one.split('/').some((part) => Object.values(splitWords).flat().includes(part)),
  );
  if (folders.length < 2 || isBelowSplit) return;
  failAt(
    { file: folder },
    'unknown-name',
    `The folder has files of several configurations: ${quote(folders.join(', '))}.`,
    'Name one of these folders as the source.',
  );
}

function checkShards(folder: string, paths: readonly string[]): void {
  const groups = new Map<string, { total: number; found: Set<number>; path: string }>();
  for (const path of paths) {
    const match = /^(.*?)[-_](\d+)-of-(\d+)/.exec(path);
    if (match === null) continue;
    const total = Number(match[3]);
    const key = `${match[1]} of ${total}`;
    const group = groups.get(key) ?? { total, found: new Set(), path };
    group.found.add(Number(match[2]));
    groups.set(key, group);
  }
  for (const { total, found, path } of groups.values()) {
    if (found.size === total) continue;
    const missing = Array.from({ length: Math.min(total, 1e5) }, (_, shard) => shard).filter(
      (shard) => !found.has(shard),
    );
    failAt(
      { file: join(folder, path) },
      'truncated',
      `This is one of ${total} shards, of which ${total - found.size} are missing (numbers ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}).`,
      'Download the rest, or give --expect none.',
    );
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
