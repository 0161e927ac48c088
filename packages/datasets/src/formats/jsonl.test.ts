import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError, inputErrorOf, succeedsOrRefuses } from '../testing/input-errors.js';
import { damages, damageText } from '../testing/mutate.js';
import { randomTables } from '../testing/random-examples.js';
import { tempFiles } from '../testing/temp-folder.js';
import { openJsonl, parseJsonl } from './jsonl.js';

test('texts, joined from several fields, with ids', () => {
  const text = '{"t":"a","b":"c","tags":["x"],"key":7}\n\n{"t":"","b":"d","tags":[],"key":"k"}\n';
  expect(parseJsonl(text, { text: ['t', 'b'], labels: 'tags', id: 'key' })).toEqual([
    { line: 1, id: '7', labels: ['x'], input: { kind: 'text', text: 'a c' } },
    { line: 3, id: 'k', labels: [], input: { kind: 'text', text: ' d' } },
  ]);
});

test('features: dense, named, numbered; labels: names or numbers', () => {
  const text =
    '{"labels":[3,1],"f":[0.5,1]}\n{"labels":"one","f":{"a":2,"__proto__":1}}\n{"labels":[],"f":{"indices":[4,2],"values":[1,2.5]}}\n';
  expect(parseJsonl(text, { features: 'f' })).toEqual([
    { line: 1, labels: [3, 1], input: { kind: 'dense', values: [0.5, 1] } },
    { line: 2, labels: ['one'], input: { kind: 'named', names: ['a', '__proto__'], values: [2, 1] } },
    { line: 3, labels: [], input: { kind: 'sparse', indices: [4, 2], values: [1, 2.5] } },
  ]);
});

test('what is written is read, and damaged files are read or refused', () => {
  fc.assert(
    fc.property(randomTables(), damages(), (table, list) => {
      const text = table.values
        .map((row, r) =>
          JSON.stringify({ f: row, labels: table.labels[r]!.map((label) => table.labelNames[label]) }),
        )
        .join('\r\n');
      const examples = parseJsonl(text, { features: 'f' });
      expect(examples.map(({ input }) => input)).toEqual(
        table.values.map((values) => ({ kind: 'dense', values })),
      );
      expect(examples.map(({ labels }) => labels)).toEqual(
        table.labels.map((labels) => labels.map((label) => table.labelNames[label])),
      );
      succeedsOrRefuses(() => parseJsonl(damageText(text, list), { features: 'f' }));
    }),
    { numRuns: 300 },
  );
});

const fine = '{"text":"a","labels":[]}\n';
test.each([
  ['an empty file', '', {}, 'empty-file', 1],
  ['a line that is not JSON', `${fine}hello\n`, {}, 'syntax', 2],
  ['a line cut off', `${fine}{"text":"a","lab`, {}, 'syntax', 2],
  ['NaN', '{"f":[NaN],"labels":[]}', { features: 'f' }, 'syntax', 1],
  ['a number beyond float32', '{"f":[1e40],"labels":[]}', { features: 'f' }, 'not-finite', 1],
  ['a number beyond float64', '{"f":{"a":1e999},"labels":[]}', { features: 'f' }, 'not-finite', 1],
  ['a value that is not a number', '{"f":[1,null],"labels":[]}', { features: 'f' }, 'bad-number', 1],
  ['a list instead of an object', `${fine}[1]\n`, {}, 'syntax', 2],
  ['null', 'null\n', {}, 'syntax', 1],
  ['no text', '{"labels":[]}\n', {}, 'missing-field', 1],
  ['no labels', '{"text":""}\n', {}, 'missing-field', 1],
  ['inherited fields', '{"labels":[]}\n', { text: 'toString' }, 'missing-field', 1],
  ['a text that is none', '{"text":1,"labels":[]}\n', {}, 'syntax', 1],
  ['an id that is none', '{"text":"","labels":[],"id":[1]}\n', { id: 'id' }, 'syntax', 1],
  ['a label twice', '{"text":"","labels":[2,2]}\n', {}, 'duplicate-label', 1],
  ['a negative label', '{"text":"","labels":[-2]}\n', {}, 'syntax', 1],
  ['names and numbers together', '{"text":"","labels":["a",1]}\n', {}, 'syntax', 1],
  ['features that are none', '{"f":"x","labels":[]}', { features: 'f' }, 'syntax', 1],
  [
    'a feature twice',
    '{"f":{"indices":[1,1],"values":[1,1]},"labels":[]}',
    { features: 'f' },
    'duplicate-feature',
    1,
  ],
  [
    'more values than indices',
    '{"f":{"indices":[1],"values":[1,1]},"labels":[]}',
    { features: 'f' },
    'wrong-count',
    1,
  ],
  [
    'a feature number that is none',
    '{"f":{"indices":[1.5],"values":[1]},"labels":[]}',
    { features: 'f' },
    'feature-out-of-range',
    1,
  ],
] as const)('%s is refused', async (_, text, options, code, line) => {
  const { file } = tempFiles({ file: text });
  await expectInputError(() => parseJsonl(text, { ...options, file: 'f' }), { code, file: 'f', line });
  await expectInputError(() => openJsonl(file, options).read(), { code, file, line });
});

test('JSON that nests without end is refused before it is parsed; brackets in texts do not nest', async () => {
  for (const text of ['['.repeat(1_000_000), '{"a":'.repeat(2000), `${'["'.repeat(1001)}`]) {
    await inputErrorOf(() => parseJsonl(text));
  }
  const deep = await expectInputError(() => parseJsonl('['.repeat(1001)), { code: 'syntax', line: 1 });
  expect(deep.message).toContain('nested');
  const long = `${'[]{}'.repeat(500)}\\"${'['.repeat(5000)}`;
  const [example] = parseJsonl(JSON.stringify({ text: long, labels: [], more: Array(2000).fill([[]]) }));
  expect(example!.input).toEqual({ kind: 'text', text: long });
});

test('text and features together are refused', () => {
  expect(() => openJsonl('f', { text: 'a', features: 'b' })).toThrow(RangeError);
});
