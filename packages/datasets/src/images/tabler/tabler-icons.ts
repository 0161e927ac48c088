import { labelSetsFrom } from '@sbn/core';
import type { SplitName } from '../../dataset.js';
import { hashSplitter } from '../../loading/split-by-hash.js';
import { type AugmentOptions, checkAugment } from '../augmentation/augment-options.js';
import { checkInteger, checkOptionsObject } from '../check-options.js';
import type { ImageSplitOptions } from '../folder/image-folder-options.js';
import type { ImageDataset } from '../image-dataset.js';
import {
  checkPreparation,
  numPixelValues,
  type PreparationOptions,
} from '../preparation/image-preparation.js';
import { assembleImageDataset } from '../sources/assemble-image-dataset.js';
import { memoryPictures } from '../sources/picture-store.js';
import { findTablerIcons } from './find-tabler-icons.js';
import { labelIcons } from './label-icons.js';
import { readIconList } from './read-icon-list.js';
import { renderIcons } from './render-icons.js';

/** Options of {@link tablerIcons}. The pictures are grey. */
export interface TablerIconsOptions
  extends Pick<PreparationOptions, 'height' | 'width' | 'mean' | 'deviation'> {
  /** `tags`: every tag with enough icons is a label; `categories`: one of 41 classes. */
  readonly task: 'tags' | 'categories';
  /** For tags: the least number of icons that makes a tag a label; 20 when left out. */
  readonly minLabelCount?: number | undefined;
  /** For tags: whether icons without a label stay, as unknown, or are left out, when left out. */
  readonly unlabelled?: 'unknown' | 'drop' | undefined;
  /** For categories: icons of categories with fewer icons than this are unknown (an empty label set); 0 when left out. */
  readonly smallCategories?: number | undefined;
  /** For categories: names of more of them whose icons are unknown. */
  readonly unknown?: readonly string[] | undefined;
  /** For categories: names of those whose icons are unknown and are only in the test split. */
  readonly unseen?: readonly string[] | undefined;
  /** Shares that become validation and test, by a hash of the icon's name. */
  readonly split?: ImageSplitOptions | undefined;
  readonly augment?: AugmentOptions | undefined;
  /** The folder of another copy of the package; the one that is installed when left out. */
  readonly folder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The outline icons of the npm package @tabler/icons (MIT licence) as pictures, drawn by sharp, black on white. Of version 3.51.0,
 * with 5,233 icons: `tags` has 597 labels (tags of at least 20 icons) on 5,111 icons, 6.36 on average and 16 at most;
 * `categories` has 41 classes of 8 to 796 icons.
 *
 * Labels are in the order of their names' UTF-16 code units. Many icons are variants of each other (`bell`, `bell-off`), and
 * the hash may put two of them into different splits.
 *
 * @throws InputError when the files are not those of the package; TypeError, RangeError when an option cannot be; Error when
 *   sharp or @tabler/icons is not installed; the signal's reason when it aborts
 */
export async function tablerIcons(options: TablerIconsOptions): Promise<ImageDataset> {
  const place = 'tablerIcons';
  checkOptionsObject(place, options);
  const { task, signal, split = {} } = options;
  const { seed = 0, valid = 0.1, test = 0.1 } = split;
  const { minLabelCount = 20, unlabelled = 'drop', smallCategories = 0, unknown = [], unseen = [] } = options;
  if (task !== 'tags' && task !== 'categories') {
    throw new RangeError(`${place}: task must be tags or categories, got ${JSON.stringify(task)}`);
  }
  if (unlabelled !== 'unknown' && unlabelled !== 'drop') {
    throw new RangeError(`${place}: unlabelled must be unknown or drop, got ${JSON.stringify(unlabelled)}`);
  }
  checkInteger(place, 'minLabelCount', minLabelCount, 1);
  checkInteger(place, 'smallCategories', smallCategories, 0);
  const { height, width, mean, deviation } = options;
  const preparation = checkPreparation(place, { height, width, mean, deviation });
  const augment = checkAugment(place, options.augment);
  const splitOf = hashSplitter({ seed, valid, test });
  const folder = options.folder ?? findTablerIcons();
  const { icons, version } = await readIconList(folder);
  const { labelNames, labels, isUnseen } = labelIcons(
    icons,
    task === 'tags' ? { task, minLabelCount } : { task, smallCategories, unknown, unseen },
  );
  const splits: Record<SplitName, number[]> = { train: [], valid: [], test: [] };
  for (const [i, { name }] of icons.entries()) {
    if (task === 'tags' && unlabelled === 'drop' && labels[i]!.length === 0) continue;
    splits[isUnseen[i] ? 'test' : splitOf(name)].push(i);
  }
  if (splits.train.length === 0) throw new RangeError(`${place}: the options leave no icon for training`);
  const names = icons.map(({ name }) => name);
  const bytes = await renderIcons(folder, names, {
    height: preparation.height,
    width: preparation.width,
    signal,
  });
  const shares = { seed, valid, test };
  return assembleImageDataset({
    name: `tabler-icons-${task}`,
    source: `@tabler/icons ${version}`,
    sourceFiles: ['icons.json', 'icons/outline'],
    settings:
      task === 'tags'
        ? { task, minLabelCount, unlabelled, split: shares }
        : { task, smallCategories, unknown: [...unknown], unseen: [...unseen], split: shares },
    preparation,
    augment,
    labelNames,
    store: memoryPictures(bytes, numPixelValues(preparation)),
    files: names,
    labels: labelSetsFrom(labels, labelNames.length),
    splits,
    skipped: [],
    close: async () => {},
  });
}
