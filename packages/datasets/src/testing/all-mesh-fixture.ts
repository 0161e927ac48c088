import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRandom } from '@sbn/core';
import type { SplitName } from '../dataset.js';

/** Options of {@link writeAllMeshFixture}. */
export interface AllMeshFixtureOptions {
  /** Listed articles of each split; 60, 20 and 20 when left out. */
  readonly sizes?: Readonly<Record<SplitName, number>>;
  /** Articles that no list has; 30 when left out. */
  readonly numOthers?: number;
  /** MeSH headings; 12 when left out. */
  readonly numLabels?: number;
  /** `lines`, one article on each, as BioASQ has it; `one-line` without any blank; `pretty` with a line for every value. */
  readonly layout?: 'lines' | 'one-line' | 'pretty';
  readonly seed?: number;
}

/** An article as it stands in the fixture. */
export interface FixtureArticle {
  readonly abstractText: string;
  readonly journal: string;
  readonly meshMajor: readonly string[];
  readonly pmid: string | number;
  readonly title: string;
  readonly year: string | null;
}

/** What {@link writeAllMeshFixture} wrote. */
export interface AllMeshFixture {
  /** In the order of the file; the one that occurs twice is here once. */
  readonly articles: readonly FixtureArticle[];
  /** The file of PMIDs of each split. */
  readonly lists: Readonly<Record<SplitName, string>>;
  /** The file of all headings. */
  readonly labels: string;
  /** All headings, in order. */
  readonly labelNames: readonly string[];
}

/**
 * Writes a file like BioASQ's `allMeSH_20xx.json`, and beside it `train.csv`, `valid.csv` and `test.csv` with PMIDs and
 * `labels.txt`. Words tell the headings, so that something can be learned. Among the articles are a PMID that is a
 * number, a year that is null, an article that occurs twice (the first one counts), escapes, braces and quotes in
 * texts, and one article in Latin-1.
 */
export function writeAllMeshFixture(file: string, options: AllMeshFixtureOptions = {}): AllMeshFixture {
  const { sizes = { train: 60, valid: 20, test: 20 }, numOthers = 30, numLabels = 12 } = options;
  const { layout = 'lines', seed = 1 } = options;
  const random = createRandom([seed, 'all-mesh-fixture']);
  const labelNames = Array.from({ length: numLabels }, (_, label) => `Heading ${label}, Human`);
  const splits: (SplitName | undefined)[] = (['train', 'valid', 'test', undefined] as const).flatMap(
    (split) => Array.from({ length: split === undefined ? numOthers : sizes[split] }, () => split),
  );
  random.shuffle(splits);
  const articles = splits.map((_, i): FixtureArticle => {
    const labels = [...random.sample(numLabels, 1 + random.int(3))];
    const words = labels.flatMap((label) => [`sign${label}`, `symptom${label}`]);
    return {
      abstractText: `${words.join(' ')} in ${i} mice; "{[" \\ ${i === 1 ? 'café' : 'alpha ≤ β'}.`,
      journal: `Journal ${random.int(9)}`,
      meshMajor: labels.map((label) => labelNames[label]!),
      pmid: i === 2 ? 1002 : String(1000 + i),
      title: `Title ${i}.`,
      year: i === 3 ? null : '2007',
    };
  });
  const again = { ...articles[0]!, title: 'Title of another edition.', meshMajor: [] };
  const indent = layout === 'pretty' ? 2 : 0;
  const shown = [...articles, again].map((article, i) => {
    const text = JSON.stringify(article, null, indent);
    // As the file has them: escaped in one article, Latin-1 in another.
    return i === 4 ? text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${hexadecimal(unit)}`) : text;
  });
  const content =
    layout === 'lines'
      ? `{"articles":[\n${shown.join(',\n')}\n]}\n`
      : layout === 'one-line'
        ? `{"articles":[${shown.join(',')}]}`
        : `{\n  "articles": [\n${shown.join(',\n')}\n  ]\n}\n`;
  writeFileSync(file, withLatin1(content));
  const beside = (name: string): string => join(dirname(file), name);
  const lists = { train: beside('train.csv'), valid: beside('valid.csv'), test: beside('test.csv') };
  for (const split of ['train', 'valid', 'test'] as const) {
    const pmids = articles.flatMap(({ pmid }, i) => (splits[i] === split ? [pmid] : []));
    writeFileSync(lists[split], `pmid\n${pmids.join('\n')}\n`);
  }
  writeFileSync(beside('labels.txt'), `${labelNames.join('\n')}\n`);
  return { articles, lists, labels: beside('labels.txt'), labelNames };
}

function hexadecimal(unit: string): string {
  return unit.charCodeAt(0).toString(16).padStart(4, '0');
}

/** The bytes of a text in UTF-8, but for its `café`. */
function withLatin1(text: string): Uint8Array {
  const parts = text.split('café').map((part) => Buffer.from(part));
  return Buffer.concat(
    parts.flatMap((part, i) => (i === 0 ? [part] : [Buffer.from('café', 'latin1'), part])),
  );
}
