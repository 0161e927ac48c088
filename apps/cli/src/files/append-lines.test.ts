import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appendLines } from './append-lines.js';

async function newFile(content?: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'sbn-lines-')), 'deep', 'lines.jsonl');
  const appender = await appendLines(path);
  await appender.close();
  if (content !== undefined) await writeFile(path, content);
  return path;
}

describe('appendLines', () => {
  it('makes the file and its folder', async () => {
    const path = await newFile();
    const appender = await appendLines(path);
    await appender.append({ a: 1 });
    expect(await readFile(path, 'utf8')).toBe('{"a":1}\n');
    await appender.append([2]);
    await appender.close();
    expect(await readFile(path, 'utf8')).toBe('{"a":1}\n[2]\n');
  });

  it.each([
    ['a torn line', '{"a":1}\n{"b":', '{"a":1}\n'],
    ['nothing but a torn line', '{"b":', ''],
    ['a torn line longer than the buffer', `{"a":1}\n${'x'.repeat(200_000)}`, '{"a":1}\n'],
    ['whole lines', `{"a":1}\n{"b":"${'y'.repeat(70_000)}"}\n`, `{"a":1}\n{"b":"${'y'.repeat(70_000)}"}\n`],
  ])('goes on after %s', async (_name, before, kept) => {
    const path = await newFile(before);
    const appender = await appendLines(path);
    await appender.append(3);
    await appender.close();
    expect(await readFile(path, 'utf8')).toBe(`${kept}3\n`);
  });
});
