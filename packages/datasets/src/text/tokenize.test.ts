import { expect, test } from 'vitest';
import { tokenize } from './tokenize.js';

test('words of any script, in lower case, with apostrophes inside', () => {
  expect(tokenize("Don't PANIC: the ’90s' café-bar, №5 straße_x")).toEqual([
    "don't",
    'panic',
    'the',
    '90s',
    'café',
    'bar',
    'no5',
    'straße',
    'x',
  ]);
  expect(tokenize('Ὀδυσσεύς मराठी 日本語')).toEqual(['ὀδυσσεύς', 'मराठी', '日本語']);
  expect(tokenize(' ...\n')).toEqual([]);
});

test('the same word in another normal form is the same word', () => {
  expect(tokenize('cafe\u0301')).toEqual(tokenize('café'));
  expect(tokenize('ﬁne')).toEqual(['fine']);
});
