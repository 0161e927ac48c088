import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodeNpy } from '../formats/npy.js';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-folder.js';
import { readWordVectors } from './read-word-vectors.js';

const words = ['heart', 'straße', 'missing', '7'];
const rows: readonly (readonly [string, readonly number[]])[] = [
  ['</s>', [0, 0.5, 1]],
  ['heart', [1.5, -2, 0.25]],
  ['lung', [3, 3, 3]],
  ['straße', [1e-3, 4, -1]],
  ['heart', [9, 9, 9]],
  ['7', [7, 8, 9]],
];
const expected = {
  dim: 3,
  numVectors: 6,
  vectors: new Map([
    ['heart', Float32Array.of(1.5, -2, 0.25)],
    ['straße', Float32Array.of(1e-3, 4, -1)],
    ['7', Float32Array.of(7, 8, 9)],
  ]),
};

const asText = rows.map(([word, numbers]) => `${word} ${numbers.join(' ')} \n`).join('');

function asBinary(lineEnd: string): Buffer {
  return Buffer.concat([
    Buffer.from('6 3\n'),
    ...rows.map(([word, numbers]) =>
      Buffer.concat([
        Buffer.from(`${word} `),
        Buffer.from(Float32Array.from(numbers).buffer),
        Buffer.from(lineEnd),
      ]),
    ),
  ]);
}

test.each([
  ['text with a header', `6 3\n${asText}`],
  ['text without a header', asText],
  ['text in gzip', gzipSync(`6 3\n${asText}`)],
  ['bytes with line ends', asBinary('\n')],
  ['bytes without line ends', asBinary('')],
  ['bytes in gzip', gzipSync(asBinary('\n'))],
])('word2vec: %s', async (_, content) => {
  const { file } = tempFiles({ file: content });
  expect(await readWordVectors(file, { words })).toEqual(expected);
});

test('a long binary file is read piece by piece', async () => {
  const many = Array.from({ length: 9000 }, (_, i) =>
    Buffer.concat([Buffer.from(`w${i} `), Buffer.from(Float32Array.of(i, -i, 0.5).buffer)]),
  );
  const { file } = tempFiles({ file: Buffer.concat([Buffer.from('9000 3\n'), ...many]) });
  const { vectors } = await readWordVectors(file, { words: ['w0', 'w8999', 'w5000'] });
  expect([...vectors.keys()]).toEqual(['w0', 'w5000', 'w8999']);
  expect(vectors.get('w8999')).toEqual(Float32Array.of(8999, -8999, 0.5));
});

test('a matrix has a row for each word of a file, or of the vocabulary', async () => {
  const data = Float64Array.from([1, 2, 3, 4, 5, 6]);
  const { npy, list, short } = tempFiles({
    npy: encodeNpy({ shape: [3, 2], data }),
    list: 'lung\n7\nheart\n',
    short: 'lung\nheart\n',
  });
  expect(await readWordVectors(npy, { words, wordsFile: list })).toEqual({
    dim: 2,
    numVectors: 3,
    vectors: new Map([
      ['7', Float32Array.of(3, 4)],
      ['heart', Float32Array.of(5, 6)],
    ]),
  });
  const own = await readWordVectors(npy, { words: ['a', 'b', 'c'] });
  expect([...own.vectors]).toEqual([
    ['a', Float32Array.of(1, 2)],
    ['b', Float32Array.of(3, 4)],
    ['c', Float32Array.of(5, 6)],
  ]);
  await expectInputError(() => readWordVectors(npy, { words, wordsFile: short }), {
    code: 'wrong-count',
    file: npy,
  });
  await expectInputError(() => readWordVectors(npy, { words }), { code: 'wrong-count', file: npy });
  await expectInputError(() => readWordVectors(list, { words, wordsFile: short }), { code: 'unsupported' });
});

test.each([
  ['an empty file', '', { code: 'empty-file', line: 1 }],
  ['a short line', `${asText}liver 1 2\n`, { code: 'wrong-count', line: 7 }],
  ['a word alone', 'heart\n', { code: 'wrong-count', line: 1 }],
  ['what is no number', asText.replace('-2', 'two'), { code: 'bad-number', line: 2 }],
  ['what is not finite', asText.replace('-2', 'NaN'), { code: 'not-finite', line: 2 }],
  ['fewer words than it says', `7 3\n${asText}`, { code: 'truncated', line: 7 }],
  ['more words than it says', `5 3\n${asText}`, { code: 'wrong-count', line: 7 }],
  ['bytes that are cut off', asBinary('\n').subarray(0, 60), { code: 'truncated' }],
] as const)('%s is refused', async (_, content, error) => {
  const { file } = tempFiles({ file: content });
  await expectInputError(() => readWordVectors(file, { words }), { ...error, file });
});
