import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { failAt, quote } from '../reading/fail-at.js';
import { readLines } from '../reading/read-lines.js';
import { openBagLayout } from './bag-layout.js';
import { openMatrixLayout } from './matrix-layout.js';
import { openTextLayout, readLabelTitles } from './text-layout.js';
import type { XmcLayout } from './xmc-layout.js';

/** A data set with what its labels and features are called. */
export interface FoundLayout {
  readonly layout: XmcLayout;
  /** What the labels are called; undefined where no file says. */
  readonly labelTexts: readonly string[] | undefined;
  /** What the features are called; undefined where no file says. */
  readonly featureTexts: readonly string[] | undefined;
  /** Every file that is read. */
  readonly files: readonly string[];
}

/**
 * Finds out which of the repository's layouts a folder has, by the names of its files.
 *
 * @param splitColumn which of several ways to split counts, where lists of example numbers split one file
 * @throws InputError when it has none, or a file of names has another number of lines than there are labels or features
 */
export async function findLayout(source: string, splitColumn: number): Promise<FoundLayout> {
  const names = await readdir(source).catch((cause: NodeJS.ErrnoException) =>
    failAt(
      { file: source },
      'file-not-readable',
      `The folder cannot be read (${cause.code}).`,
      undefined,
      cause,
    ),
  );
  const find = (pattern: RegExp): string | undefined => {
    const found = names.filter((name) => pattern.test(name)).sort();
    if (found.length > 1) {
      failAt(
        { file: source },
        'unknown-name',
        `Expected one of the files ${quote(found.join(', '))}, got several.`,
      );
    }
    return found[0] === undefined ? undefined : join(source, found[0]);
  };
  const labelFile = find(/^Y\.txt(\.gz)?$/);
  const featureFile = find(/^Xf\.txt(\.gz)?$/);
  const titleFile = find(/^lbl\.json(\.gz)?$/);
  const labelTexts = titleFile === undefined ? await linesOf(labelFile) : await readLabelTitles(titleFile);
  const layout = await openLayout(source, find, labelTexts?.length, splitColumn);
  const featureTexts = layout.inputs === 'text' ? undefined : await linesOf(featureFile);
  checkNames(titleFile ?? labelFile, labelTexts, layout.numLabels, 'labels');
  checkNames(featureFile, featureTexts, layout.numFeatures, 'features');
  const named = [titleFile ?? labelFile, layout.inputs === 'text' ? undefined : featureFile];
  return {
    layout,
    labelTexts,
    featureTexts,
    files: [
      ...new Set([
        ...layout.files.train,
        ...layout.files.test,
        ...named.filter((file) => file !== undefined),
      ]),
    ],
  };
}

async function openLayout(
  source: string,
  find: (pattern: RegExp) => string | undefined,
  numTexts: number | undefined,
  splitColumn: number,
): Promise<XmcLayout> {
  const pair = (train: RegExp, test: RegExp): { train: string; test: string } | undefined => {
    const [first, second] = [find(train), find(test)];
    return first === undefined || second === undefined ? undefined : { train: first, test: second };
  };
  const features = pair(/^(trn|train)_X_Xf\.txt(\.gz)?$/, /^(tst|test)_X_Xf\.txt(\.gz)?$/);
  const labels = pair(/^(trn|train)_X_Y\.txt(\.gz)?$/, /^(tst|test)_X_Y\.txt(\.gz)?$/);
  if (features !== undefined && labels !== undefined) {
    return openMatrixLayout({
      train: { features: features.train, labels: labels.train },
      test: { features: features.test, labels: labels.test },
    });
  }
  const texts = pair(/^(trn|train)\.json(\.gz)?$/, /^(tst|test)\.json(\.gz)?$/);
  if (texts !== undefined) {
    if (numTexts !== undefined) return openTextLayout(texts, numTexts);
    failAt(
      { file: source },
      'file-not-found',
      'Expected lbl.json.gz or Y.txt, which say how many labels there are.',
    );
  }
  const lists = pair(/_?(tr|train)_?split\.txt(\.gz)?$/i, /_?(tst|test)_?split\.txt(\.gz)?$/i);
  const data = find(/_?data\.txt(\.gz)?$/i);
  if (lists !== undefined && data !== undefined) {
    return openBagLayout({ data, trainSplit: lists.train, testSplit: lists.test, splitColumn });
  }
  const bags = pair(/(^|_)train\.txt(\.gz)?$/i, /(^|_)test\.txt(\.gz)?$/i);
  if (bags !== undefined) return openBagLayout(bags);
  return failAt(
    { file: source },
    'file-not-found',
    'Expected train.txt and test.txt, or …_data.txt with …_trSplit.txt and …_tstSplit.txt, or trn_X_Xf.txt, trn_X_Y.txt, tst_X_Xf.txt and tst_X_Y.txt, or trn.json.gz and tst.json.gz.',
  );
}

async function linesOf(file: string | undefined): Promise<string[] | undefined> {
  if (file === undefined) return undefined;
  const all: string[] = [];
  for await (const { lines } of readLines(file)) all.push(...lines.map((line) => line.trim()));
  return all;
}

function checkNames(
  file: string | undefined,
  names: readonly string[] | undefined,
  expected: number | undefined,
  what: string,
): void {
  if (names === undefined || names.length === expected) return;
  failAt(
    { file },
    'wrong-count',
    `Expected a line for each of the ${expected} ${what}, got ${names.length}.`,
  );
}
