import { basename, resolve } from 'node:path';
import { checkExpectation, meetsExpectation } from '../prepared/check-expectation.js';
import { openPreparation, type Preparation } from '../prepared/open-preparation.js';
import type { PrepareRequest } from '../prepared/prepare-request.js';
import type { PreparedRecord, PreparedSource } from '../prepared/prepared-record.js';
import { verifyChecksums } from '../prepared/verify-checksums.js';
import { findLayout } from './find-layout.js';
import { knownDataSets } from './known-data-sets.js';
import type { XmcLayout } from './xmc-layout.js';

/** Options of {@link prepareXmc}. */
export interface XmcOptions extends PrepareRequest {
  /** The folder with the files under their own names. */
  readonly source: string;
  /** Which data set it is, so that its counts are checked: a key of `knownDataSets`. */
  readonly dataSet?: string | undefined;
  /** Which column of the lists of training and test examples counts, from 0 on; 0 when left out. */
  readonly splitColumn?: number | undefined;
}

/** How often everything is put on the disk, in milliseconds. */
const checkpointInterval = 5000;

/**
 * Prepares a data set of the Extreme Classification Repository: bags of features (`N D L` and lines `label,label
 * feature:value`), two sparse matrices for each split, or texts as JSON lines. Features stay numbers. Labels are all that
 * the files declare, by what `Y.txt` or `lbl.json` calls them where these names differ, else by their numbers, with the
 * names as descriptions. There is no validation split, so experiments carve one out of the training examples.
 *
 * @throws InputError with file and line when a file is damaged or cut off, or (unless `expect` is false) the counts are
 *   not those of `dataSet`
 */
export async function prepareXmc(options: XmcOptions): Promise<PreparedRecord> {
  const { folder, fresh, expect = true, signal, dataSet, splitColumn = 0 } = options;
  const source = resolve(options.source);
  const expectation = dataSet === undefined ? undefined : knownDataSets[dataSet];
  if (dataSet !== undefined && expectation === undefined) {
    const known = Object.keys(knownDataSets).join(', ');
    throw new RangeError(`xmc: dataSet must be one of ${known}, got ${JSON.stringify(dataSet)}`);
  }
  if (!Number.isInteger(splitColumn) || splitColumn < 0) {
    throw new RangeError(`xmc: splitColumn must be an integer >= 0, got ${splitColumn}`);
  }
  const found = await findLayout(source, splitColumn);
  const { layout } = found;
  const sources = await verifyChecksums(found.files, { signal });
  const plain = { dataSet, splitColumn };
  const preparation = await openPreparation({
    folder,
    kind: 'xmc',
    identity: { ...plain, sources: sources.map(({ path, bytes }) => ({ path, bytes })) },
    fresh,
    signal,
  });
  try {
    if (preparation.finished !== undefined) {
      if (expect && expectation !== undefined)
        checkExpectation(expectation, preparation.finished.counts, { file: source });
      return preparation.finished;
    }
    const { names, descriptions } = nameLabels(layout.numLabels, found.labelTexts);
    await writeSplits(preparation, { layout, names, sources }, options);
    const counts = {
      ...(layout.numFeatures === undefined ? {} : { features: layout.numFeatures }),
      labels: layout.numLabels,
      'training examples': preparation.counts.train,
      'test examples': preparation.counts.test,
    };
    if (expect && expectation !== undefined) checkExpectation(expectation, counts, { file: source });
    return await preparation.finish({
      name: dataSet ?? basename(source),
      inputs: layout.inputs,
      labelNames: names,
      ...(descriptions === undefined ? {} : { labelDescriptions: descriptions }),
      ...(isList(found.featureTexts) ? { vocabulary: found.featureTexts } : {}),
      sources,
      options: plain,
      counts,
      expectation:
        expectation === undefined
          ? null
          : { name: expectation.name, met: meetsExpectation(expectation, counts) },
    });
  } finally {
    await preparation.close();
  }
}

async function writeSplits(
  preparation: Preparation,
  parts: {
    readonly layout: XmcLayout;
    readonly names: readonly string[];
    readonly sources: readonly PreparedSource[];
  },
  { signal, onProgress = () => {} }: XmcOptions,
): Promise<void> {
  const { layout, names, sources } = parts;
  let saved = Date.now();
  for (const split of ['train', 'test'] as const) {
    // What an interrupted preparation wrote is read past: the lines say themselves how many there are.
    let toSkip = preparation.counts[split];
    let row = 0;
    const total = sources
      .filter(({ path }) => layout.files[split].includes(path))
      .reduce((sum, { bytes }) => sum + bytes, 0);
    onProgress({ step: `reading ${split}`, done: 0, total });
    for await (const block of layout.read(split, { signal })) {
      for (const { id = `${split}-${row}`, labels, ...input } of block) {
        row++;
        if (toSkip > 0) {
          toSkip--;
          continue;
        }
        const example = { id, ...input, labels: labels.map((label) => names[label]!) };
        const writing = preparation.write(split, example);
        if (writing !== undefined) await writing;
      }
      if (Date.now() - saved > checkpointInterval) {
        await preparation.checkpoint({});
        saved = Date.now();
      }
    }
    await preparation.checkpoint({});
    onProgress({ step: `reading ${split}`, done: total, total });
  }
}

function nameLabels(
  numLabels: number,
  texts: readonly string[] | undefined,
): { names: readonly string[]; descriptions?: readonly string[] } {
  if (isList(texts)) return { names: texts };
  const names = Array.from({ length: numLabels }, (_, label) => String(label));
  return texts === undefined ? { names } : { names, descriptions: texts };
}

/** Whether texts can stand in a file with one a line and be told apart. */
function isList(texts: readonly string[] | undefined): texts is readonly string[] {
  if (texts === undefined) return false;
  const isOneLine = (text: string): boolean => text !== '' && text === text.trim() && !/[\r\n]/.test(text);
  return texts.every(isOneLine) && new Set(texts).size === texts.length;
}
