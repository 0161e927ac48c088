import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../testing/prepared-folder.js';
import { openLineWriter } from './line-writer.js';

const blockBytes = 1024 * 1024;

describe('openLineWriter', () => {
  it.each([
    ['no line', []],
    ['empty lines', ['', '', '']],
    [
      'lines of one, two, three and four bytes a character',
      ['word', 'größer', '漢字', '😀'].map((text) => text.repeat(1000)),
    ],
    [
      'a line that is longer than a block',
      ['short', '漢'.repeat(blockBytes), 'short', 'x'.repeat(3 * blockBytes)],
    ],
    ['lines that fill a block to the last byte', Array.from({ length: 5 }, () => 'x'.repeat(blockBytes - 1))],
    ['lines that are half a block', Array.from({ length: 9 }, (_, i) => `${i}`.repeat(blockBytes / 2))],
  ])('writes %s, and knows length and digest', async (_name, lines) => {
    const file = join(tempFolder(), 'lines');
    const writer = (await openLineWriter(file, 0))!;
    const expected = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    for (const line of lines) await writer.write(line);
    expect(writer.length).toBe(expected.length);
    expect(await writer.flush()).toBe(expected.length);
    expect(writer.digest()).toBe(createHash('sha256').update(expected).digest('hex'));
    await writer.close();
    expect((await readFile(file)).equals(expected)).toBe(true);
  });

  it('goes on at any length that it had, and reads what is before it', async () => {
    const random = createRandom(1);
    const lines = Array.from({ length: 200 }, (_, i) => `${i} ${'ä'.repeat(random.int(20_000))}`);
    const file = join(tempFolder(), 'lines');
    const first = (await openLineWriter(file, 0))!;
    for (const line of lines.slice(0, 120)) await first.write(line);
    const reached = await first.flush();
    for (const line of lines.slice(0, 50)) await first.write(`lost ${line}`);
    await first.flush();
    await first.close();

    const seen: [string, number][] = [];
    const second = (await openLineWriter(file, reached, {
      onLine: (line, start) => seen.push([line, start]),
    }))!;
    expect(seen.map(([line]) => line)).toEqual(lines.slice(0, 120));
    expect(seen.at(-1)![1] + Buffer.byteLength(lines[119]!) + 1).toBe(reached);
    for (const line of lines.slice(120)) await second.write(line);
    await second.flush();
    const text = lines.map((line) => `${line}\n`).join('');
    expect(second.digest()).toBe(createHash('sha256').update(text).digest('hex'));
    await second.close();
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await openLineWriter(file, Buffer.byteLength(text) + 1)).toBeUndefined();
  });

  it('tells of a write that failed, at the latest when everything is to be on the disk', async () => {
    const writer = (await openLineWriter(join(tempFolder(), 'lines'), 0))!;
    // A closed file is the easiest one that cannot be written to.
    await writer.close();
    for (let i = 0; i < 2; i++) await writer.write('x'.repeat(blockBytes / 2));
    await expect(writer.flush()).rejects.toThrow('closed');
  });
});
