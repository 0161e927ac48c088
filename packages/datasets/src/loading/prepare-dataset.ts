import type { DatasetInfo, SplitName } from '../dataset.js';
import { failAt } from '../reading/fail-at.js';
import { ownCopy } from '../reading/own-copy.js';
import type { DatasetFiles, DatasetOptions } from './dataset-options.js';
import type { EncodedExample } from './examples-builder.js';
import { featureSpaceFit } from './feature-space.js';
import { createInputEncoder } from './input-encoder.js';
import { labelSpaceFit } from './label-space.js';
import type { ExampleFile, RawExample, RawInput } from './raw-example.js';
import { hashSplitter } from './split-by-hash.js';

/** A data set whose labels and features are known, and whose examples are still in their files. */
export interface PreparedDataset {
  readonly info: DatasetInfo;
  readonly hasIds: boolean;
  readonly hasValues: boolean;
  /** Goes through the examples of some splits in the order of their files, holding one block at a time. */
  read(
    splits: ReadonlySet<SplitName>,
    signal: AbortSignal | undefined,
  ): AsyncIterable<readonly SplitExample[]>;
}

/** An example in numbers and the split it belongs to. */
export interface SplitExample extends EncodedExample {
  readonly split: SplitName;
}

/**
 * Goes through all files once, to check them, to count, and to find out labels and features on the training split.
 *
 * @throws InputError for whatever is wrong in a file
 * @throws RangeError when options have values that they cannot have
 */
export async function prepareDataset(files: DatasetFiles, options: DatasetOptions): Promise<PreparedDataset> {
  const { signal } = options;
  const split = resolveSplit(files, options);
  const parts = (['train', 'valid', 'test'] as const).flatMap((name) => {
    const file = files[name];
    return file === undefined ? [] : [{ name, file }];
  });
  const { schema } = files.train;
  for (const { file } of parts.slice(1)) checkSameSchema(files.train, file);

  const labelFit = labelSpaceFit(schema, options);
  const featureFit = featureSpaceFit(schema, options);
  const counts = { train: 0, valid: 0, test: 0 };
  let hasIds = true;
  for (const { name, file } of parts) {
    let row = 0;
    for await (const block of file.read({ signal })) {
      signal?.throwIfAborted();
      for (const example of block) {
        const place = { file: file.file, line: example.line };
        const belongsTo = name === 'train' ? splitOf(example, row, split, place) : name;
        counts[belongsTo]++;
        row++;
        hasIds &&= example.id !== undefined;
        labelFit.add(example.labels, belongsTo === 'train', place);
        featureFit.add(example.input, belongsTo === 'train', place);
      }
    }
  }
  if (counts.train === 0)
    failAt({ file: files.train.file }, 'empty-file', 'No example is left for training.');
  const labels = labelFit.finish(files.train.file);
  const features = featureFit.finish(files.train.file);
  const { inputDim, featureNames, inputEncoding } = features;
  const encoder = createInputEncoder({ encoding: inputEncoding, inputDim, featureNames });

  const info: DatasetInfo = {
    name: options.name ?? files.train.file.replace(/^.*[/\\]/, ''),
    numLabels: labels.numLabels,
    ...(labels.labelNames === undefined ? {} : { labelNames: labels.labelNames }),
    ...(labels.labelParents === undefined ? {} : { labelParents: labels.labelParents }),
    ...(featureNames === undefined ? {} : { featureNames }),
    inputKind: features.inputKind,
    inputDim,
    inputEncoding,
    provenance: {
      source: files.train.source,
      files: parts.map(({ file }) => file.file),
      counts: { ...counts, droppedLabels: labels.droppedLabels },
      options: {
        split: split.settings,
        vocabulary: vocabularySettings(options.vocabulary),
        ...(inputEncoding.tokens === undefined
          ? {}
          : { inputs: 'tokens', maxTokens: options.maxTokens ?? null }),
        weighting: inputEncoding.weighting,
        normalise: inputEncoding.normalise,
        minLabelCount: options.minLabelCount ?? 1,
      },
    },
  };

  return {
    info,
    hasIds,
    hasValues: inputEncoding.weighting !== 'binary' || inputEncoding.normalise !== 'none',
    async *read(splits, readSignal) {
      for (const { name, file } of parts) {
        if (!splits.has(name) && !(name === 'train' && carvesOut(files, splits))) continue;
        let row = 0;
        for await (const block of file.read({ signal: readSignal })) {
          readSignal?.throwIfAborted();
          const examples: SplitExample[] = [];
          for (const example of block) {
            const place = { file: file.file, line: example.line };
            const belongsTo = name === 'train' ? splitOf(example, row, split, place) : name;
            row++;
            if (!splits.has(belongsTo)) continue;
            examples.push({
              split: belongsTo,
              id: example.id === undefined ? undefined : ownCopy(example.id),
              labels: labels.numbersOf(example.labels),
              input: encoder.encode(example.input),
            });
          }
          if (examples.length > 0) yield examples;
        }
      }
    },
  };
}

