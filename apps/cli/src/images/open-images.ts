import { InputError } from '@sbn/core';
import type { SplitName } from '@sbn/datasets';
import {
  type IdxOptions,
  type ImageDataset,
  type ImageFolderOptions,
  type ImageSource,
  loadIdx,
  openImageFolder,
  type TablerIconsOptions,
  tablerIcons,
} from '@sbn/datasets/images';
import { asInputError } from '../as-input-error.js';
import { type ClassRoles, divideClasses } from './class-roles.js';
import type { ImageDataConfig } from './config/image-data.js';
import type { ImageHead } from './config/image-heads.js';
import type { ImagesDatasetRecord } from './images-records.js';
import { joinSources } from './join-sources.js';
import { type LabelledSource, relabelSource } from './relabel-source.js';

/** What becomes of the pictures of no class: an empty label set, a class of their own (the last), or nothing. */
export type UnknownAs = 'empty' | 'class' | 'left out';

/** The pictures of an experiment. */
export interface OpenedImages {
  readonly dataset: ImageDataset;
  /** The classes to know, in the order of their labels. */
  readonly classNames: readonly string[];
  /** The pictures of a part: known ones, and those of no class as they are asked for. */
  source(split: SplitName, unknownAs: UnknownAs): LabelledSource;
  /** The names of the pictures of a part with `unknownAs: 'empty'`. */
  files(split: SplitName): readonly string[];
  readonly record: ImagesDatasetRecord;
}

/**
 * Opens the pictures of an experiment.
 *
 * Of classes that are `unseen` all pictures are tested on, and none is in another part. They are then the unknown ones of the
 * test, which has no others.
 *
 * @throws InputError when a file or the names of classes are wrong
 */
export async function openImages(config: ImageDataConfig, signal: AbortSignal): Promise<OpenedImages> {
  const dataset = await asInputError('data', () => open(config, signal));
  const divided = divideClasses(dataset.labelNames, config);
  const { known, roles } = divided;
  const source = (split: SplitName, unknownAs: UnknownAs): LabelledSource => {
    const parts = partsOf(divided, split).map(({ from, keeps }) => {
      const unknown = unknownAs === 'empty' ? 'none' : unknownAs === 'class' ? known.length : 'left out';
      return relabelSource(dataset.splits[from], {
        numLabels: known.length + (unknownAs === 'class' ? 1 : 0),
        relabel: (label) => {
          const role = label === undefined ? 'unknown' : roles[label]!;
          if (!keeps(role)) return 'left out';
          return typeof role === 'number' ? role : unknown;
        },
      });
    });
    return joinSources(parts);
  };
  const files = (split: SplitName): readonly string[] =>
    partsOf(divided, split).flatMap(({ from, keeps }) => {
      const { files, labels } = dataset.splits[from];
      return files.filter((_, row) => keeps(roleOf(labels, row, roles)));
    });
  const counts = (split: SplitName): { known: number; unknown: number } => {
    const { labels } = source(split, 'empty');
    return { known: labels.indices.length, unknown: labels.numRows - labels.indices.length };
  };
  const validation = counts('valid');
  if (validation.known === 0) {
    throw new InputError(
      'data: there are no validation pictures of known classes, on which temperature and thresholds are fitted. Raise split.valid',
      { code: 'no-examples' },
    );
  }
  const unseenClasses = roles.filter((role) => role === 'unseen').length;
  return {
    dataset,
    classNames: known,
    source,
    files,
    record: {
      name: config.name ?? dataset.name,
      classNames: known,
      unknownClasses: roles.length - known.length - unseenClasses,
      unseenClasses,
      counts: { train: counts('train'), valid: validation, test: counts('test') },
      skipped: dataset.skipped,
    },
  };
}

/** What a head learns the pictures of no class as. */
export function unknownFor(head: ImageHead): UnknownAs {
  if (head.kind !== 'softmax') return head.trainOnUnknown ? 'empty' : 'left out';
  if (head.unknownClass) return 'class';
  return head.loss.kind === 'entropic-open-set' ? 'empty' : 'left out';
}

type Role = ClassRoles['roles'][number];

/** From which parts of the data the pictures of a part come, and which of theirs. */
function partsOf(
  { roles }: ClassRoles,
  split: SplitName,
): readonly { readonly from: SplitName; readonly keeps: (role: Role) => boolean }[] {
  if (split !== 'test') return [{ from: split, keeps: (role) => role !== 'unseen' }];
  if (!roles.includes('unseen')) return [{ from: 'test', keeps: () => true }];
  const isUnseen = (role: Role): boolean => role === 'unseen';
  return [
    { from: 'test', keeps: (role) => role !== 'unknown' },
    { from: 'train', keeps: isUnseen },
    { from: 'valid', keeps: isUnseen },
  ];
}

function roleOf({ offsets, indices }: ImageSource['labels'], row: number, roles: readonly Role[]): Role {
  return offsets[row] === offsets[row + 1] ? 'unknown' : roles[indices[offsets[row]!]!]!;
}

/** All classes of the data are asked for: which of them are to be known is decided by their names, here. */
function open(config: ImageDataConfig, signal: AbortSignal): Promise<ImageDataset> {
  const { kind: _kind, unknown: _unknown, unseen: _unseen, ...options } = config;
  switch (config.kind) {
    case 'folder':
      return openImageFolder(config.folder, { ...options, signal } as ImageFolderOptions);
    case 'tabler-icons':
      return tablerIcons({ ...(options as Omit<TablerIconsOptions, 'task'>), task: 'categories', signal });
    case 'idx':
      return loadIdx({ ...(options as Omit<IdxOptions, 'unknown'>), signal });
  }
}
