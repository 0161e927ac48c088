import { labelSetsFrom } from '@sbn/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError, succeedsOrRefuses } from '../testing/input-errors.js';
import { damages, damageText } from '../testing/mutate.js';
import { tempFiles } from '../testing/temp-folder.js';
import { readLabelNames } from './label-names.js';
import { formatLabelSets, parseLabelSets, readLabelSets } from './label-sets.js';

test('lists, objects, names and blank lines', async () => {
  const text = '[3,1]\n\n{"labels":[0],"more":1}\r\n[]\n["b","a"]\n';
  const labelNames = ['a', 'b', 'c', 'd'];
  const expected = labelSetsFrom([[1, 3], [0], [], [0, 1]], 4);
  expect(parseLabelSets(text, { labelNames })).toEqual(expected);
  const { file } = tempFiles({ file: text });
  expect(await readLabelSets(file, { labelNames, numLabels: 4 })).toEqual(expected);
});

test('what is written is read, and damaged files are read or refused', () => {
  const sets = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 9 })), { minLength: 1 });
  const names = ['a', 'b c', '"', "'", 'é', '[', ',', '\n', '\\', '1'];
  fc.assert(
    fc.property(sets, fc.boolean(), damages(), (lists, named, list) => {
      const packed = labelSetsFrom(lists, 10);
      const text = named ? formatLabelSets(packed, names) : formatLabelSets(packed);
      expect(parseLabelSets(text, { numLabels: 10, labelNames: names })).toEqual(packed);
      succeedsOrRefuses(() => parseLabelSets(damageText(text, list), { labelNames: names }));
    }),
  );
});

test.each([
  ['an empty file', '', 'empty-file', 1],
  ['a file of blank lines', '\n\n', 'empty-file', 2],
  ['a number', '[1]\n2\n', 'syntax', 2],
  ['a line cut off', '[1]\n[2', 'syntax', 2],
  ['no labels', '{"label":[1]}\n', 'syntax', 1],
  ['null', 'null\n', 'syntax', 1],
  ['a label that is not whole', '[1.5]\n', 'syntax', 1],
  ['NaN', '[NaN]\n', 'syntax', 1],
  ['a label out of range', '[0]\n\n[4]\n', 'label-out-of-range', 3],
  ['a label twice', '[1,2,1]\n', 'duplicate-label', 1],
  ['a label by name and by name again', '["b","b"]\n', 'duplicate-label', 1],
  ['a name that is no label', '["z"]\n', 'unknown-label', 1],
] as const)('%s is refused', async (_, text, code, line) => {
  const labelNames = ['a', 'b', 'c', 'd'];
  await expectInputError(() => parseLabelSets(text, { labelNames, file: 's' }), { code, file: 's', line });
});

test('the number of labels must be known', () => {
  expect(() => parseLabelSets('[1]', {})).toThrow(RangeError);
  expect(() => parseLabelSets('[1]', { numLabels: 3, labelNames: ['a'] })).toThrow(RangeError);
});

test('label names, one per line', async () => {
  const files = tempFiles({ good: 'b\n a b \r\nc', blank: 'a\n\nb\n', twice: 'a\nb\na\n', empty: '' });
  expect(await readLabelNames(files.good)).toEqual(['b', 'a b', 'c']);
  await expectInputError(() => readLabelNames(files.blank), { code: 'syntax', file: files.blank, line: 2 });
  await expectInputError(() => readLabelNames(files.twice), {
    code: 'duplicate-label',
    file: files.twice,
    line: 3,
  });
  await expectInputError(() => readLabelNames(files.empty), {
    code: 'empty-file',
    file: files.empty,
    line: 1,
  });
});
