import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { SplitName } from '../dataset.js';
import { memorySource } from '../sources/memory-source.js';
import { rowsOf } from '../testing/batch-rows.js';
import { expectInputError } from '../testing/input-errors.js';
import { randomBags, writeSvmlight } from '../testing/random-dataset.js';
import { checkSourceLaws } from '../testing/source-laws.js';
import { tempFiles } from '../testing/temp-folder.js';
import { loadSvmlight, streamSvmlight } from './load-svmlight.js';
import type { ExampleFile } from './raw-example.js';
import { streamDataset } from './stream-dataset.js';

const examples = randomBags({ numExamples: 300, numLabels: 9, numFeatures: 30, seed: 5 });

test('every split streams what it is in memory, and keeps the laws of example sources', async () => {
  const { file } = tempFiles({ file: gzipSync(writeSvmlight(examples)) });
  const options = {
    train: file,
    split: { seed: 3, valid: 0.2, test: 0.2 },
    weighting: 'tf-idf',
    normalise: 'l2',
  } as const;
  const inMemory = await loadSvmlight(options);
  const streamed = await streamSvmlight({ ...options, shuffleBuffer: 20 });
  const { splits: _, ...info } = inMemory;
  expect(streamed).toMatchObject(info);
  for (const name of ['train', 'valid', 'test'] as const satisfies SplitName[]) {
    const expected = await rowsOf(memorySource(inMemory.splits[name]).batches({ batchSize: 1000 }));
    await checkSourceLaws(streamed.splits[name], expected);
  }
});

test('a split is read from its own file alone', async () => {
  const files = tempFiles({
    train: writeSvmlight(examples.slice(0, 200)),
    valid: writeSvmlight(examples.slice(200, 240)),
    test: writeSvmlight(examples.slice(240)),
  });
  const inMemory = await loadSvmlight(files);
  const streamed = await streamSvmlight(files);
  expect(streamed.provenance.counts).toMatchObject({ train: 200, valid: 40, test: 60 });
  for (const name of ['train', 'valid', 'test'] as const) {
    const expected = await rowsOf(memorySource(inMemory.splits[name]).batches({ batchSize: 1000 }));
    await checkSourceLaws(streamed.splits[name], expected);
  }
});

test('what is held at any time is bounded by the shuffle buffer, a block and a batch', async () => {
  const blockSize = 10;
  const capacity = 25;
  const batchSize = 8;
  let read = 0;
  let given = 0;
  let most = 0;
  const file: ExampleFile = {
    file: 'memory',
    source: 'test',
    schema: {},
    async *read() {
      read = 0;
      for (let at = 0; at < 3000; at += blockSize) {
        read += blockSize;
        most = Math.max(most, read - given);
        yield examples.slice(at % 300, (at % 300) + blockSize);
      }
    },
  };
  const { splits } = await streamDataset(
    { train: file },
    { split: { valid: 0, test: 0 }, shuffleBuffer: capacity },
  );
  most = 0;
  for await (const { labels } of splits.train.batches({ batchSize, shuffle: { seed: 0, epoch: 0 } }))
    given += labels.numRows;
  expect(given).toBe(3000);
  expect(most).toBeLessThanOrEqual(capacity + blockSize + batchSize);
});

test('a file that is wrong is refused when it is opened', async () => {
  const { file } = tempFiles({ file: `${writeSvmlight(examples)}\n1 1:nan` });
  await expectInputError(() => streamSvmlight({ train: file }), { code: 'not-finite', file, line: 301 });
  await expect(streamSvmlight({ train: file, shuffleBuffer: 0 })).rejects.toThrow(RangeError);
});
