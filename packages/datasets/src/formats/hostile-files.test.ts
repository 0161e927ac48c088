import { truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadArff } from '../loading/load-arff.js';
import { loadCsv } from '../loading/load-csv.js';
import { loadFastText } from '../loading/load-fasttext.js';
import { loadJsonl } from '../loading/load-jsonl.js';
import { loadSvmlight } from '../loading/load-svmlight.js';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-folder.js';
import { readLabelNames } from './label-names.js';
import { readLabelSets } from './label-sets.js';
import { readNumpyMatrix } from './read-numpy.js';

const csv = { textColumns: ['t'], labelColumn: 'l' };
const readers: [string, string, (file: string) => Promise<unknown>][] = [
  [
    'ARFF',
    "@relation 'x: -C 1'\n@attribute l {0,1}\n@attribute f numeric\n@data\n1,1\n",
    (train) => loadArff({ train }),
  ],
  ['svmlight', '1 1:1\n', (train) => loadSvmlight({ train })],
  ['fastText', '__label__a b\n', (train) => loadFastText({ train })],
  ['JSON lines', '{"text":"a","labels":["b"]}\n', (train) => loadJsonl({ train })],
  ['CSV', 't,l\na,b\n', (train) => loadCsv({ train, ...csv })],
  ['label sets', '[1]\n', (file) => readLabelSets(file, { numLabels: 3 })],
  ['label names', 'a\n', (file) => readLabelNames(file)],
];

test.each(readers)(
  '%s: a line of 1 GiB is refused with its line, in bounded memory',
  async (_, start, read) => {
    const { file } = tempFiles({ file: start });
    // A hole in the file: a gibibyte of zero bytes without a line end, which takes no disk.
    truncateSync(file, 2 ** 30);
    const before = process.memoryUsage().arrayBuffers;
    await expectInputError(() => read(file), { code: 'line-too-long', file, line: start.split('\n').length });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 28);
  },
);

test.each(readers)(
  '%s: no file, a folder, an empty file and other bytes are refused',
  async (_, start, read) => {
    const { file, empty, bytes } = tempFiles({
      file: start,
      empty: '',
      bytes: Buffer.concat([Buffer.from(start), Buffer.from([0xc3, 0x28, 0x0a])]),
    });
    await expectInputError(() => read(`${file}.none`), { code: 'file-not-found', file: `${file}.none` });
    await expectInputError(() => read(file.replace(/[^/\\]+$/, '')), { code: 'is-a-folder' });
    await expectInputError(() => read(empty), { code: 'empty-file', file: empty, line: 1 });
    await expectInputError(() => read(bytes), {
      code: 'bad-utf8',
      file: bytes,
      line: start.split('\n').length,
    });
  },
);

test('a gibibyte that is no NumPy file is refused after its first bytes', async () => {
  const { file } = tempFiles({ file: 'hello' });
  truncateSync(file, 2 ** 30);
  const before = process.memoryUsage().arrayBuffers;
  await expectInputError(() => readNumpyMatrix(file), { code: 'syntax', file });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
});

test('a label XML of a gibibyte is refused', async () => {
  const { xml, arff } = tempFiles({ xml: '<labels>', arff: readers[0]![1] });
  truncateSync(xml, 2 ** 30);
  await expectInputError(() => loadArff({ train: arff, labelsXml: xml }), {
    code: 'file-too-large',
    file: xml,
  });
});
