import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Dataset, SplitName } from '../dataset.js';
import { describeDataset } from '../describe/describe-dataset.js';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-folder.js';
import { wordnet } from './wordnet.js';

const splits = ['train', 'valid', 'test'] as const satisfies SplitName[];

/** Counts over all splits together. */
function totals(dataset: Dataset) {
  const parts = splits.map((name) => describeDataset(dataset).splits[name]);
  const numExamples = parts.reduce((sum, part) => sum + part.numExamples, 0);
  const numLabels = parts.reduce((sum, part) => sum + part.cardinality.mean * part.numExamples, 0);
  return {
    labels: dataset.numLabels,
    examples: numExamples,
    mean: Number((numLabels / numExamples).toFixed(2)),
    max: Math.max(...parts.map((part) => part.cardinality.max)),
    min: Math.min(...parts.map((part) => part.cardinality.min)),
  };
}

describe('the whole of WordNet 3.1', () => {
  let all: Dataset;
  beforeAll(async () => {
    all = await wordnet();
  });

  test('at least 20 synsets below a label', () => {
    expect(totals(all)).toEqual({ labels: 2043, examples: 80920, mean: 4.42, max: 23, min: 1 });
    expect(all.provenance.counts).toEqual({ train: 64708, valid: 8135, test: 8077, droppedLabels: 0 });
  });

  test('at least 100 synsets below a label', async () => {
    const frequent = await wordnet({ minLabelCount: 100 });
    expect(totals(frequent)).toEqual({ labels: 527, examples: 79059, mean: 3.73, max: 16, min: 1 });
    // A split is decided by the example alone, so both data sets agree on it.
    const test = new Set(all.splits.test.ids);
    expect(frequent.splits.test.ids!.every((id) => test.has(id))).toBe(true);
  });

  test('labels have unique names; a dog is an animal', () => {
    expect(new Set(all.labelNames).size).toBe(2043);
    expect(all.labelNames!.every((name) => /^\S+\.n\.\d\d$/.test(name))).toBe(true);
    // Synset 02086723 is the dog.
    const split = splits.find((name) => all.splits[name].ids!.includes('n02086723'))!;
    const { labels, ids } = all.splits[split];
    const row = ids!.indexOf('n02086723');
    const names = Array.from(
      labels.indices.slice(labels.offsets[row], labels.offsets[row + 1]),
      (label) => all.labelNames![label],
    );
    expect(names).toContain('carnivore.n.01');
    expect(names).toContain('canine.n.02');
    expect(names).not.toContain('dog.n.01');
    // More than a tenth of all nouns are below these.
    expect(all.labelNames).not.toContain('entity.n.01');
  });
});

const licence = '  1 This software and database is being provided to you  \n';
const data = `${licence}00000001 03 n 01 thing 0 000 | what there is
00000002 05 n 01 Animal 0 001 @ 00000001 n 0000 | a living thing; "animals move"
00000003 05 n 01 plant 0 001 @ 00000001 n 0000 | a growing thing
00000004 05 n 02 dog 0 hound 0 001 @ 00000002 n 0000 | an animal that barks
00000005 05 n 01 cat 0 001 @ 00000002 n 0000 | an animal that purrs
00000006 05 n 01 Rex 0 001 @i 00000004 n 0000 | a dog that barks
`;
const index = `${licence}animal n 2 1 @ 2 1 00000003 00000002\nthing n 1 0 1 1 00000001\ndog n 1 0 1 1 00000004\nplant n 1 0 1 1 00000003\n`;

function folderOf(files: { 'data.noun': string; 'index.noun': string }): string {
  return dirname(tempFiles(files)['data.noun']);
}

test('a WordNet of one’s own: labels by count and coverage, texts without examples of use', async () => {
  const folder = folderOf({ 'data.noun': data, 'index.noun': index });
  const options = { folder, minLabelCount: 1, maxCoverage: 0.5, split: { valid: 0, test: 0 } };
  const { splits, labelNames, featureNames, name, provenance } = await wordnet({
    ...options,
    vocabulary: { minCount: 1 },
  });
  expect(name).toBe('wordnet');
  // "thing" is above 5 of 6 synsets, more than half; "animal" is the second sense of its word.
  expect(labelNames).toEqual(['animal.n.02', 'dog.n.01']);
  expect(splits.train.ids).toEqual(['n00000004', 'n00000005', 'n00000006']);
  expect(Array.from(splits.train.labels.indices)).toEqual([0, 0, 0, 1]);
  expect(featureNames!.toSorted()).toEqual(['a', 'an', 'animal', 'barks', 'dog', 'purrs', 'that']);
  expect(provenance).toMatchObject({ source: 'wordnet', files: ['data.noun', 'index.noun'] });
  const few = await wordnet({ ...options, maxExamples: 2 });
  expect(few.splits.train.ids).toHaveLength(2);
  expect(few.labelNames).toEqual(labelNames);
  const withExamples = await wordnet({
    ...options,
    maxCoverage: 1,
    usageExamples: true,
    vocabulary: { minCount: 1 },
  });
  expect(withExamples.featureNames).toContain('move');
});

test('files that are not WordNet’s, and options that cannot be, are refused', async () => {
  const folder = folderOf({ 'data.noun': `${data}rubbish\n`, 'index.noun': index });
  await expectInputError(() => wordnet({ folder }), {
    code: 'syntax',
    file: join(folder, 'data.noun'),
    line: 8,
  });
  const twice = folderOf({ 'data.noun': data + data, 'index.noun': index });
  await expectInputError(() => wordnet({ folder: twice }), { code: 'duplicate-name', line: 9 });
  const empty = folderOf({ 'data.noun': licence, 'index.noun': index });
  await expectInputError(() => wordnet({ folder: empty }), { code: 'empty-file', line: 1 });
  const unnamed = folderOf({ 'data.noun': data, 'index.noun': licence });
  await expectInputError(() => wordnet({ folder: unnamed, minLabelCount: 1, maxCoverage: 1 }), {
    code: 'unknown-name',
  });
  await expectInputError(() => wordnet({ folder: join(folder, 'none') }), { code: 'file-not-found' });
  for (const options of [
    { minLabelCount: 0 },
    { maxCoverage: 0 },
    { maxCoverage: 2 },
    { maxExamples: 0 },
    { minLabelCount: 99 },
  ]) {
    await expect(
      wordnet({ folder: folderOf({ 'data.noun': data, 'index.noun': index }), ...options }),
    ).rejects.toThrow(RangeError);
  }
});
