import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError, inputErrorOf, succeedsOrRefuses } from '../testing/input-errors.js';
import { damages, damageText } from '../testing/mutate.js';
import { randomTables } from '../testing/random-examples.js';
import { tempFiles } from '../testing/temp-folder.js';
import { openCsv, parseCsv } from './csv.js';

async function readAll(file: string, options: Parameters<typeof openCsv>[1]): Promise<unknown[]> {
  const examples = [];
  for await (const block of (await openCsv(file, options)).read()) examples.push(...block);
  return examples;
}

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;

test('one column with all labels, texts from several columns, ids; rows that span lines', async () => {
  const text = 'id,title,tags,body\n1,"a ""b""",x; y ;z,"two\nlines"\n\n2,c,,d\n';
  const options = { labelColumn: 'tags', textColumns: ['title', 'body'], idColumn: 'id' };
  const expected = [
    { line: 2, id: '1', labels: ['x', 'y', 'z'], input: { kind: 'text', text: 'a "b" two\nlines' } },
    { line: 5, id: '2', labels: [], input: { kind: 'text', text: 'c d' } },
  ];
  expect(parseCsv(text, options)).toEqual({ schema: {}, examples: expected });
  const { file } = tempFiles({ file: text });
  expect(await readAll(file, options)).toEqual(expected);
});

test('a column for each label, the rest are features', () => {
  const { schema, examples } = parseCsv('a;l1;b;l2\n1.5;0;-2;1\n 3 ;1;4e1;1\n', {
    delimiter: ';',
    labelColumns: ['l1', 'l2'],
    featureColumns: 'rest',
  });
  expect(schema).toEqual({
    numLabels: 2,
    labelNames: ['l1', 'l2'],
    numFeatures: 2,
    featureNames: ['a', 'b'],
  });
  expect(examples.map(({ labels, input }) => [labels, input])).toEqual([
    [[1], { kind: 'dense', values: [1.5, -2] }],
    [[0, 1], { kind: 'dense', values: [3, 40] }],
  ]);
});

test('without a header columns go by number; labels as numbers, JSON or Python lists', () => {
  const parse = (labels: string, more: object) =>
    parseCsv(`0,${quoted(labels)}\n`, { header: false, labelColumn: '1', textColumns: ['0'], ...more })
      .examples[0]!.labels;
  expect(parse('3|1', { labels: 'ids', labelSeparator: '|' })).toEqual([3, 1]);
  expect(parse('["a;b","c"]', { labelSyntax: 'json' })).toEqual(['a;b', 'c']);
  expect(parse('[4]', { labelSyntax: 'json', labels: 'ids' })).toEqual([4]);
  expect(parse(`['a, b', "it's", 'say \\'x\\'']`, { labelSyntax: 'python' })).toEqual([
    'a, b',
    "it's",
    "say 'x'",
  ]);
  expect(parse('[]', { labelSyntax: 'python' })).toEqual([]);
});

test('what is written is read, and damaged files are read or refused', () => {
  fc.assert(
    fc.property(randomTables(), damages(), (table, list) => {
      const { featureNames, labelNames, labels, values } = table;
      const header = [...featureNames, ...labelNames].map(quoted).join(',');
      const rows = values.map((row, r) => [
        ...row,
        ...labelNames.map((_, label) => (labels[r]!.includes(label) ? 1 : 0)),
      ]);
      const text = [header, ...rows.map((row) => row.join(','))].join('\n');
      const options = { labelColumns: labelNames, featureColumns: 'rest' } as const;
      const { schema, examples } = parseCsv(text, options);
      expect(schema.featureNames).toEqual(featureNames);
      expect(examples.map((example) => [example.labels, example.input])).toEqual(
        values.map((row, r) => [labels[r], { kind: 'dense', values: row }]),
      );
      succeedsOrRefuses(() => parseCsv(damageText(text, list), options));
    }),
    { numRuns: 300 },
  );
});

