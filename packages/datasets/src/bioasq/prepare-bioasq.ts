import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SplitName } from '../dataset.js';
import { readLabelNames } from '../formats/label-names.js';
import { checkExpectation, meetsExpectation } from '../prepared/check-expectation.js';
import { openPreparation, type Preparation } from '../prepared/open-preparation.js';
import type { PrepareRequest } from '../prepared/prepare-request.js';
import { splitNames } from '../prepared/prepared-files.js';
import type { PreparedRecord } from '../prepared/prepared-record.js';
import { verifyChecksums } from '../prepared/verify-checksums.js';
import { failAt } from '../reading/fail-at.js';
import { openInput } from '../reading/open-input.js';
import {
  type ArticleSelection,
  type ArticleShares,
  selectByHash,
  selectListed,
} from './article-selection.js';
import { articleCounts, bioasqExpectation } from './bioasq-expectation.js';
import { type ArticlePass, readArticles } from './read-articles.js';
import { readPmidLists } from './read-pmid-lists.js';

/** Options of {@link prepareBioasq}. Give `lists` or `shares`; and `labels`, `numLabels` or neither. */
export interface BioasqOptions extends PrepareRequest {
  /** `allMeSH_20xx.json`, plain or gzip. */
  readonly articles: string;
  /** A list of PMIDs for each split, one on each line. */
  readonly lists?: Readonly<Record<SplitName, string>> | undefined;
  /** How all articles are split by a hash of their PMIDs. */
  readonly shares?: ArticleShares | undefined;
  /** The file of the labels, a MeSH heading on each line. Without it and `numLabels`, all headings are labels. */
  readonly labels?: string | undefined;
  /** How many labels there are: those that most of the training articles have. The articles are then read twice. */
  readonly numLabels?: number | undefined;
  /** Bytes of the articles between two checkpoints; 64 MiB when left out. */
  readonly checkpointBytes?: number | undefined;
}

/** Where an interrupted preparation goes on. */
type BioasqState =
  | {
      readonly phase: 'labels';
      readonly pass: ArticlePass;
      readonly labelCounts: readonly (readonly [string, number])[];
    }
  | {
      readonly phase: 'articles';
      readonly pass?: ArticlePass;
      readonly counts: LabelLosses;
      readonly mostFrequent?: readonly string[];
    };

/** What became of headings that are no labels. */
type LabelLosses = Readonly<Record<'headings that are no labels' | 'articles without a label', number>>;

/**
 * Prepares task A of BioASQ: title and abstract of an article are its text, its MeSH headings its labels. Examples come
 * in the order of the file. An article that none of the labels is left of is kept, and counted.
 *
 * The file is streamed, and only wanted articles are parsed; one checkpoint is made for every 64 MiB of it, from which
 * an interrupted preparation goes on at once. Held in memory: the lists, the labels, and a bit for every article.
 *
 * @throws InputError when a list or an article is not as it should be, the file is cut off, or (unless `expect` is false)
 *   the counts are not those of the paper; a listed article that is not there is only counted where nothing is expected
 * @throws RangeError when options do not go together or have impossible values
 */
