import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError } from '../testing/input-errors.js';
import { tokenizeArff } from './arff-tokens.js';

const place = { file: 'a.arff', line: 9 };
const words = (line: string): string[] => tokenizeArff(line, place).map(({ text }) => text);

test('blanks and commas part words, a percent sign starts a comment', () => {
  expect(words('  @data , a\t{b}% rest, {')).toEqual(['@data', ',', 'a', '{', 'b', '}']);
  expect(words('')).toEqual([]);
  expect(words('% only a comment')).toEqual([]);
});

test('quotes hold anything, with escapes', () => {
  expect(words(`'a b' "c,d" 'it\\'s' "say \\"x\\"" '50\\%' 'back\\\\slash' 'tab\\there' '\\101'`)).toEqual([
    'a b',
    'c,d',
    "it's",
    'say "x"',
    '50%',
    'back\\slash',
    'tab\there',
    'A',
  ]);
  expect(tokenizeArff(`'?' ?`, place).map(({ quoted }) => quoted)).toEqual([true, false]);
});

test('outside quotes a backslash only escapes what would end the word', () => {
  expect(words(`it\\'s a\\ b C:\\data x\\\\y end\\`)).toEqual(["it's", 'a b', 'C:\\data', 'x\\y', 'end\\']);
});

test('any text survives quoting', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(!/[\n\r]/.test(text));
      const quoted = `'${text.replace(/[\\']/g, '\\$&')}'`;
      expect(words(`${quoted},${quoted}`)).toEqual([text, ',', text]);
    }),
  );
});

test('a quote that is not closed is refused', async () => {
  await expectInputError(() => words("a 'b"), { code: 'syntax', file: 'a.arff', line: 9 });
  await expectInputError(() => words("'b\\'"), { code: 'syntax', line: 9 });
});
