import { checkExpectation, type Expectation, meetsExpectation } from '../prepared/check-expectation.js';
import type { Preparation } from '../prepared/open-preparation.js';
import type { PreparedRecord, PreparedSource } from '../prepared/prepared-record.js';
import type { CodeDescriptions } from './read-descriptions.js';
import type { FolderWords } from './read-words.js';

/**
 * Ends a preparation of MIMIC-III whose documents are written. Labels are all codes that a document has, in the order
 * of their code units.
 *
 * @param parts.expect whether the counts must be those of `expected`
 * @throws InputError when they must and are not
 */
export async function finishMimic(
  preparation: Preparation,
  parts: {
    readonly layout: 'caml' | 'tables';
    /** The folder that messages name. */
    readonly source: string;
    readonly sources: readonly PreparedSource[];
    readonly codes: CodeDescriptions;
    readonly words: FolderWords;
    readonly counts: Readonly<Record<string, number>>;
    readonly expected: Expectation;
    readonly expect: boolean;
  },
): Promise<PreparedRecord> {
  const { layout, source, sources, codes, words, expected, expect } = parts;
  const { vocabulary, embeddings } = words;
  const labelNames = [...preparation.labelCounts().keys()].sort();
  const descriptions = labelNames.map((label) => codes.descriptions.get(label) ?? '');
  const isDescribed = codes.files.length > 0;
  const counts = {
    ...parts.counts,
    labels: labelNames.length,
    ...(isDescribed
      ? { 'labels without a description': descriptions.filter((words) => words === '').length }
      : {}),
    ...(vocabulary === undefined ? {} : { 'words in the vocabulary': vocabulary.length }),
  };
  if (expect) checkExpectation(expected, counts, { file: source });
  return preparation.finish({
    name: 'MIMIC-III',
    inputs: 'text',
    labelNames,
    labelDescriptions: isDescribed ? descriptions : undefined,
    vocabulary,
    embeddings,
    sources,
    options: { layout },
    counts,
    expectation: { name: expected.name, met: meetsExpectation(expected, counts) },
  });
}