export async function prepareBioasq(options: BioasqOptions): Promise<PreparedRecord> {
  checkOptions(options);
  const { articles, lists, shares, labels, numLabels, folder, fresh, expect = true, signal } = options;
  const files = [articles, ...(lists === undefined ? [] : splitNames.map((split) => lists[split]))];
  if (labels !== undefined) files.push(labels);
  const sizes = await sizesOf(files);
  // All small files first, so that nothing is left in the folder when one of them is wrong.
  const selection =
    lists === undefined ? selectByHash(shares!) : selectListed(await readPmidLists(lists, signal));
  const labelNames = labels === undefined ? undefined : await readLabelNames(labels, { signal });
  if (expect) checkEarly(options, selection, labelNames);
  const plain = { split: lists === undefined ? shares : 'lists', labels: labels ?? numLabels ?? 'all' };
  const preparation = await openPreparation({
    folder,
    kind: 'bioasq',
    identity: { ...plain, sources: sizes },
    fresh,
    signal,
  });
  try {
    if (preparation.finished !== undefined) {
      if (expect) checkExpectation(bioasqExpectation, preparation.finished.counts, { file: articles });
      return preparation.finished;
    }
    const allBytes = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const sources = await verifyChecksums(files, {
      signal,
      onBytes: progressOf(options, 'checking checksums', allBytes),
    });

    const state = preparation.state as BioasqState | undefined;
    const passes = { preparation, selection, options, total: sizes[0]!.bytes };
    const writing = state?.phase === 'articles' ? state : undefined;
    const counting = state?.phase === 'labels' ? state : undefined;
    const mostFrequent =
      writing?.mostFrequent ??
      (numLabels === undefined ? undefined : await findMostFrequent(passes, counting, numLabels));
    const known = labelNames ?? mostFrequent;
    const found = await writeArticles(passes, writing, { known, mostFrequent });
    const names = known ?? [...preparation.labelCounts().keys()].sort();
    const missing = splitNames.map((split) => selection.limits[split] - preparation.counts[split]);
    const counts = {
      ...Object.fromEntries(splitNames.map((split) => [articleCounts[split], preparation.counts[split]])),
      labels: names.length,
      ...found,
      ...(lists === undefined
        ? {}
        : { 'listed articles that are not taken': missing.reduce((a, b) => a + b) }),
    };
    if (expect) checkExpectation(bioasqExpectation, counts, { file: articles });
    return await preparation.finish({
      name: 'BioASQ task A',
      inputs: 'text',
      labelNames: names,
      sources,
      options: plain,
      counts,
      expectation: { name: bioasqExpectation.name, met: meetsExpectation(bioasqExpectation, counts) },
    });
  } finally {
    await preparation.close();
  }
}

function checkOptions({ lists, shares, labels, numLabels, checkpointBytes }: BioasqOptions): void {
  if ((lists === undefined) === (shares === undefined)) {
    throw new RangeError('bioasq: expected either lists of PMIDs or shares');
  }
  if (labels !== undefined && numLabels !== undefined) {
    throw new RangeError('bioasq: expected a file of labels or their number, not both');
  }
  for (const [name, value] of Object.entries({ numLabels, checkpointBytes })) {
    if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
      throw new RangeError(`bioasq: ${name} must be an integer of at least 1, got ${value}`);
    }
  }
}

async function sizesOf(files: readonly string[]): Promise<{ path: string; bytes: number }[]> {
  const sizes: { path: string; bytes: number }[] = [];
  for (const path of files) {
    // For its messages: no such file, a folder, and the like.
    await (await openInput(path)).close();
    sizes.push({ path, bytes: (await stat(path)).size });
  }
  return sizes;
}

/** What the lists alone tell does not have to wait until 30 GB are read. */
function checkEarly(
  { lists, labels }: BioasqOptions,
  { limits }: ArticleSelection,
  labelNames: readonly string[] | undefined,
): void {
  const { counts } = bioasqExpectation;
  for (const split of lists === undefined ? [] : splitNames) {
    const expected = { [`listed ${articleCounts[split]}`]: counts[articleCounts[split]]! };
    const found = { [`listed ${articleCounts[split]}`]: limits[split] };
    checkExpectation({ ...bioasqExpectation, counts: expected }, found, { file: lists![split] });
  }
  if (labelNames !== undefined) {
    const expected = { labels: counts.labels! };
    checkExpectation(
      { ...bioasqExpectation, counts: expected },
      { labels: labelNames.length },
      { file: labels },
    );
  }
}

/** Counts the bytes of a step for `onProgress`. */
function progressOf({ onProgress }: BioasqOptions, step: string, total: number): (bytes: number) => void {
  let done = 0;
  return (bytes) => {
    done += bytes;
    onProgress?.({ step, done, total });
  };
}

