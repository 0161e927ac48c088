import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError, succeedsOrRefuses } from '../testing/input-errors.js';
import { damages, damageText } from '../testing/mutate.js';
import { type RandomTable, randomTables } from '../testing/random-examples.js';
import { tempFiles } from '../testing/temp-folder.js';
import { openArff, parseArff } from './arff.js';
import { parseLabelXml } from './label-xml.js';

const quoted = (name: string): string => `'${name.replace(/[\\']/g, '\\$&')}'`;

/** The same table as a dense and as a sparse file, labels last. */
function writeArff({ featureNames, labelNames, labels, values }: RandomTable, sparse: boolean): string {
  const header = [
    `@relation ${quoted(`t: -C -${labelNames.length}`)}`,
    ...featureNames.map((name) => `@attribute ${quoted(name)} numeric`),
    ...labelNames.map((name) => `@attribute ${quoted(name)} {0,1}`),
    '@data',
  ];
  const rows = values.map((row, r) => {
    const all = [...row, ...labelNames.map((_, label) => (labels[r]!.includes(label) ? 1 : 0))];
    if (!sparse) return all.join(',');
    return `{${all.flatMap((value, index) => (value === 0 ? [] : [`${index} ${value}`])).join(', ')}}`;
  });
  return `${[...header, ...rows].join('\n')}\n`;
}

test('what is written is read, dense and sparse, whatever the names', () => {
  fc.assert(
    fc.property(randomTables(), fc.boolean(), (table, sparse) => {
      const { schema, examples } = parseArff(writeArff(table, sparse), { inputs: 'dense' });
      expect(schema).toMatchObject({ labelNames: table.labelNames, featureNames: table.featureNames });
      expect(examples.map(({ labels }) => labels)).toEqual(table.labels);
      expect(examples.map(({ input }) => input)).toEqual(
        table.values.map((row) => ({ kind: 'dense', values: Float32Array.from(row) })),
      );
    }),
  );
});

test('damaged files are read or refused, nothing else', () => {
  fc.assert(
    fc.property(randomTables(), fc.boolean(), damages(), (table, sparse, list) => {
      succeedsOrRefuses(() => parseArff(damageText(writeArff(table, sparse), list)));
    }),
    { numRuns: 300 },
  );
});

const meka = `% a comment
@RELATION 'Pets: -C 2 -split-number 10'

@Attribute dog {0,1}   % trailing
@attribute it\\'s {1,0}
@attribute weight REAL
@attribute 'fur colour' {brown, 'dark red'}
@attribute tame {0,1}
@DATA
% rows
1,0,2.5,'dark red',1
{0 1, 2 -1e2}

0 1 0 brown 0
`;

test('MEKA: keywords in any case, comments, labels first, one feature for each value of a nominal attribute', () => {
  const { header, schema, examples } = parseArff(meka, { inputs: 'bag' });
  expect(header).toMatchObject({ relation: 'Pets: -C 2 -split-number 10', mekaLabels: 2 });
  expect(schema.labelNames).toEqual(['dog', "it's"]);
  expect(schema.featureNames).toEqual(['weight', 'fur colour=brown', 'fur colour=dark red', 'tame']);
  expect(examples).toEqual([
    {
      line: 11,
      id: undefined,
      labels: [0],
      input: { kind: 'sparse', indices: [0, 2, 3], values: [2.5, 1, 1] },
    },
    // What a sparse row leaves out has its first declared value: "it's" is 1, the colour brown.
    {
      line: 12,
      id: undefined,
      labels: [0, 1],
      input: { kind: 'sparse', indices: [0, 1], values: [-100, 1] },
    },
    { line: 14, id: undefined, labels: [1], input: { kind: 'sparse', indices: [1], values: [1] } },
  ]);
});

test('MEKA: a negative -C counts from the end', () => {
  const text = "@relation 'x: -C -1'\n@attribute f numeric\n@attribute l {0,1}\n@data\n2,1\n";
  expect(parseArff(text).schema.labelNames).toEqual(['l']);
});

const mulan = `@relation m
@attribute f1 {0,1}
@attribute child {0,1}
@attribute f2 {0,1}
@attribute parent {0,1}
@attribute 'don\\'t' {0,1}
@data
{0 1,1 1,3 1}
{2 1,4 1}
`;

test('Mulan: labels of the XML, numbered as attributes, with their hierarchy; 0/1 features have no values', () => {
  const labelXml = parseLabelXml(
    `<labels><label name="parent"><label name="child"/></label><label name="don\\'t"/></labels>`,
  );
  const { schema, examples } = parseArff(mulan, { labelXml });
  expect(schema).toEqual({
    inputs: 'sparse',
    numLabels: 3,
    labelNames: ['child', 'parent', "don't"],
    labelParents: [1, -1, -1],
    numFeatures: 2,
    featureNames: ['f1', 'f2'],
    binary: true,
  });
  expect(examples.map(({ labels, input }) => [labels, input])).toEqual([
    [[0, 1], { kind: 'sparse', indices: [0] }],
    [[2], { kind: 'sparse', indices: [1] }],
  ]);
});

test('texts and ids: string attributes', () => {
  const text = `@relation t\n@attribute id string\n@attribute body string\n@attribute day date 'yyyy'\n@attribute l {0,1}\n@data\n7,'a b',2020,1\n`;
  const columns = { labels: ['l'], idAttribute: 'id', textAttribute: 'body', ignoreAttributes: ['day'] };
  expect(parseArff(text, columns).examples).toEqual([
    { line: 7, id: '7', labels: [0], input: { kind: 'text', text: 'a b' } },
  ]);
});

