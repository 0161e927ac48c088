import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLabelNames } from './read-label-names.js';
import { expectInputError, succeedsOrRefuses } from './testing/input-errors.js';
import { tempFiles } from './testing/temp-files.js';

test.each<[string, string | Uint8Array, string[]]>([
  ['a.txt', 'cat\ndog\n', ['cat', 'dog']],
  ['a.txt', '\ufeffcat\r\ndog', ['cat', 'dog']],
  ['a.txt', 'a\n\n \na\n', ['a', '', ' ', 'a']],
  ['a.txt', '[PAD]\n[UNK]\n', ['[PAD]', '[UNK]']],
  ['a.txt', '{\n}\n(\n', ['{', '}', '(']],
  ['a.txt.gz', gzipSync('cat\ndog\n'), ['cat', 'dog']],
  ['a.txt', '["cat", "dog"]', ['cat', 'dog']],
  ['a.json', '["cat", "cat", ""]', ['cat', 'cat', '']],
  ['a.json', '{"1": "dog", "0": "cat"}', ['cat', 'dog']],
  ['a.json', '{"dog": 1, "cat": 0}', ['cat', 'dog']],
  ['a.json', '{"1": 0, "0": 1}', ['1', '0']],
  ['a.json', '{"0": "1", "1": "0"}', ['1', '0']],
  ['a.json', '{"__proto__": 0, "x": 1}', ['__proto__', 'x']],
  ['config.json', '{"model": "x", "id2label": {"0": "cat", "1": "dog"}, "label2id": {}}', ['cat', 'dog']],
  ['config.json', '{"label2id": {"cat": 1, "dog": 0}}', ['dog', 'cat']],
])('%s: %j', async (name, content, expected) => {
  expect(await readLabelNames(tempFiles({ [name]: content })[name]!)).toEqual(expected);
});

test.each([
  ['a.txt', '', 'empty-file', 'The file is empty'],
  ['a.json', '{"0": "cat"', 'syntax', 'not JSON'],
  ['a.json', '"cat"', 'syntax', 'has no names'],
  ['a.json', '[]', 'syntax', 'has no names'],
  ['a.json', '{}', 'syntax', 'has no names'],
  ['a.json', '["cat", 5]', 'syntax', 'got "5" as item 1'],
  ['a.json', '{"0": "cat", "2": "dog"}', 'syntax', 'labels 0 to 1 once'],
  ['a.json', '{"cat": 0, "dog": 0}', 'syntax', 'Label 0 has two names, "cat" and "dog"'],
  ['a.json', '{"0": "cat", "00": "dog"}', 'syntax', 'two names'],
  ['a.json', '{"cat": -1}', 'syntax', 'labels 0 to 0'],
  ['a.json', '{"cat": 0.5}', 'syntax', 'labels 0 to 0'],
  ['a.json', '{"cat": 1e300}', 'syntax', 'labels 0 to 0'],
  ['a.json', '{"cat": null}', 'syntax', 'labels 0 to 0'],
  ['a.json', '{"x": "cat"}', 'syntax', '"x"'],
  ['a.json', '{"id2label": []}', 'syntax', 'has no names'],
])('%s: %j is refused', async (name, content, code, message) => {
  const file = tempFiles({ [name]: content })[name]!;
  await expectInputError(() => readLabelNames(file), code, file, message);
});

test('a file that is not there, or not text', async () => {
  const { bytes } = tempFiles({ bytes: Uint8Array.of(0xff, 0xfe, 0) });
  await expectInputError(() => readLabelNames(`${bytes}.none`), 'file-not-found');
  await expectInputError(() => readLabelNames(bytes), 'bad-utf8');
  await expect(readLabelNames(undefined as unknown as string)).rejects.toThrow(TypeError);
});

test('any JSON is read or refused, nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), async (json) => {
      const { 'a.json': file } = tempFiles({ 'a.json': json });
      await succeedsOrRefuses(() => readLabelNames(file));
    }),
    { numRuns: 200 },
  );
});
