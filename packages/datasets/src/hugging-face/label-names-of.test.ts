import { expect, test } from 'vitest';
import { expectInputError } from '../testing/input-errors.js';
import { type LabelColumns, labelNamesOf } from './label-names-of.js';

const place = { file: 'x.parquet' };
const one: LabelColumns = { columns: ['tags'], isVector: false };

test.each<[string, unknown[], Partial<LabelColumns>, string[]]>([
  ['a text', ['cat '], {}, ['cat']],
  ['separated texts', ['cat; dog;'], { separator: ';' }, ['cat', 'dog']],
  ['a list of texts', [['cat', 'dog']], {}, ['cat', 'dog']],
  ['a number', [7n], {}, ['7']],
  ['numbers with names', [Int32Array.of(1, 0)], { names: ['cat', 'dog'] }, ['dog', 'cat']],
  ['no class', [-1], { names: ['cat'] }, []],
  ['nothing', [null], {}, []],
  ['a label twice, merged', [['cat', 'dog', 'cat']], { duplicateLabels: 'merge' }, ['cat', 'dog']],
  ['a vector', [[0, 1, 1]], { isVector: true, names: ['a', 'b', 'c'] }, ['b', 'c']],
  ['a vector of booleans', [[true, false]], { isVector: true }, ['0']],
  ['a column for each', [1n, false, 1], { columns: ['a', 'b', 'c'] }, ['a', 'c']],
])('%s', (_, values, options, expected) => {
  expect(labelNamesOf(values, { ...one, ...options }, place, '')).toEqual(expected);
});

test.each<
  [
    string,
    unknown[],
    Partial<LabelColumns>,
    'syntax' | 'bad-number' | 'wrong-count' | 'label-out-of-range' | 'duplicate-label',
  ]
>([
  ['a broken number', [1.5], {}, 'syntax'],
  ['a structure', [{ a: 1 }], {}, 'syntax'],
  ['a number without a name', [2], { names: ['cat', 'dog'] }, 'label-out-of-range'],
  ['a negative number', [-2], {}, 'label-out-of-range'],
  ['a label twice', [['cat', 'cat']], {}, 'duplicate-label'],
  ['a vector of other numbers', [[0, 2]], { isVector: true }, 'bad-number'],
  ['a vector that is too short', [[0, 1]], { isVector: true, names: ['a', 'b', 'c'] }, 'wrong-count'],
  ['a vector that is a text', ['01'], { isVector: true }, 'syntax'],
  ['a column that is neither 0 nor 1', [1, null], { columns: ['a', 'b'] }, 'bad-number'],
])('%s is refused', async (_, values, options, code) => {
  await expectInputError(() => labelNamesOf(values, { ...one, ...options }, place, ''), {
    code,
    file: place.file,
  });
});
