import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fingerprints } from '../src/testing/fingerprints.js';
import { spawnSbn } from '../src/testing/spawn-sbn.js';
import { writeTinyExperiment } from '../src/testing/tiny-experiment.js';

const argv = ['experiment', 'tiny.yaml', '--set', 'training.checkpointEverySteps=10'];
const twoThreads = [...argv, '--set', 'training.threads=2'];
const size = { numExamples: 1500, epochs: 4 };

/** Variables with which a process runs some code before everything else. */
async function before(folder: string, code: string): Promise<Record<string, string>> {
  const file = join(folder, 'before.mjs');
  await writeFile(file, code);
  return { NODE_OPTIONS: `--import ${pathToFileURL(file).href}` };
}

async function unbroken(): Promise<Record<string, string>> {
  const folder = await writeTinyExperiment(size);
  const { code, stderr } = await spawnSbn([...argv, '--set', 'training.threads=1'], { cwd: folder });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('fused, 1 thread (');
  return fingerprints(folder);
}

const errorLines = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => /error|^ +at /i.test(line));

describe('training with threads', () => {
  it('two trainings at once end as one that was alone', async () => {
    const alone = await unbroken();
    const folders = [await writeTinyExperiment(size), await writeTinyExperiment(size)];
    const runs = await Promise.all(folders.map((cwd) => spawnSbn(twoThreads, { cwd })));
    for (const { code, stderr } of runs) {
      expect(code, stderr).toBe(0);
      expect(stderr).toContain('fused, 2 threads (');
    }
    for (const folder of folders) expect(await fingerprints(folder)).toEqual(alone);
  });

  it('a thread that is killed is said in one line, and the same command goes on', async () => {
    const folder = await writeTinyExperiment(size);
    const run = join(folder, 'runs', 'tiny', 'bsl-d2-seed0');
    const checkpoint = join(run, 'checkpoints', 'last.safetensors');
    const env = await before(
      folder,
      `import { existsSync } from 'node:fs';
      process.on('worker', (worker) => {
        const timer = setInterval(() => {
          if (!existsSync(${JSON.stringify(checkpoint)})) return;
          clearInterval(timer);
          worker.terminate();
        }, 5);
        worker.on('exit', () => clearInterval(timer));
      });`,
    );
    const killed = await spawnSbn(twoThreads, { cwd: folder, env });
    expect(killed.code, killed.stderr).toBe(5);
    expect(errorLines(killed.stderr)).toEqual([
      expect.stringMatching(
        /^error: a thread died in (step \d+ of a training|an evaluation): it was killed, or ran out of memory\. What is finished is saved; go on with: sbn experiment tiny\.yaml --set training\.checkpointEverySteps=10 --set training\.threads=2$/,
      ),
    ]);
    expect(existsSync(join(folder, 'runs', 'tiny', '.lock'))).toBe(false);

    const resumed = await spawnSbn(twoThreads, { cwd: folder });
    expect(resumed.code, resumed.stderr).toBe(0);
    const log = await readFile(join(run, 'metrics.jsonl'), 'utf8');
    const resumes = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; step: number })
      .filter(({ event }) => event === 'resume');
    expect(resumes).toEqual([expect.objectContaining({ step: expect.any(Number) })]);
    expect(resumes[0]!.step).toBeGreaterThanOrEqual(10);
    expect(await fingerprints(folder)).toEqual(await unbroken());
  });

  it('without SharedArrayBuffer one thread computes, and says so', async () => {
    const folder = await writeTinyExperiment(size);
    const env = await before(folder, 'delete globalThis.SharedArrayBuffer;');
    const { code, stderr } = await spawnSbn(argv, { cwd: folder, env });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('One thread computes: this Node has no SharedArrayBuffer');
    expect(stderr).toContain('fused, 1 thread (');
    expect(await fingerprints(folder)).toEqual(await unbroken());
  });

  it('without SharedArrayBuffer two threads are refused before anything is written', async () => {
    const folder = await writeTinyExperiment(size);
    const env = await before(folder, 'delete globalThis.SharedArrayBuffer;');
    const files = await readdir(folder);
    for (const command of [twoThreads, ['train', 'tiny.yaml', '--head', 'bsl-d2', ...twoThreads.slice(2)]]) {
      const { code, stderr } = await spawnSbn(command, { cwd: folder, env });
      expect(code).toBe(2);
      expect(stderr).toBe(
        'error: training.threads is 2, and only one thread can compute here: this Node has no SharedArrayBuffer. ' +
          'Leave training.threads out, or start Node without the option that takes SharedArrayBuffer away.\n',
      );
      expect(await readdir(folder)).toEqual(files);
    }
  });

  it('says how much memory is missing before it takes any', async () => {
    const folder = await writeTinyExperiment(size);
    const env = await before(folder, 'process.availableMemory = () => 1000;');
    const { code, stderr } = await spawnSbn(argv, { cwd: folder, env });
    expect(code).toBe(2);
    expect(errorLines(stderr)).toEqual([
      'error: the fused engine needs 1 MiB for the parameters and the optimiser (2 times as much); with 65 MiB for copies, threads and a batch that is more than the 1 MiB that are free on this machine, or in its container. Use a narrower head or fewer labels, the optimiser sgd (1 MiB), or free memory.',
    ]);
  });
});
