import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openMetricsLog } from './metrics-log.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-'));
  file = join(folder, 'metrics.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

it('appends lines and knows its length', async () => {
  const log = await openMetricsLog(file);
  await log.append({ event: 'ü', step: 1 });
  const length = await log.flush();
  await log.append({ event: 'b' });
  await log.close();
  expect(await readFile(file, 'utf8')).toBe('{"event":"ü","step":1}\n{"event":"b"}\n');
  const again = await openMetricsLog(file, { keepBytes: length });
  await again.append({ event: 'c' });
  expect(await again.flush()).toBe(length + 14);
  await again.close();
  expect(await readFile(file, 'utf8')).toBe('{"event":"ü","step":1}\n{"event":"c"}\n');
});

it('removes a torn last line, whatever its length', async () => {
  for (const torn of ['{"ev', 'x'.repeat(200_000)]) {
    await writeFile(file, '{"a":1}\n');
    await appendFile(file, torn);
    const log = await openMetricsLog(file);
    await log.close();
    expect(await readFile(file, 'utf8')).toBe('{"a":1}\n');
  }
  await writeFile(file, 'no line at all');
  await (await openMetricsLog(file)).close();
  expect(await readFile(file, 'utf8')).toBe('');
});

it('takes a log that is shorter than the checkpoint remembers', async () => {
  await writeFile(file, '{"a":1}\n{"b"');
  await (await openMetricsLog(file, { keepBytes: 1000 })).close();
  expect(await readFile(file, 'utf8')).toBe('{"a":1}\n');
});