/** Everything that both passes over the articles need. */
interface Passes {
  readonly preparation: Preparation;
  readonly selection: ArticleSelection;
  readonly options: BioasqOptions;
  /** The size of the file of articles. */
  readonly total: number;
}

/** The headings that most training articles have, most frequent first; of equally frequent ones by code units. */
async function findMostFrequent(
  { preparation, selection, options, total }: Passes,
  state: Extract<BioasqState, { phase: 'labels' }> | undefined,
  numLabels: number,
): Promise<string[]> {
  const { articles: file, checkpointBytes = defaultCheckpointBytes, signal } = options;
  const labelCounts = new Map(state?.labelCounts);
  let checkpoint = state?.pass.next?.offset ?? 0;
  const blocks = readArticles(file, {
    selection,
    from: state?.pass,
    signal,
    onBytes: progressOf(options, `counting headings in ${basename(file)}`, total),
  });
  for await (const block of blocks) {
    for (const { split, article } of block.articles) {
      if (split !== 'train') continue;
      for (const label of new Set(article.labels)) labelCounts.set(label, (labelCounts.get(label) ?? 0) + 1);
    }
    if (block.offset - checkpoint >= checkpointBytes) {
      checkpoint = block.offset;
      const next: BioasqState = { phase: 'labels', pass: block.state(), labelCounts: [...labelCounts] };
      await preparation.checkpoint(next);
    }
  }
  if (labelCounts.size < numLabels) {
    failAt(
      { file },
      'missing-labels',
      `The training articles have ${labelCounts.size} headings, fewer than the ${numLabels} labels that are wanted.`,
    );
  }
  const byCount = [...labelCounts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const mostFrequent = byCount.slice(0, numLabels).map(([label]) => label);
  const next: BioasqState = { phase: 'articles', counts: noLosses, mostFrequent };
  await preparation.checkpoint(next);
  return mostFrequent;
}

/** Writes the wanted articles. @returns what was counted on the way */
async function writeArticles(
  { preparation, selection, options, total }: Passes,
  state: Extract<BioasqState, { phase: 'articles' }> | undefined,
  labels: {
    readonly known: readonly string[] | undefined;
    readonly mostFrequent: readonly string[] | undefined;
  },
): Promise<Readonly<Record<string, number>>> {
  const { articles: file, checkpointBytes = defaultCheckpointBytes, signal } = options;
  const known = labels.known === undefined ? undefined : new Set(labels.known);
  const losses = { ...(state?.counts ?? noLosses) };
  let checkpoint = state?.pass?.next?.offset ?? 0;
  let counts: ArticlePass['counts'] = state?.pass?.counts ?? {};
  const blocks = readArticles(file, {
    selection,
    from: state?.pass,
    signal,
    onBytes: progressOf(options, `reading ${basename(file)}`, total),
  });
  for await (const block of blocks) {
    for (const { split, id, article } of block.articles) {
      const kept = known === undefined ? article.labels : article.labels.filter((label) => known.has(label));
      losses['headings that are no labels'] += article.labels.length - kept.length;
      if (kept.length === 0) losses['articles without a label']++;
      await preparation.write(split, { id, text: article.text, labels: kept });
    }
    counts = block.counts;
    if (block.offset - checkpoint >= checkpointBytes) {
      checkpoint = block.offset;
      const next: BioasqState = {
        phase: 'articles',
        pass: block.state(),
        counts: { ...losses },
        ...(labels.mostFrequent === undefined ? {} : { mostFrequent: labels.mostFrequent }),
      };
      await preparation.checkpoint(next);
    }
  }
  return { ...counts, ...losses };
}

const defaultCheckpointBytes = 64 * 1024 * 1024;
const noLosses: LabelLosses = { 'headings that are no labels': 0, 'articles without a label': 0 };
