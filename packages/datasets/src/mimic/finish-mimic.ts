import { checkExpectation, type Expectation, meetsExpectation } from '../prepared/check-expectation.js';
import type { Preparation } from '../prepared/open-preparation.js';
import type { PreparedRecord, PreparedSource } from '../prepared/prepared-record.js';
import { type DescriptionFiles, readDescriptions } from './read-descriptions.js';
import { readWords, type WordFiles } from './read-words.js';

/**
 * Ends a preparation of MIMIC-III whose documents are written. Labels are all codes that a document has, in the order
 * of their code units.
 *
 * @param parts.expect whether the counts must be those of `expected`
 * @throws InputError when they must and are not, or words, vectors or meanings of codes are damaged
 */
export async function finishMimic(
  preparation: Preparation,
  parts: {
    readonly layout: 'caml' | 'tables';
    /** The folder that messages name. */
    readonly source: string;
    readonly sources: readonly PreparedSource[];
    readonly descriptionFiles: DescriptionFiles;
    readonly wordFiles: WordFiles;
    readonly counts: Readonly<Record<string, number>>;
    readonly expected: Expectation;
    readonly expect: boolean;
    readonly signal: AbortSignal | undefined;
  },
): Promise<PreparedRecord> {
  const { layout, source, sources, expected, expect, signal } = parts;
  const { vocabulary, embeddings } = await readWords(parts.wordFiles, signal);
  const meanings = await readDescriptions(parts.descriptionFiles, signal);
  const labelNames = [...preparation.labelCounts().keys()].sort();
  const labelDescriptions =
    meanings === undefined ? undefined : labelNames.map((label) => meanings.get(label) ?? '');
  const counts = {
    ...parts.counts,
    labels: labelNames.length,
    ...(labelDescriptions === undefined
      ? {}
      : { 'labels without a description': labelDescriptions.filter((words) => words === '').length }),
    ...(vocabulary === undefined ? {} : { 'words in the vocabulary': vocabulary.length }),
  };
  if (expect) checkExpectation(expected, counts, { file: source });
  return preparation.finish({
    name: 'MIMIC-III',
    inputs: 'text',
    labelNames,
    labelDescriptions,
    vocabulary,
    embeddings,
    sources,
    options: { layout },
    counts,
    expectation: { name: expected.name, met: meetsExpectation(expected, counts) },
  });
}
