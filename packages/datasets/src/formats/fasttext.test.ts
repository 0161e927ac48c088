import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError, succeedsOrRefuses } from '../testing/input-errors.js';
import { damages, damageText } from '../testing/mutate.js';
import { randomTables } from '../testing/random-examples.js';
import { tempFiles } from '../testing/temp-folder.js';
import { openFastText, parseFastText } from './fasttext.js';

test('labels are the words with the prefix, wherever they stand; the others are the text', () => {
  const text = '__label__a __label__b-c  How much?\n\n  nothing here\nx __label__a y\n__label__z\n';
  expect(parseFastText(text)).toEqual([
    { line: 1, labels: ['a', 'b-c'], input: { kind: 'text', text: 'How much?' } },
    { line: 3, labels: [], input: { kind: 'text', text: 'nothing here' } },
    { line: 4, labels: ['a'], input: { kind: 'text', text: 'x y' } },
    { line: 5, labels: ['z'], input: { kind: 'text', text: '' } },
  ]);
  expect(parseFastText('#tag __label__a', { labelPrefix: '#' })[0]).toMatchObject({ labels: ['tag'] });
});

test('what is written is read, and damaged files are read or refused', () => {
  fc.assert(
    fc.property(randomTables('plain'), damages(), (table, list) => {
      const lines = table.labels.map((labels) =>
        [...labels.map((label) => `__label__${table.labelNames[label]}`), ...table.featureNames].join(' '),
      );
      const examples = parseFastText(lines.join('\n'));
      expect(examples.map(({ labels }) => labels)).toEqual(
        table.labels.map((labels) => labels.map((label) => table.labelNames[label])),
      );
      for (const { input } of examples)
        expect(input).toEqual({ kind: 'text', text: table.featureNames.join(' ') });
      succeedsOrRefuses(() => parseFastText(damageText(lines.join('\n'), list)));
    }),
  );
});

test.each([
  ['an empty file', '', 'empty-file', 1],
  ['a file of blank lines', '\n \n', 'empty-file', 2],
  ['a label without a name', '__label__a b\n__label__ c', 'syntax', 2],
  ['a label twice', '__label__a b\n\n__label__a c __label__a', 'duplicate-label', 3],
] as const)('%s is refused', async (_, text, code, line) => {
  const { file } = tempFiles({ file: text });
  await expectInputError(() => parseFastText(text, { file: 'f' }), { code, file: 'f', line });
  await expectInputError(() => openFastText(file).read(), { code, file, line });
});

test('a repeated label can be kept once', () => {
  const [example] = parseFastText('__label__a __label__b __label__a x', { duplicateLabels: 'merge' });
  expect(example!.labels).toEqual(['a', 'b']);
});

test('a prefix that is not a word is refused', () => {
  expect(() => openFastText('f', { labelPrefix: '' })).toThrow(RangeError);
  expect(() => parseFastText('', { labelPrefix: 'a b' })).toThrow(RangeError);
});
