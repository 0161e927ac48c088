import type { SplitName } from '../dataset.js';
import { readJsonArray } from '../reading/read-json-array.js';
import type { JsonPosition } from '../reading/split-json-array.js';
import type { ArticleSelection } from './article-selection.js';
import { numberSet } from './number-set.js';
import { pmidOf } from './pmid-of.js';
import { type Article, readArticle } from './read-article.js';

/** How far a pass over the articles is: plain JSON, from which it can go on. */
export interface ArticlePass {
  /** Behind the articles that were read; undefined at the start. */
  readonly next?: JsonPosition | undefined;
  /** Articles taken so far. */
  readonly taken: Readonly<Record<SplitName, number>>;
  readonly counts: Readonly<Record<string, number>>;
  /** The articles taken so far, as `numberSet` encodes them. */
  readonly seen: string;
}

/** Wanted articles that stand close together. */
export interface ArticleBlock {
  readonly articles: readonly { readonly split: SplitName; readonly id: string; readonly article: Article }[];
  /** Bytes of the file, unpacked, up to here. */
  readonly offset: number;
  /** What was counted up to here. */
  readonly counts: Readonly<Record<string, number>>;
  /** How far the pass is when these articles are done with. */
  state(): ArticlePass;
}

/**
 * The wanted articles of `allMeSH_20xx.json`, in its order; of one that occurs again, the first. Those that are not
 * wanted are not parsed. An article without a PMID or without any text is counted and left out.
 *
 * @throws InputError with line and byte offset when the file is damaged or cut off, or a wanted article is not as it
 *   should be
 */
export async function* readArticles(
  file: string,
  options: {
    readonly selection: ArticleSelection;
    readonly from?: ArticlePass | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly onBytes?: ((bytes: number) => void) | undefined;
  },
): AsyncGenerator<ArticleBlock> {
  const { selection, from, signal, onBytes } = options;
  const taken = { ...(from?.taken ?? { train: 0, valid: 0, test: 0 }) };
  const seen = numberSet(from?.seen);
  const counts = {
    'articles in the file': 0,
    'wanted articles that occur again': 0,
    'articles without a PMID': 0,
    'wanted articles without text': 0,
    'wanted articles that are not UTF-8': 0,
    ...from?.counts,
  };
  const elements = readJsonArray(file, { path: 'articles', start: from?.next, signal, onBytes });
  for await (const block of elements) {
    const articles: ArticleBlock['articles'][number][] = [];
    for (const element of block.elements) {
      counts['articles in the file']++;
      let article: Article | undefined;
      let pmid = pmidOf(element.bytes);
      if (pmid === undefined) {
        article = readArticle(element, file);
        pmid = article.pmid;
      }
      if (pmid === undefined) {
        counts['articles without a PMID']++;
        continue;
      }
      const wanted = selection.find(pmid);
      if (wanted === undefined) continue;
      const { index, split } = wanted;
      if (seen.has(index)) {
        counts['wanted articles that occur again']++;
        continue;
      }
      if (taken[split] >= selection.limits[split]) continue;
      article ??= readArticle(element, file);
      if (article.text === '') {
        counts['wanted articles without text']++;
        continue;
      }
      if (!article.isUtf8) counts['wanted articles that are not UTF-8']++;
      seen.add(index);
      taken[split]++;
      articles.push({ split, id: String(pmid), article });
    }
    yield {
      articles,
      offset: block.next.offset,
      counts,
      state: () => ({ next: block.next, taken: { ...taken }, counts: { ...counts }, seen: seen.encode() }),
    };
  }
}
