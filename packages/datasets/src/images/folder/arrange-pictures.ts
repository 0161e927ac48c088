import type { SplitName } from '../../dataset.js';
import { hashSplitter } from '../../loading/split-by-hash.js';
import { failAt } from '../../reading/fail-at.js';
import { checkInteger } from '../check-options.js';
import type { PictureFault } from '../decoding/picture-fault.js';
import { matchClasses } from './class-patterns.js';
import type { ImageFolderOptions } from './image-folder-options.js';
import type { ScannedFolder } from './scan-folder.js';

/** A picture file and where it belongs. */
export interface ArrangedPicture {
  /** Below the folder of the data set, with `/`. */
  readonly path: string;
  readonly split: SplitName;
  /** The number of its class; undefined when it is unknown. */
  readonly label: number | undefined;
}

/** The pictures of a folder in classes and splits. */
export interface ArrangedPictures {
  /** In the order of their code units. */
  readonly labelNames: readonly string[];
  /** Split by split, in each in the order of the folder. */
  readonly pictures: readonly ArrangedPicture[];
  /** Pictures that are in no class folder. */
  readonly faults: readonly { readonly path: string; readonly fault: PictureFault }[];
  /** What decided, plain JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const splitNames = ['train', 'valid', 'test'] as const satisfies SplitName[];

/**
 * Finds out the class and the split of each picture from the folders it is in.
 *
 * @throws InputError when there are no classes, or a split has a class that `train` has not; RangeError, TypeError when an
 *   option cannot be
 */
export function arrangePictures(
  folder: string,
  { pictures }: ScannedFolder,
  options: ImageFolderOptions,
): ArrangedPictures {
  const place = 'openImageFolder';
  const { classDepth = 1, unknown = [], unseen = [] } = options;
  checkInteger(place, 'classDepth', classDepth, 1, 100);
  const layout = options.layout ?? layoutOf(pictures);
  if (layout !== 'classes' && layout !== 'splits') {
    throw new RangeError(`${place}: layout must be classes or splits, got ${JSON.stringify(layout)}`);
  }
  const located = pictures.map((path) => locate(path, layout, classDepth));
  const faults = located.flatMap((at, i) =>
    at === undefined
      ? [
          {
            path: pictures[i]!,
            fault: { code: 'missing-labels', reason: whyNowhere(layout, classDepth) } as const,
          },
        ]
      : [],
  );
  const inClasses = located.filter((at) => at !== undefined);
  const paths = [...new Set(inClasses.flatMap(({ className }) => className ?? []))].sort();
  const isUnknown = matchClasses(`${place}: unknown`, unknown, paths);
  const isUnseen = matchClasses(`${place}: unseen`, unseen, paths);
  const inTraining = new Set(
    inClasses.filter(({ split }) => split !== 'valid' && split !== 'test').map(({ className }) => className),
  );
  const labelNames = paths.filter(
    (path) => inTraining.has(path) && !isUnknown.has(path) && !isUnseen.has(path),
  );
  if (labelNames.length === 0) {
    failAt(
      { file: folder },
      'missing-labels',
      `There is no class folder with a picture in it${layout === 'splits' ? ' in train' : ''}.`,
    );
  }
  const numberOf = new Map(labelNames.map((name, label) => [name, label]));
  const ownPlace = new Set(inClasses.map(({ split }) => split));
  const shares = sharesOf(ownPlace, options);
  const splitOf = hashSplitter(shares);
  const arranged = inClasses.flatMap(({ path, split, key, className }): ArrangedPicture[] => {
    if (className !== undefined && isUnseen.has(className)) {
      return layout === 'classes' || split === 'test' ? [{ path, split: 'test', label: undefined }] : [];
    }
    const label = className === undefined || isUnknown.has(className) ? undefined : numberOf.get(className);
    if (label === undefined && className !== undefined && !isUnknown.has(className)) {
      failAt(
        { file: folder },
        'unknown-label',
        `The class ${JSON.stringify(className)} is in ${split}, but not in train.`,
        'Name it in unknown or unseen, or add it to train.',
      );
    }
    const inTrain = split === undefined || split === 'train';
    return [{ path, split: inTrain ? splitOf(key) : split, label }];
  });
  return {
    labelNames,
    pictures: splitNames.flatMap((name) => arranged.filter(({ split }) => split === name)),
    faults,
    settings: { layout, classDepth, unknown: [...unknown], unseen: [...unseen], split: shares },
  };
}

/** Where a path puts its picture. */
interface Location {
  readonly path: string;
  /** Undefined where the folders do not say. */
  readonly split: SplitName | undefined;
  /** What the hash of a split goes by. */
  readonly key: string;
  /** Undefined in the folder `unknown`. */
  readonly className: string | undefined;
}

function locate(path: string, layout: 'classes' | 'splits', classDepth: number): Location | undefined {
  const parts = path.split('/');
  const split = layout === 'splits' ? (parts.shift() as SplitName) : undefined;
  if (split !== undefined && !splitNames.includes(split)) return undefined;
  const key = parts.join('/');
  const folders = parts.slice(0, -1);
  if (folders[0] === 'unknown') return { path, split, key, className: undefined };
  if (folders.length < classDepth) return undefined;
  return { path, split, key, className: folders.slice(0, classDepth).join('/') };
}

function whyNowhere(layout: 'classes' | 'splits', classDepth: number): string {
  const folders = classDepth === 1 ? 'a class folder' : `${classDepth} folders that name a class`;
  return `The picture is not in ${folders}${layout === 'splits' ? ' of train, valid or test' : ''}.`;
}

/** By the folders at the top: `train` alone or beside `valid` and `test` means splits. */
function layoutOf(pictures: readonly string[]): 'classes' | 'splits' {
  const top = new Set(pictures.filter((path) => path.includes('/')).map((path) => path.split('/', 1)[0]!));
  const others = [...top].filter((name) => !splitNames.includes(name as SplitName));
  return top.has('train') && others.length === 0 ? 'splits' : 'classes';
}

function sharesOf(
  ownPlace: ReadonlySet<SplitName | undefined>,
  options: ImageFolderOptions,
): { seed: number; valid: number; test: number } {
  const share = (name: 'valid' | 'test'): number => {
    const wanted = options.split?.[name];
    if (!ownPlace.has(name)) return wanted ?? 0.1;
    if (wanted) throw new RangeError(`split.${name} is ${wanted}, but ${name} has a folder of its own`);
    return 0;
  };
  const shares = { seed: options.split?.seed ?? 0, valid: share('valid'), test: share('test') };
  return shares;
}