const numbers = { labelColumn: 'l', featureColumns: ['f'] } as const;
test.each([
  ['an empty file', '', numbers, 'empty-file', 1],
  ['a header alone', 'f,l\n', numbers, 'empty-file', 1],
  ['too few fields', 'f,l\n1,a\n2\n', numbers, 'wrong-count', 3],
  ['too many fields', 'f,l\n1,a,b\n', numbers, 'wrong-count', 2],
  ['NaN', 'f,l\n1,a\nnan,a\n', numbers, 'not-finite', 3],
  ['a word for a number', 'f,l\n1x,a\n', numbers, 'bad-number', 2],
  ['a missing number', 'f,l\n,a\n', numbers, 'missing-value', 2],
  ['a label twice', 'f,l\n\n1,a;b;a\n', numbers, 'duplicate-label', 3],
  ['a column twice', 'f,l,f\n1,a,1\n', numbers, 'duplicate-name', 1],
  ['a column that is not there', 'g,l\n1,a\n', numbers, 'unknown-name', 1],
  ['a quote never closed', 'f,l\n1,a\n2,"a\n3,b\n', numbers, 'truncated', 3],
  ['a quote inside a field', 'f,l\n1,a"b\n', numbers, 'syntax', 2],
  ['text behind a quote', 'f,l\n1,"a"b\n', numbers, 'syntax', 2],
  [
    'a label column that is not 0 or 1',
    'f,l\n1,2\n',
    { labelColumns: ['l'], featureColumns: ['f'] },
    'bad-number',
    2,
  ],
  ['an empty label column', 'f,l\n1,\n', { labelColumns: ['l'], featureColumns: ['f'] }, 'missing-value', 2],
  ['labels that are not JSON', 'f,l\n1,[a\n', { ...numbers, labelSyntax: 'json' }, 'syntax', 2],
  ['labels that are not names', 'f,l\n1,[1]\n', { ...numbers, labelSyntax: 'json' }, 'syntax', 2],
  [
    'labels that are not a Python list',
    `f,l\n1,"['a' 'b']"\n`,
    { ...numbers, labelSyntax: 'python' },
    'syntax',
    2,
  ],
  ['labels that are not numbers', 'f,l\n1,a\n', { ...numbers, labels: 'ids' }, 'bad-number', 2],
] as const)('%s is refused', async (_, text, options, code, line) => {
  const { file } = tempFiles({ file: text });
  await expectInputError(() => parseCsv(text, { ...options, file: 'f' }), { code, file: 'f', line });
  await expectInputError(() => readAll(file, options), { code, file, line });
});

test('a row without an end is refused at the limit', async () => {
  const { file } = tempFiles({ file: `f,l\n1,"${'a\n'.repeat(50_000)}` });
  await expectInputError(() => readAll(file, { ...numbers, maxLineBytes: 10_000 }), {
    code: 'line-too-long',
    file,
    line: 2,
  });
});

test('what is wrong with the file itself comes through', async () => {
  const { file } = tempFiles({ file: Buffer.from([...Buffer.from('f,l\n1,a\n'), 0xff, 0x0a]) });
  await expectInputError(() => readAll(file, numbers), { code: 'bad-utf8', file, line: 3 });
  expect((await inputErrorOf(() => readAll(`${file}.none`, numbers))).code).toBe('file-not-found');
});

test('options that contradict each other are refused', () => {
  const parse = (options: object) => () => parseCsv('a,b\n', options);
  expect(parse({ textColumns: ['a'] })).toThrow(RangeError);
  expect(parse({ labelColumn: 'a' })).toThrow(RangeError);
  expect(parse({ labelColumn: 'a', labelColumns: ['b'], textColumns: ['a'] })).toThrow(RangeError);
  expect(parse({ labelColumn: 'a', textColumns: ['b'], delimiter: '::' })).toThrow(RangeError);
  expect(parse({ labelColumns: ['a', 'a'], textColumns: ['b'] })).toThrow(RangeError);
});
