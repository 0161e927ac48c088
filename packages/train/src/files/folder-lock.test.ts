import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockFolder } from './folder-lock.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  file = join(folder, '.lock');
});
afterEach(() => rm(folder, { recursive: true }));

const holder = { host: hostname(), process: 'random:1', since: '2026-01-01T00:00:00.000Z' };
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

it('is exclusive until it is released', async () => {
  const lock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toMatchObject({ name: 'InputError', code: 'folder-locked' });
  await expect(lockFolder(folder)).rejects.toThrow(`in use by process ${process.pid} on ${hostname()}`);
  await lock.release();
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
  await (await lockFolder(folder)).release();
});

it('respects another process that lives', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  try {
    await writeFile(file, JSON.stringify({ ...holder, pid: child.pid }));
    await expect(lockFolder(folder)).rejects.toThrow(`process ${child.pid}`);
  } finally {
    child.kill('SIGKILL');
  }
});

it('takes over from a process that is gone', async () => {
  await writeFile(file, JSON.stringify({ ...holder, pid: deadPid() }));
  const lock = await lockFolder(folder);
  expect(JSON.parse(await readFile(file, 'utf8')).pid).toBe(process.pid);
  await lock.release();
});

it('takes over from an earlier process that had our own pid', async () => {
  await writeFile(file, JSON.stringify({ ...holder, pid: process.pid }));
  await (await lockFolder(folder)).release();
});

it.runIf(process.platform === 'linux')(
  'takes over from an earlier process whose pid is in use again',
  async () => {
    await writeFile(file, JSON.stringify({ ...holder, pid: process.ppid, process: 'linux:another-boot:1' }));
    await (await lockFolder(folder)).release();
  },
);

it('does not judge processes of another machine', async () => {
  await writeFile(file, JSON.stringify({ ...holder, pid: deadPid(), host: 'elsewhere' }));
  await expect(lockFolder(folder)).rejects.toThrow(`delete ${file}`);
});

it('waits for a lock that is being written, and takes over one whose writer was killed', async () => {
  await writeFile(file, '');
  const past = new Date(Date.now() - 60_000);
  await utimes(file, past, past);
  await (await lockFolder(folder)).release();
});

it('lets exactly one of many take a stale lock over', async () => {
  for (let round = 0; round < 10; round++) {
    await writeFile(file, JSON.stringify({ ...holder, pid: deadPid() }));
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    const won = results.filter((result) => result.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]!.value.release();
  }
});
