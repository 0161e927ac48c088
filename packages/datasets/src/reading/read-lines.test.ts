import { closeSync, openSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-folder.js';
import { type LineBlock, linesOf, readLines, splitLines } from './read-lines.js';

async function collect(blocks: AsyncIterable<LineBlock>): Promise<string[]> {
  const all: string[] = [];
  for await (const { firstLine, lines } of blocks) {
    expect(firstLine).toBe(all.length + 1);
    all.push(...lines);
  }
  return all;
}

function chunksOf(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

test('lines do not depend on how the bytes are cut, and are those of the text in memory', async () => {
  const texts = fc
    .array(fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r\n', '😀', '\r', ' ') }))
    .map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(
      texts,
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      async (text, sizes) => {
        const chunks = chunksOf(new TextEncoder().encode(text), sizes);
        expect(await collect(splitLines(chunks, {}))).toEqual(linesOf(text));
      },
    ),
  );
});

test('line ends and the byte order mark are dropped; a last line needs no line end', () => {
  expect(linesOf('\ufeffa\r\n\nb\r\r\nc')).toEqual(['a', '', 'b', 'c']);
  expect(linesOf('a\n')).toEqual(['a']);
  expect(linesOf('')).toEqual([]);
});

test('an endless line is refused as soon as it is too long, without holding it', async () => {
  let given = 0;
  function* endless(): Generator<Uint8Array> {
    yield new TextEncoder().encode('fine\nstill fine\n');
    for (;;) {
      given += 1000;
      if (given > 1_000_000) throw new Error('the line was not refused');
      yield new Uint8Array(1000).fill(0x61);
    }
  }
  const run = () => collect(splitLines(endless(), { file: 'f.txt', maxLineBytes: 10_000 }));
  const error = await expectInputError(run, { code: 'line-too-long', file: 'f.txt', line: 3 });
  expect(error.message).toContain('10,000 bytes');
  expect(given).toBeLessThanOrEqual(11_000);
});

test('a long line is found wherever the chunks end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      async (lengths, sizes) => {
        const chunks = chunksOf(
          new TextEncoder().encode(lengths.map((length) => 'x'.repeat(length)).join('\n')),
          sizes,
        );
        const tooLong = lengths.findIndex((length) => length > 10);
        const run = () => collect(splitLines(chunks, { maxLineBytes: 10 }));
        if (tooLong < 0) await run();
        else await expectInputError(run, { code: 'line-too-long', line: tooLong + 1 });
      },
    ),
  );
});

test('a real line of 1 GiB is refused after the limit', async () => {
  const { big } = tempFiles({ big: 'first\n' });
  // A hole in the file: a gibibyte of zero bytes without a line end, which takes no disk.
  truncateSync(big, 2 ** 30);
  const before = process.memoryUsage().arrayBuffers;
  await expectInputError(() => collect(readLines(big)), { code: 'line-too-long', file: big, line: 2 });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 28);
});

test('bytes that are not UTF-8 are refused with their line', async () => {
  const bytes = Buffer.concat([Buffer.from('é\nok\n'), Buffer.from([0x66, 0xff, 0x0a]), Buffer.from('ok\n')]);
  const { file } = tempFiles({ file: bytes });
  await expectInputError(() => collect(readLines(file)), { code: 'bad-utf8', file, line: 3 });
  const { cut } = tempFiles({ cut: Buffer.from('ok\nok é').subarray(0, -1) });
  await expectInputError(() => collect(readLines(cut)), { code: 'bad-utf8', file: cut, line: 2 });
});

test('a gzip file is unpacked, whatever its name; a damaged one is refused', async () => {
  const text = Array.from({ length: 3000 }, (_, i) => `line ${i * i}`).join('\n');
  const packed = gzipSync(text);
  const damaged = Uint8Array.from(packed);
  damaged.fill(0x55, 2000, 2100);
  const files = tempFiles({
    'a.txt': packed,
    'cut.gz': packed.subarray(0, 2000),
    'bad.gz': damaged,
    'one.gz': packed.subarray(0, 5),
  });
  expect(await collect(readLines(files['a.txt']))).toEqual(linesOf(text));
  await expectInputError(() => collect(readLines(files['cut.gz'])), {
    code: 'truncated',
    file: files['cut.gz'],
  });
  await expectInputError(() => collect(readLines(files['one.gz'])), {
    code: 'truncated',
    file: files['one.gz'],
  });
  await expectInputError(() => collect(readLines(files['bad.gz'])), {
    code: 'bad-gzip',
    file: files['bad.gz'],
  });
});

test('a missing file, a folder and an empty path are refused', async () => {
  const folder = dirname(tempFiles({ file: '' }).file);
  await expectInputError(() => collect(readLines(`${folder}/none`)), {
    code: 'file-not-found',
    file: `${folder}/none`,
  });
  await expectInputError(() => collect(readLines(folder)), { code: 'is-a-folder', file: folder });
  await expectInputError(() => collect(readLines('')), { code: 'file-not-found' });
  await expect(collect(readLines(7 as unknown as string))).rejects.toThrow(TypeError);
});

test('reading stops when it is told to, and when nobody reads on the file is closed', async () => {
  const { file } = tempFiles({ file: 'line\n'.repeat(300_000) });
  const controller = new AbortController();
  const reading = (async () => {
    for await (const _ of readLines(file, { signal: controller.signal }))
      controller.abort(new Error('enough'));
  })();
  await expect(reading).rejects.toThrow('enough');
  const next = openSync(file, 'r');
  closeSync(next);
  for (let i = 0; i < 5; i++) for await (const _ of readLines(file)) break;
  const after = openSync(file, 'r');
  closeSync(after);
  expect(after).toBe(next);
});

test('a limit that strings cannot hold is refused', () => {
  for (const maxLineBytes of [0, 1.5, 2 ** 29]) {
    expect(() => readLines('x', { maxLineBytes })).toThrow(RangeError);
  }
});
