import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJournal } from '../row-journal.mjs';

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sbn-journal-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file as a run leaves it that is killed while it writes its third row. */
async function killedRun(name, conditions) {
  const file = join(folder, name);
  const journal = openJournal(file, { isResumed: false, conditions });
  await journal.once('a', async () => ({ value: 1 }));
  await journal.once('b', async () => ({ value: 2 }));
  const content = readFileSync(file);
  journal.close();
  expect(existsSync(file)).toBe(false);
  appendFileSync(file, content);
  appendFileSync(file, '{"key":"c","row":{"val');
  return file;
}

describe('openJournal', () => {
  it('measures what it lacks, and only that', async () => {
    const file = await killedRun('killed.jsonl', { cpu: 'x' });
    const journal = openJournal(file, { isResumed: true, conditions: { cpu: 'x' } });
    const measure = (value) => async () => ({ value });
    expect(await journal.once('a', measure(7))).toEqual({ value: 1 });
    expect(await journal.once('b', measure(8))).toEqual({ value: 2 });
    expect(await journal.once('c', measure(9))).toEqual({ value: 9 });
    expect(readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse)).toEqual([
      { conditions: { cpu: 'x' } },
      { key: 'a', row: { value: 1 } },
      { key: 'b', row: { value: 2 } },
      { key: 'c', row: { value: 9 } },
    ]);
    journal.close();
  });

  it('drops no rows unasked, and mixes none of other conditions', async () => {
    const file = await killedRun('other.jsonl', { cpu: 'x' });
    const before = readFileSync(file, 'utf8');
    const open = (isResumed, cpu) => () => openJournal(file, { isResumed, conditions: { cpu } });
    expect(open(false, 'x')).toThrow(/has 2 rows of a run that was cut off: go on with --resume/);
    expect(open(true, 'y')).toThrow('{"cpu":"x"}, this is one with {"cpu":"y"}');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});