test('missing feature values are refused, or zero where that is asked for', async () => {
  const text = `@relation t\n@attribute f numeric\n@attribute l {0,1}\n@data\n?,1\n`;
  const columns = { labels: { last: 1 } };
  await expectInputError(() => parseArff(text, columns), { code: 'missing-value', line: 5 });
  expect(parseArff(text, { ...columns, missing: 'zero' }).examples[0]!.input).toMatchObject({
    values: Float32Array.of(0),
  });
  const label = text.replace('?,1', '1,?');
  await expectInputError(() => parseArff(label, { ...columns, missing: 'zero' }), {
    code: 'missing-value',
    line: 5,
  });
});

const start = '@relation t\n@attribute f numeric\n@attribute g {0,1}\n@attribute l {0,1}\n@data\n';
test.each([
  ['an empty file', '', 'empty-file', 1],
  ['a file cut off before its data', start.slice(0, 51), 'truncated', 3],
  ['a file without examples', start, 'empty-file', 5],
  ['a row with too few values', `${start}1,0\n`, 'wrong-count', 6],
  ['a row with too many values', `${start}1,0,1,1\n`, 'wrong-count', 6],
  ['a value left out', `${start}1,,1,1\n`, 'syntax', 6],
  ['NaN', `${start}1,0,1\nNaN,0,1\n`, 'not-finite', 7],
  ['infinity', `${start}-inf,0,1\n`, 'not-finite', 6],
  ['a number beyond float32', `${start}1e39,0,1\n`, 'not-finite', 6],
  ['a hexadecimal number', `${start}0x10,0,1\n`, 'bad-number', 6],
  ['a label that is not 0 or 1', `${start}1,0,2\n`, 'bad-number', 6],
  ['a value that is not declared', `${start}1,yes,1\n`, 'bad-number', 6],
  ['an attribute number out of range', `${start}{3 1}\n`, 'feature-out-of-range', 6],
  ['an attribute number that is none', `${start}{-1 1}\n`, 'bad-number', 6],
  ['a label twice in a sparse row', `${start}{2 1,2 1}\n`, 'duplicate-label', 6],
  ['a feature twice in a sparse row', `${start}{0 1,0 2}\n`, 'duplicate-feature', 6],
  ['a sparse row cut off', `${start}{0 1, 2`, 'syntax', 6],
  ['a sparse row without its end', `${start}{0 1, 2 1`, 'syntax', 6],
  ['a weight behind a row', `${start}1,0,1,{5}\n`, 'unsupported', 6],
  ['a weight behind a sparse row', `${start}{0 1},{5}\n`, 'unsupported', 6],
  ['a quote that is not closed', `${start}'1,0,1\n`, 'syntax', 6],
  [
    'an attribute declared twice',
    `@relation t\n@attribute a numeric\n@attribute A numeric\n@attribute a real\n@data\n1`,
    'duplicate-name',
    4,
  ],
  ['a value declared twice', '@relation t\n@attribute a {0,1,0}\n@data\n', 'duplicate-name', 2],
  ['an attribute without a type', '@relation t\n@attribute a\n@data\n', 'syntax', 2],
  ['an unknown type', '@relation t\n@attribute a float\n@data\n', 'syntax', 2],
  ['a relational attribute', '@relation t\n@attribute a relational\n@data\n', 'unsupported', 2],
  ['values not closed', '@relation t\n@attribute a {0,1\n@data\n', 'syntax', 2],
  ['something else in the header', '@relation t\nhello\n@data\n', 'syntax', 2],
  ['data without a relation', '@attribute a numeric\n@data\n', 'syntax', 2],
  ['a second relation', '@relation a\n@relation b\n', 'syntax', 2],
] as const)('%s is refused', async (_, text, code, line) => {
  await expectInputError(() => parseArff(text, { labels: ['l'], file: 'a.arff' }), {
    code,
    file: 'a.arff',
    line,
  });
});

test('labels that are not declared, not there, or not 0/1 are refused', async () => {
  const text = `${start}1,0,1\n`;
  await expectInputError(() => parseArff(text), { code: 'missing-labels' });
  await expectInputError(() => parseArff(text, { labels: ['x'] }), { code: 'unknown-name' });
  await expectInputError(() => parseArff(text, { labels: { first: 4 } }), { code: 'wrong-count' });
  const words = '@relation t\n@attribute f numeric\n@attribute l {no,yes}\n@data\n1,yes';
  await expectInputError(() => parseArff(words, { labels: ['l'] }), { code: 'unsupported', line: 3 });
});

test('a label XML that names something else is refused with its own line', async () => {
  const files = tempFiles({
    'a.arff': mulan,
    'l.xml': '<labels>\n<label name="child"/>\n<label name="nobody"/></labels>',
  });
  const open = () => openArff(files['a.arff'], { labelsXml: files['l.xml'] });
  await expectInputError(open, { code: 'unknown-name', file: files['l.xml'], line: 3 });
});

test('a file gives the same examples as its text, any number of times', async () => {
  const { file } = tempFiles({ file: meka });
  const opened = await openArff(file, { inputs: 'bag' });
  const { schema, examples } = parseArff(meka, { inputs: 'bag' });
  expect(opened.schema).toEqual(schema);
  for (let pass = 0; pass < 2; pass++) {
    const read = [];
    for await (const block of opened.read()) read.push(...block);
    expect(read).toEqual(examples);
  }
});
