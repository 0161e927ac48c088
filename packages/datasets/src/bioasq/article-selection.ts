import type { SplitName } from '../dataset.js';
import { hashSplitter, type SplitShares } from '../loading/split-by-hash.js';
import { splitNames } from '../prepared/prepared-files.js';
import type { PmidLists } from './read-pmid-lists.js';

/** Says which articles are wanted, and for what. */
export interface ArticleSelection {
  /** A small number that no other wanted article has, and the split; undefined where the article is not wanted. */
  find(pmid: number): { readonly index: number; readonly split: SplitName } | undefined;
  /** How many articles a split takes at most, in the order of the file. */
  readonly limits: Readonly<Record<SplitName, number>>;
}

/** Takes the articles that are listed. */
export function selectListed(lists: PmidLists): ArticleSelection {
  const found = new Map<number, { index: number; split: SplitName }>();
  for (const split of splitNames) {
    for (const pmid of lists[split]) found.set(pmid, { index: found.size, split });
  }
  return {
    find: (pmid) => found.get(pmid),
    limits: { train: lists.train.length, valid: lists.valid.length, test: lists.test.length },
  };
}

/** How all articles are split, where there are no lists. */
export interface ArticleShares extends SplitShares {
  readonly seed: number;
  /** How many articles a split takes at most, in the order of the file; all of them when left out. */
  readonly limits?: Readonly<Partial<Record<SplitName, number>>> | undefined;
}

/**
 * Splits all articles by a hash of their PMIDs.
 *
 * @throws RangeError when the shares leave nothing for training, or a limit is negative
 */
export function selectByHash({ limits = {}, ...shares }: ArticleShares): ArticleSelection {
  const splitOf = hashSplitter(shares);
  const limitOf = (split: SplitName): number => {
    const limit = limits[split] ?? Number.POSITIVE_INFINITY;
    if (!(limit >= 0)) throw new RangeError(`bioasq: the limit of ${split} must be at least 0, got ${limit}`);
    return limit;
  };
  return {
    find: (pmid) => ({ index: pmid, split: splitOf(String(pmid)) }),
    limits: { train: limitOf('train'), valid: limitOf('valid'), test: limitOf('test') },
  };
}