/** A list of words is told by its length alone: the words are the names of the features. */
function vocabularySettings(vocabulary: DatasetOptions['vocabulary'] = {}): object {
  return 'words' in vocabulary ? { words: vocabulary.words.length } : vocabulary;
}

function carvesOut(files: DatasetFiles, splits: ReadonlySet<SplitName>): boolean {
  return (['valid', 'test'] as const).some((name) => splits.has(name) && files[name] === undefined);
}

interface ResolvedSplit {
  readonly settings: {
    readonly seed: number;
    readonly valid: number;
    readonly test: number;
    readonly by: 'id' | 'row' | 'content' | 'id or row';
  };
  readonly splitOfKey: (key: string) => SplitName;
}

function resolveSplit(files: DatasetFiles, options: DatasetOptions): ResolvedSplit {
  const { seed = 0, by = 'id or row' } = options.split ?? {};
  if (!['id', 'row', 'content', 'id or row'].includes(by)) {
    throw new RangeError(`split.by must be id, row or content, got ${JSON.stringify(by)}`);
  }
  const share = (name: 'valid' | 'test'): number => {
    const wanted = options.split?.[name];
    if (files[name] === undefined) return wanted ?? 0.1;
    if (wanted)
      throw new RangeError(`split.${name} is ${wanted}, but the ${name} split has a file of its own`);
    return 0;
  };
  const shares = { valid: share('valid'), test: share('test') };
  return { settings: { seed, ...shares, by }, splitOfKey: hashSplitter({ seed, ...shares }) };
}

function splitOf(
  example: RawExample,
  row: number,
  split: ResolvedSplit,
  place: { file: string; line: number },
): SplitName {
  const { by, valid, test } = split.settings;
  if (valid + test === 0) return 'train';
  if (by === 'id' && example.id === undefined) {
    failAt(
      place,
      'missing-field',
      'The example has no id to split by.',
      "Name the id's field, or split by row or content.",
    );
  }
  if (by === 'content') return split.splitOfKey(`content ${contentOf(example.input)}`);
  return split.splitOfKey(by === 'row' || example.id === undefined ? `row ${row}` : `id ${example.id}`);
}

/** A text that is the same for equal inputs, in whatever order a bag is written. */
function contentOf(input: RawInput): string {
  switch (input.kind) {
    case 'text':
      return input.text;
    case 'dense':
      return Array.from(input.values).join(' ');
    case 'named':
      return input.names
        .map((name, i) => JSON.stringify([name, input.values[i]]))
        .sort()
        .join(' ');
    case 'sparse':
      return Array.from(input.indices, (index, i) => `${index}:${input.values?.[i] ?? 1}`)
        .sort()
        .join(' ');
  }
}

function checkSameSchema(train: ExampleFile, other: ExampleFile): void {
  for (const [count, names, what] of [
    ['numLabels', 'labelNames', 'label'],
    ['numFeatures', 'featureNames', 'feature'],
  ] as const) {
    const expected = train.schema[names];
    const got = other.schema[names];
    if (train.schema[count] !== other.schema[count]) {
      failAt(
        { file: other.file },
        'wrong-count',
        `Expected ${train.schema[count] ?? 'no declared number of'} ${what}s, as in ${train.file}, got ${other.schema[count] ?? 'none'}.`,
      );
    }
    const different = expected?.findIndex((name, i) => name !== got?.[i]) ?? -1;
    if (different >= 0) {
      failAt(
        { file: other.file },
        'unknown-name',
        `Expected ${what} ${different} to be ${JSON.stringify(expected![different])}, as in ${train.file}, got ${JSON.stringify(got?.[different])}.`,
      );
    }
  }
}
