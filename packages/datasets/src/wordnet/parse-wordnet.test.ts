import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError, succeedsOrRefuses } from '../testing/input-errors.js';
import { damages, damageText } from '../testing/mutate.js';
import { hypernymClosure } from './hypernym-closure.js';
import { definitionOf, type NounSynset, parseNounIndexEntry, parseNounSynset } from './parse-wordnet.js';

const place = { file: 'data.noun', line: 31 };
const line =
  '00000010 05 n 02 Toy_dog 0 lap_dog 0 003 @ 00000020 n 0000 @i 00000030 n 0000 ~ 00000040 n 0101 | a small dog; "what a dog!"  ';

test('a synset: offset, words, both kinds of hypernyms, gloss', () => {
  expect(parseNounSynset(line, place)).toEqual({
    offset: '00000010',
    words: ['Toy_dog', 'lap_dog'],
    hypernyms: ['00000020', '00000030'],
    gloss: 'a small dog; "what a dog!"',
  });
  expect(parseNounSynset('  1 This software and database is being provided', place)).toBeUndefined();
});

test('the number of words is hexadecimal', () => {
  const words = Array.from({ length: 16 }, (_, i) => `w${i} 0`).join(' ');
  expect(parseNounSynset(`00000010 05 n 10 ${words} 000 | many`, place)!.words).toHaveLength(16);
});

test('an index entry: the word and its senses in order', () => {
  expect(parseNounIndexEntry('dog n 3 2 @ ~ 3 1 00000010 00000020 00000005  ', place)).toEqual({
    word: 'dog',
    offsets: ['00000010', '00000020', '00000005'],
  });
  expect(parseNounIndexEntry('  2 Princeton', place)).toBeUndefined();
});

test('damaged lines are read or refused, nothing else', async () => {
  fc.assert(
    fc.property(damages(), (list) => {
      succeedsOrRefuses(() => parseNounSynset(damageText(line, list), place));
      succeedsOrRefuses(() => parseNounIndexEntry(damageText('dog n 1 1 @ 1 0 00000010  ', list), place));
    }),
  );
  for (const text of [
    'hello',
    line.replace(' n ', ' v '),
    line.replace('003', '004'),
    line.slice(0, 60),
    line.replace('02 ', '00 '),
  ]) {
    await expectInputError(() => parseNounSynset(text, place), {
      code: 'syntax',
      file: 'data.noun',
      line: 31,
    });
  }
});

test('a definition is the gloss without its examples of use', () => {
  expect(definitionOf('a small dog; kept indoors; "what a dog!"; "such a dog"')).toBe(
    'a small dog; kept indoors',
  );
  expect(definitionOf('a "scare" quote stays')).toBe('a "scare" quote stays');
  expect(definitionOf('plain')).toBe('plain');
});

function synset(offset: string, hypernyms: string[]): NounSynset {
  return { offset, words: [offset], hypernyms, gloss: '' };
}

test('all hypernyms, the whole way up, each once, without the synset itself', () => {
  const synsets = [
    synset('d', ['b', 'c']),
    synset('b', ['a']),
    synset('c', ['a']),
    synset('a', []),
    synset('x', []),
  ];
  expect(hypernymClosure(synsets).map((set) => [...set].sort())).toEqual([[1, 2, 3], [3], [3], [], []]);
});

test('circles and hypernyms that do not exist are refused', async () => {
  const circle = [synset('a', ['b']), synset('b', ['c']), synset('c', ['b']), synset('d', [])];
  await expectInputError(() => hypernymClosure(circle, 'f'), { code: 'syntax', file: 'f' });
  await expectInputError(() => hypernymClosure([synset('a', ['a'])]), { code: 'syntax' });
  await expectInputError(() => hypernymClosure([synset('a', ['z'])]), { code: 'unknown-name' });
});
