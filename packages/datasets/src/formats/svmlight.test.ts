import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError, succeedsOrRefuses } from '../testing/input-errors.js';
import { damages, damageText } from '../testing/mutate.js';
import { type RandomTable, randomTables } from '../testing/random-examples.js';
import { tempFiles } from '../testing/temp-folder.js';
import { openSvmlight, parseSvmlight } from './svmlight.js';

function writeXmc({ labels, values, labelNames, featureNames }: RandomTable, base = 0): string {
  const rows = values.map((row, r) => {
    const features = row.flatMap((value, index) => (value === 0 ? [] : [`${index + base}:${value}`]));
    return `${labels[r]!.join(',')} ${features.join(' ')}`;
  });
  return `${[`${values.length} ${featureNames.length} ${labelNames.length}`, ...rows].join('\n')}\n`;
}

test('what is written is read', () => {
  fc.assert(
    fc.property(randomTables('plain'), fc.constantFrom(0, 1), (table, base) => {
      const text = writeXmc(table, base);
      const { schema, examples } = parseSvmlight(text, { featureBase: base as 0 | 1 });
      expect(schema).toEqual({ numLabels: table.labelNames.length, numFeatures: table.featureNames.length });
      expect(examples.map(({ labels }) => labels)).toEqual(table.labels);
      expect(examples.map(({ line }) => line)).toEqual(table.labels.map((_, row) => row + 2));
      for (const [row, { input }] of examples.entries()) {
        const nonZero = [...table.values[row]!.keys()].filter((index) => table.values[row]![index] !== 0);
        expect(input).toEqual({
          kind: 'sparse',
          indices: Uint32Array.from(nonZero),
          values: Float64Array.from(nonZero, (index) => table.values[row]![index]!),
        });
      }
    }),
  );
});

test('damaged files are read or refused, nothing else', () => {
  fc.assert(
    fc.property(randomTables('plain'), damages(), (table, list) => {
      succeedsOrRefuses(() => parseSvmlight(damageText(writeXmc(table), list)));
    }),
    { numRuns: 300 },
  );
});

test('without a header features count from 1, blank lines are skipped, comments too', () => {
  const text = '# about\n0,2 1:0.5 3:-1e-2  # why\n\n 2:1\n7\n1:4 2:5\n';
  const { schema, examples } = parseSvmlight(text);
  expect(schema).toEqual({});
  expect(examples.map(({ line, labels }) => [line, labels])).toEqual([
    [2, [0, 2]],
    [4, []],
    [5, [7]],
    [6, []],
  ]);
  expect(examples[0]!.input).toEqual({
    kind: 'sparse',
    indices: Uint32Array.of(0, 2),
    values: Float64Array.of(0.5, -0.01),
  });
});

test('with a header a blank line is an example', () => {
  const { examples } = parseSvmlight('2 5 3\n\n1 0:1\n');
  expect(examples.map(({ labels }) => labels)).toEqual([[], [1]]);
});

test('labels may be names, or count from 1', () => {
  expect(parseSvmlight('cat,12 1:1', { labels: 'names' }).examples[0]!.labels).toEqual(['cat', '12']);
  expect(parseSvmlight('1,3 1:1', { labelBase: 1 }).examples[0]!.labels).toEqual([0, 2]);
});

test.each([
  ['an empty file', '', {}, 'empty-file', 1],
  ['a file of comments', '# a\n\n', {}, 'empty-file', 2],
  ['fewer examples than declared', '3 5 3\n1 0:1\n1 0:1\n', {}, 'wrong-count', 3],
  ['more examples than declared', '1 5 3\n1 0:1\n1 0:1\n', {}, 'wrong-count', 3],
  ['NaN', '1 1:1\n1 1:nan\n', {}, 'not-finite', 2],
  ['infinity', '1 1:-Infinity\n', {}, 'not-finite', 1],
  ['a number beyond float32', '1 1:1e99\n', {}, 'not-finite', 1],
  ['a value left out', '1 1:\n', {}, 'bad-number', 1],
  ['a value cut off', '1 1:2 2', {}, 'syntax', 1],
  ['a label twice', '4,4 1:1\n', {}, 'duplicate-label', 1],
  ['a feature twice', '4 3:1 2:1 3:1\n', {}, 'duplicate-feature', 1],
  ['a feature twice in a row', '4 3:1 3:1\n', {}, 'duplicate-feature', 1],
  ['a label out of range', '1 5 3\n3 0:1\n', {}, 'label-out-of-range', 2],
  ['a label below the base', '0 1:1\n', { labelBase: 1 }, 'label-out-of-range', 1],
  ['a feature out of range', '1 5 3\n2 5:1\n', {}, 'feature-out-of-range', 2],
  ['feature 0 in a file that counts from 1', '2 0:1\n', {}, 'feature-out-of-range', 1],
  ['a negative label', '-1 1:1\n', {}, 'bad-number', 1],
  ['a label that is too long for a number', `${'9'.repeat(30)} 1:1\n`, {}, 'bad-number', 1],
  ['an empty label', '1, 1:1\n', {}, 'bad-number', 1],
  ['an empty label name', 'a,,b 1:1\n', { labels: 'names' }, 'syntax', 1],
  ['no header where there should be one', '1 1:1\n', { header: true }, 'syntax', 1],
] as const)('%s is refused', async (_, text, options, code, line) => {
  await expectInputError(() => parseSvmlight(text, { ...options, file: 'a.txt' }), {
    code,
    file: 'a.txt',
    line,
  });
});

test('a hint says how to read features that count from 0', async () => {
  const error = await expectInputError(() => parseSvmlight('2 0:1\n'), { code: 'feature-out-of-range' });
  expect(error.message).toContain('featureBase: 0');
});

test('a file gives the same examples as its text, any number of times', async () => {
  const text = '3 4 2\n0 1:1\n\n0,1 0:2 3:1\n';
  const { file } = tempFiles({ file: text });
  const opened = await openSvmlight(file);
  expect(opened.schema).toEqual({ numLabels: 2, numFeatures: 4 });
  for (let pass = 0; pass < 2; pass++) {
    const read = [];
    for await (const block of opened.read()) read.push(...block);
    expect(read).toEqual(parseSvmlight(text).examples);
  }
});

test('options that cannot be are refused', () => {
  expect(() => parseSvmlight('', { featureBase: 2 as 1 })).toThrow(RangeError);
});
