import { describe, expect, it } from 'vitest';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-folder.js';
import { readWordVectors } from './read-word-vectors.js';

describe('readWordVectors', () => {
  it.each([
    ['', undefined],
    ['3 2\n', undefined],
  ])('reads a file that starts with %j, without padding and unknown word', async (start) => {
    const { file } = tempFiles({ file: `${start}**PAD** 0 0\ncat 1 -2.5e-1\n500 3 4 \n**UNK** 9 9\n` });
    expect(await readWordVectors(file)).toEqual({
      words: ['cat', '500'],
      vectors: { numRows: 2, numCols: 2, data: Float32Array.of(1, -0.25, 3, 4) },
      leftOut: 0,
    });
  });

  it('takes the words that are asked for, in their order', async () => {
    const { file } = tempFiles({ file: 'a 1\nb 2\nc 3\n' });
    expect(await readWordVectors(file, ['c', 'a'])).toEqual({
      words: ['c', 'a'],
      vectors: { numRows: 2, numCols: 1, data: Float32Array.of(3, 1) },
      leftOut: 1,
    });
    const error = await expectInputError(() => readWordVectors(file, ['a', 'dog']), {
      code: 'missing-value',
    });
    expect(error.message).toContain('"dog"');
  });

  it.each([
    ['a 1 2\nb 3\n', 'wrong-count', 2],
    ['a 1 2\nb 3 x\n', 'bad-number', 2],
    ['a 1\na 2\n', 'duplicate-name', 2],
    ['a\n', 'wrong-count', 1],
    ['**PAD** 0\n', 'empty-file', undefined],
  ] as const)('refuses %j', async (content, code, line) => {
    const { file } = tempFiles({ file: content });
    const error = await expectInputError(() => readWordVectors(file), { code, file });
    expect(error.line).toBe(line);
  });
});
