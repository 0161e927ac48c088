import { labelSetAt, type SparseRows } from '@sbn/core';
import { expect, test } from 'vitest';
import type { Dataset, SplitName } from '../dataset.js';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-folder.js';
import { loadLabelSetDataset } from './load-label-set-dataset.js';

const splits: readonly SplitName[] = ['train', 'valid', 'test'];

/** Label names and feature names of every example of a split. */
function namesOf({ splits: parts, labelNames, featureNames }: Dataset, split: SplitName) {
  const { inputs, labels } = parts[split];
  const { offsets, indices } = inputs as SparseRows;
  return Array.from({ length: labels.numRows }, (_, row) => ({
    labels: Array.from(labelSetAt(labels, row), (label) => labelNames?.[label] ?? String(label)).sort(),
    features: Array.from(
      indices.subarray(offsets[row], offsets[row + 1]),
      (feature) => featureNames![feature]!,
    ).sort(),
  }));
}

test('the input of an example is its own label set, and equal sets stay together', async () => {
  const line = (i: number): string => `${i},"['l${i % 7}', 'l${(i * i) % 11}', 'l7']"`;
  const { 'sets.csv': file } = tempFiles({
    'sets.csv': Array.from({ length: 300 }, (_, i) => line(i)).join('\n'),
  });
  const dataset = await loadLabelSetDataset({
    ...{ file, header: false, labelColumn: '1', labelSyntax: 'python', duplicateLabels: 'merge' },
    split: { seed: 3, valid: undefined, test: 0.3 },
  });
  expect(dataset).toMatchObject({ inputKind: 'bag', numLabels: dataset.inputDim });
  expect(dataset.provenance).toMatchObject({ source: 'label sets (csv)', files: [file] });
  expect(dataset.provenance.options).toMatchObject({ split: { by: 'content', valid: 0.1, test: 0.3 } });
  const seen = new Map<string, SplitName>();
  for (const split of splits) {
    const examples = namesOf(dataset, split);
    expect(examples.length).toBeGreaterThan(5);
    for (const { labels, features } of examples) {
      expect(features).toEqual(labels);
      const key = labels.join();
      expect(seen.get(key) ?? split).toBe(split);
      seen.set(key, split);
    }
  }
});

test('reads lines of JSON; a label that is too rare is no feature either; an empty set has none', async () => {
  const { 'sets.jsonl': file } = tempFiles({ 'sets.jsonl': '[]\n["b","a"]\n["b"]\n{"labels":["c"]}\n' });
  const none = { valid: 0, test: 0 };
  const dataset = await loadLabelSetDataset({ file, split: none, minLabelCount: 2 });
  expect(dataset).toMatchObject({ labelNames: ['b'], featureNames: ['b'] });
  expect(namesOf(dataset, 'train').map(({ features }) => features)).toEqual([[], ['b'], ['b'], []]);
  const numbers = tempFiles({ n: '[]\n[7, 3]\n[3]\n' });
  const numbered = await loadLabelSetDataset({ file: numbers.n, split: none });
  expect(numbered).toMatchObject({ numLabels: 8, inputDim: 2 });
  expect(namesOf(numbered, 'train').map(({ features }) => features)).toEqual([[], ['3', '7'], ['3']]);
});

test('refuses options of the other format, and what is wrong in a file', async () => {
  const files = tempFiles({ 'a.csv': 'labels\nx;x\n', 'b.jsonl': '[1]\n[2,2]\n' });
  await expect(loadLabelSetDataset({ file: files['a.csv'] })).rejects.toThrow(/labelColumn must name/);
  await expect(loadLabelSetDataset({ file: files['b.jsonl'], labelColumn: 'x' })).rejects.toThrow(
    /labelColumn is for CSV files/,
  );
  await expectInputError(() => loadLabelSetDataset({ file: files['b.jsonl'] }), {
    code: 'duplicate-label',
    line: 2,
  });
  await expectInputError(() => loadLabelSetDataset({ file: files['a.csv'], labelColumn: 'labels' }), {
    code: 'duplicate-label',
    line: 2,
  });
});
