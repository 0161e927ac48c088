import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-folder.js';
import type { TextCorpusOptions } from './corpus-options.js';
import { readTextCorpus } from './read-text-corpus.js';
import type { TextCorpus } from './text-corpus.js';

const small = {
  'train.txt': ' the cat sat \n the <unk> sat on the mat \n\n',
  'valid.txt': 'the dog sat',
  'test.txt': ' a cat \n',
};

/** The tokens of a part as text again. */
function textOf({ vocabulary, parts }: TextCorpus, part: 'train' | 'valid' | 'test'): string {
  return Array.from(parts[part], (token) => vocabulary[token]).join(' ');
}

describe('readTextCorpus', () => {
  it('reads a folder in the format of the Penn Treebank', async () => {
    const folder = dirname(tempFiles(small)['train.txt']);
    const corpus = await readTextCorpus({ folder });
    // By count: <eos> and the 3 times, sat twice, the others once.
    expect(corpus.vocabulary).toEqual(['<eos>', 'the', 'sat', '<unk>', 'cat', 'mat', 'on']);
    expect(corpus).toMatchObject({ unit: 'word', endOfLine: 0, unknown: 3 });
    expect(corpus.parts.train).toEqual(Int32Array.of(1, 4, 2, 0, 1, 3, 2, 6, 1, 5, 0, 0));
    expect(textOf(corpus, 'valid')).toBe('the <unk> sat <eos>');
    expect(textOf(corpus, 'test')).toBe('<unk> cat <eos>');
    expect(corpus.counts).toEqual({
      train: { lines: 3, tokens: 12, types: 7, unknownTokens: 1, unknownShare: 1 / 12, replacedTokens: 0 },
      valid: { lines: 1, tokens: 4, types: 4, unknownTokens: 1, unknownShare: 1 / 4, replacedTokens: 1 },
      test: { lines: 1, tokens: 3, types: 3, unknownTokens: 1, unknownShare: 1 / 3, replacedTokens: 1 },
    });
    expect(corpus.files).toEqual(['train', 'valid', 'test'].map((part) => `${folder}/${part}.txt`));
    expect(corpus.options).toEqual({
      unit: 'word',
      endOfLine: '<eos>',
      unknown: '<unk>',
      vocabularyFrom: 'train',
      minCount: 1,
    });
  });

  it('limits the vocabulary, and keeps the end of line and the unknown token whatever the limits', async () => {
    const files = tempFiles({ ...small, 'train.txt': 'b b b a a a\nc c\n', 'valid.txt': 'a b c d\n' });
    const read = (options: TextCorpusOptions): Promise<TextCorpus> =>
      readTextCorpus({ folder: dirname(files['train.txt']), ...options });
    expect((await read({})).vocabulary).toEqual(['a', 'b', '<eos>', 'c', '<unk>']);
    expect((await read({ vocabulary: { minCount: 3 } })).vocabulary).toEqual(['a', 'b', '<eos>', '<unk>']);
    const tight = await read({ vocabulary: { maxSize: 3 } });
    expect(tight.vocabulary).toEqual(['a', '<eos>', '<unk>']);
    expect(tight.options).toMatchObject({ minCount: 1, maxSize: 3 });
    expect(textOf(tight, 'train')).toBe('<unk> <unk> <unk> a a a <eos> <unk> <unk> <eos>');
    expect(tight.counts.train).toMatchObject({ types: 4, unknownTokens: 5, unknownShare: 0.5 });
    const all = await read({ vocabularyFrom: 'all' });
    expect(all.vocabulary).toEqual(['a', '<eos>', 'b', 'c', 'cat', 'd']);
    expect('unknown' in all).toBe(false);
    expect(textOf(all, 'test')).toBe('a cat <eos>');
    expect((await read({ vocabularyFrom: 'all', vocabulary: { maxSize: 4 } })).unknown).toBe(3);
  });

  it('takes the tokens for line ends and unknown words as told', async () => {
    const folder = dirname(tempFiles(small)['train.txt']);
    const plain = await readTextCorpus({ folder, endOfLine: false, unknown: '?' });
    expect('endOfLine' in plain).toBe(false);
    expect(textOf(plain, 'train')).toBe('the cat sat the <unk> sat on the mat');
    expect(textOf(plain, 'valid')).toBe('the ? sat');
    const named = await readTextCorpus({ folder, endOfLine: '</s>' });
    expect(textOf(named, 'test')).toBe('<unk> cat </s>');
  });

  it('reads characters, which are code points, with line ends as they are', async () => {
    const files = tempFiles({ 'input.txt': 'ab😀\r\n\nb a\nab\n' });
    const corpus = await readTextCorpus({
      train: files['input.txt'],
      shares: { valid: 0.25, test: 0.25 },
      unit: 'character',
      vocabularyFrom: 'all',
    });
    expect(corpus.vocabulary).toEqual(['\n', 'a', 'b', ' ', '😀']);
    expect(textOf(corpus, 'train')).toBe('a b 😀 \n \n');
    expect(textOf(corpus, 'valid')).toBe('b   a \n');
    expect(textOf(corpus, 'test')).toBe('a b \n');
    expect(corpus.counts.train).toMatchObject({ lines: 2, tokens: 5, types: 4, unknownTokens: 0 });
    expect(corpus.files).toEqual([files['input.txt']]);
  });

  it('cuts parts off one file as running text, nothing lost and nothing twice', async () => {
    const line = fc.array(fc.constantFrom('a', 'b', 'é', '<unk>'), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 10, maxLength: 40 }),
        fc.double({ min: 0.1, max: 0.4, noNaN: true }),
        fc.double({ min: 0.1, max: 0.4, noNaN: true }),
        async (lines, valid, test) => {
          const files = tempFiles({ text: lines.map((words) => words.join(' ')).join('\n') });
          const corpus = await readTextCorpus({ train: files.text, shares: { valid, test } });
          const parts = ['train', 'valid', 'test'] as const;
          const { train, ...cut } = corpus.counts;
          expect(cut.valid.lines).toBe(Math.round(valid * lines.length));
          expect(cut.test.lines).toBe(Math.round(test * lines.length));
          expect(train.lines + cut.valid.lines + cut.test.lines).toBe(lines.length);
          const whole = await readTextCorpus({ train: files.text, valid: files.text, test: files.text });
          const known = new Set<string>(lines.slice(0, train.lines).flat());
          expect(parts.map((part) => textOf(corpus, part)).join(' ')).toBe(
            textOf(whole, 'train')
              .split(' ')
              .map((word) => (word === '<eos>' || known.has(word) ? word : '<unk>'))
              .join(' '),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('takes single files, gzipped ones too, in place of those of the folder', async () => {
    const files = tempFiles({ ...small, 'other.gz': gzipSync('mat sat\n') });
    const folder = dirname(files['train.txt']);
    expect(textOf(await readTextCorpus({ folder, test: files['other.gz'] }), 'test')).toBe('mat sat <eos>');
    const noValid = tempFiles({ 'train.txt': 'a\nb\nc\nd\n', 'test.txt': 'a\n' });
    const corpus = await readTextCorpus({ folder: dirname(noValid['train.txt']), shares: { valid: 0.25 } });
    expect([corpus.counts.train.lines, corpus.counts.valid.lines]).toEqual([3, 1]);
  });

  it('keeps order and numbers over pieces of a long text', async () => {
    const random = (i: number): number => (Math.imul(i, 2654435761) >>> 0) % 50;
    const words = Array.from({ length: 1_300_000 }, (_, i) => `w${random(i)}`);
    const lines: string[] = [];
    for (let i = 0; i < words.length; i += 1000) lines.push(words.slice(i, i + 1000).join(' '));
    const files = tempFiles({ text: lines.join('\n') });
    const corpus = await readTextCorpus({
      train: files.text,
      shares: { valid: 0.1, test: 0.1 },
      endOfLine: false,
    });
    const tokens = [...corpus.parts.train, ...corpus.parts.valid, ...corpus.parts.test];
    expect(tokens.length).toBe(words.length);
    expect(tokens.findIndex((token, i) => corpus.vocabulary[token] !== words[i])).toBe(-1);
    expect(corpus.counts.train.tokens).toBe(1_040_000);
  });

  it('says which file and line is wrong', async () => {
    const files = tempFiles({
      ...small,
      'blank.txt': '\n \n\n',
      'empty.txt': '',
      'latin.txt': Buffer.concat([Buffer.from('fine\n'), Uint8Array.of(0xe9, 0x0a)]),
      'two.txt': 'a\nb\n',
    });
    const folder = dirname(files['train.txt']);
    const fails = (options: TextCorpusOptions, expected: Parameters<typeof expectInputError>[1]) =>
      expectInputError(() => readTextCorpus({ folder, ...options }), expected);
    await fails({ train: files['blank.txt'] }, { code: 'empty-file', file: files['blank.txt'], line: 3 });
    await fails({ valid: files['empty.txt'] }, { code: 'empty-file', file: files['empty.txt'], line: 1 });
    await fails({ test: files['latin.txt'] }, { code: 'bad-utf8', file: files['latin.txt'], line: 2 });
    await fails({ test: `${folder}/none` }, { code: 'file-not-found', file: `${folder}/none` });
    await fails({ folder: `${folder}/none` }, { code: 'file-not-found', file: `${folder}/none` });
    const file = await fails(
      { folder: files['two.txt'] },
      { code: 'file-not-found', file: files['two.txt'] },
    );
    expect(file.message).toMatch(/this is a file. Give a single file as train, with shares\./);
    const short = await fails(
      { train: files['two.txt'], shares: { valid: 0.2 } },
      { code: 'wrong-count', file: files['two.txt'] },
    );
    expect(short.message).toMatch(/has 2 lines, too few to cut it by shares: none is left for valid\./);
    const onlyTest = dirname(tempFiles({ 'train.txt': 'a\n', 'test.txt': 'a\n' })['test.txt']);
    const missing = await fails(
      { folder: onlyTest },
      { code: 'file-not-found', file: `${onlyTest}/valid.txt` },
    );
    expect(missing.message).toMatch(/A corpus folder has train\.txt, valid\.txt and test\.txt/);
  });

  it('refuses options that are none', async () => {
    const train = tempFiles({ text: 'a\nb\nc\n' }).text;
    const refuses = (options: object, error: typeof RangeError | RegExp): Promise<void> =>
      expect(
        readTextCorpus({ train, shares: { valid: 0.3, test: 0.3 }, ...options } as TextCorpusOptions),
      ).rejects.toThrow(error);
    await refuses({ train: undefined }, /expected folder, or train/);
    await refuses({ train: 5 }, TypeError);
    await refuses({ valid: train }, /valid is a file and has a share/);
    await refuses(
      { shares: { valid: 0.3 } },
      /there is no test part; expected its file as test, or its share/,
    );
    await refuses({ shares: { valid: 0.3, test: 1 } }, /shares\.test must be a number in \(0, 1\), got 1/);
    await refuses({ shares: { valid: 0.5, test: 0.5 } }, /must add up to less than 1/);
    await refuses({ unit: 'byte' }, /unit must be 'word' or 'character', got "byte"/);
    await refuses({ vocabularyFrom: 'test' }, RangeError);
    await refuses({ vocabulary: { minCount: 0 } }, RangeError);
    await refuses({ vocabulary: { maxSize: 1 } }, /maxSize must be at least 2/);
    await refuses({ endOfLine: '' }, RangeError);
    await refuses({ endOfLine: '<unk>' }, /must differ/);
    await refuses({ unknown: false }, TypeError);
    await expect(readTextCorpus(undefined as never)).rejects.toThrow(TypeError);
  });

  it('stops when told to', async () => {
    const train = tempFiles({ text: 'a\nb\nc\n' }).text;
    const signal = AbortSignal.abort();
    await expect(readTextCorpus({ train, valid: train, test: train, signal })).rejects.toThrow(/abort/i);
  });
});
