import { labelSetAt, labelSetsFrom } from '@sbn/core';
import { expect, test } from 'vitest';
import { openCsv } from '../formats/csv.js';
import { openLabelSets } from '../formats/label-sets.js';
import { openSvmlight } from '../formats/svmlight.js';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-folder.js';
import { loadLabelSets } from './load-label-sets.js';

test('reads lines of label names, and numbers them in order', async () => {
  const files = tempFiles({ 'sets.jsonl': '["dog", "ant"]\n\n{"labels": ["cat"]}\n[]\n["ant", "dog"]\n' });
  const loaded = await loadLabelSets(openLabelSets(files['sets.jsonl']));
  expect(loaded).toEqual({
    numLabels: 3,
    labelNames: ['ant', 'cat', 'dog'],
    sets: labelSetsFrom([[0, 2], [1], [], [0, 2]], 3),
  });
  const named = await loadLabelSets(openLabelSets(files['sets.jsonl']), {
    labelNames: ['dog', 'cat', 'ant', 'cow'],
  });
  expect(named.numLabels).toBe(4);
  expect([...labelSetAt(named.sets, 0)]).toEqual([0, 2]);
});

test('reads lines of label numbers: as many as are named, or up to the largest', async () => {
  const files = tempFiles({ 'sets.jsonl': '[7, 3]\n[0]\n' });
  const file = openLabelSets(files['sets.jsonl']);
  expect(await loadLabelSets(file)).toEqual({ numLabels: 8, sets: labelSetsFrom([[3, 7], [0]], 8) });
  expect((await loadLabelSets(file, { numLabels: 20 })).sets.numCols).toBe(20);
  await expectInputError(() => loadLabelSets(file, { numLabels: 5 }), {
    line: 1,
    code: 'label-out-of-range',
  });
});

test('reads the labels of other formats', async () => {
  const files = tempFiles({
    'labels.csv': `0,"['b', 'a', 'b']"\n3,"['c']"\n`,
    'points.svm': '0,2 5:1\n1 3:1\n',
  });
  const csv = { header: false, labelColumn: '1', labelSyntax: 'python', textColumns: [] } as const;
  const merged = await loadLabelSets(
    await openCsv(files['labels.csv'], { ...csv, duplicateLabels: 'merge' }),
  );
  expect(merged).toEqual({
    numLabels: 3,
    labelNames: ['a', 'b', 'c'],
    sets: labelSetsFrom([[0, 1], [2]], 3),
  });
  const refused = async () => loadLabelSets(await openCsv(files['labels.csv'], csv));
  await expectInputError(refused, { line: 1, code: 'duplicate-label' });
  const points = await loadLabelSets(await openSvmlight(files['points.svm']));
  expect(points.sets).toEqual(labelSetsFrom([[0, 2], [1]], 3));
});

test('refuses what is no label set, with its line', async () => {
  for (const [code, text] of [
    ['syntax', '[1]\n{"labels": 3}\n'],
    ['mixed-kinds', '[1]\n["a"]\n'],
    ['duplicate-label', '[0]\n[1, 1]\n'],
  ] as const) {
    const files = tempFiles({ 'sets.jsonl': text });
    await expectInputError(() => loadLabelSets(openLabelSets(files['sets.jsonl'])), { line: 2, code });
  }
  const empty = tempFiles({ 'sets.jsonl': '\n' });
  await expectInputError(() => loadLabelSets(openLabelSets(empty['sets.jsonl'])), { code: 'empty-file' });
});

test('stops on a signal', async () => {
  const files = tempFiles({ 'sets.jsonl': '[1]\n' });
  const reason = new Error('enough');
  await expect(
    loadLabelSets(openLabelSets(files['sets.jsonl']), { signal: AbortSignal.abort(reason) }),
  ).rejects.toBe(reason);
});
