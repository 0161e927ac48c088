import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMatrix, createRandom } from '@sbn/core';
import { encodeNpy } from '@sbn/datasets';
import { describe, expect, it } from 'vitest';
import { killUntilDone } from '../src/testing/kill-until-done.js';
import { spawnSbn } from '../src/testing/spawn-sbn.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

/** Three words in one dimension: the middle one can never win, except by its bias. */
async function writeWords(): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'W.npy'), encodeNpy(createMatrix(3, 1, [-1, 0.25, 1])));
  await writeFile(join(folder, 'b.npy'), encodeNpy(Float64Array.of(0, 5, 0)));
  await writeFile(join(folder, 'words.txt'), 'cold\nlukewarm\nhot\n');
  return folder;
}

/** A layer that takes some seconds to audit. */
async function writeLayer(numLabels: number, dim: number): Promise<string> {
  const folder = await newFolder();
  const random = createRandom(11);
  const data = Array.from({ length: numLabels * dim }, () => random.normal());
  await writeFile(join(folder, 'W.npy'), encodeNpy(createMatrix(numLabels, dim, data)));
  return folder;
}

const audit = ['audit', 'W.npy', '--names', 'words.txt', '--rule', 'argmax', '--out', 'a'];

const linesOf = async (path: string): Promise<{ labels: number[]; status: string }[]> =>
  (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { labels: number[]; status: string });

describe('sbn audit', () => {
  it('says what can never win, lists it, reports it, and the proofs hold', async () => {
    const cwd = await writeWords();
    const run = await spawnSbn([...audit, '--noun', 'words'], { cwd });
    expect(run.code, run.stderr).toBe(3);
    expect(run.stdout.split('\n')).toEqual([
      '2 of 3 words can win; 1 can never; 0 undecided.',
      'cannot output {lukewarm}',
      'Report: a/report.html',
      'Check the proofs: sbn verify a/verdicts.jsonl --weights W.npy --names words.txt',
      '',
    ]);
    expect(run.stderr).toContain('W.npy: W, 3 labels × 1 dimensions (one row per label), no bias');
    expect((await readdir(join(cwd, 'a'))).sort()).toEqual([
      'audit.json',
      'charts',
      'report.html',
      'unargmaxable.jsonl',
      'verdicts.jsonl',
      'verdicts.summary.json',
    ]);
    expect(await readFile(join(cwd, 'a/unargmaxable.jsonl'), 'utf8')).toBe(
      '{"labels":[1],"names":["lukewarm"]}\n',
    );
    const html = await readFile(join(cwd, 'a/report.html'), 'utf8');
    expect(html).toContain('<h1>Which words can W.npy never output?</h1>');
    expect(html).toMatch(/<details><summary><span class="set-name"><bdi>lukewarm<\/bdi>/);
    expect(html).toContain('<code>sbn verify a/verdicts.jsonl --weights W.npy --names words.txt</code>');
    expect(html).toContain(
      '<code>sbn audit W.npy --names words.txt --rule argmax --noun words --out a</code>',
    );
    expect(JSON.parse(await readFile(join(cwd, 'a/audit.json'), 'utf8'))).toMatchObject({
      summary: '2 of 3 words can win; 1 can never; 0 undecided',
      asked: 'all 3 words',
      complete: true,
    });

    // As printed: without the names nothing would say that the three rows are the labels.
    const verify = run.stdout.split('Check the proofs: sbn ')[1]!.trim().split(' ');
    expect(await spawnSbn(verify, { cwd })).toMatchObject({ code: 0 });
    expect(await spawnSbn(verify.slice(0, -2), { cwd })).toMatchObject({ code: 2 });
    // The rule is not the same without the summary that says so.
    expect(await spawnSbn([...verify, '--rule', 'threshold'], { cwd })).toMatchObject({ code: 3 });
  });

  it('takes the bias from a file, and ends with 0 where everything can win', async () => {
    const cwd = await writeWords();
    const run = await spawnSbn([...audit, '--bias', 'b.npy', '--json'], { cwd });
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      summary: '3 of 3 classes can win; 0 can never; 0 undecided',
      layer: { source: 'W.npy', hasBias: true, numLabels: 3, dim: 1 },
      unargmaxable: [],
    });
  });

  it('in a box fewer things can win, and the verdicts say so', async () => {
    const cwd = await writeWords();
    await writeFile(join(cwd, 'b.npy'), encodeNpy(Float64Array.of(10, 0, 0)));
    const boxed = [...audit, '--bias', 'b.npy', '--box', '2'];
    const run = await spawnSbn(boxed, { cwd });
    expect(run.code, run.stderr).toBe(3);
    expect(run.stdout).toContain('1 of 3 classes can win; 2 can never; 0 undecided.');
    const verdicts = await linesOf(join(cwd, 'a/verdicts.jsonl'));
    expect(verdicts.at(-1)).toMatchObject({ labels: [2], status: 'unargmaxable', box: 2 });
    const verify = ['verify', 'a/verdicts.jsonl', '--weights', 'W.npy', '--bias', 'b.npy'];
    expect(await spawnSbn(verify, { cwd })).toMatchObject({ code: 0 });
    // The same claim about a larger box does not hold: x = 6 makes the last word win.
    const text = await readFile(join(cwd, 'a/verdicts.jsonl'), 'utf8');
    await writeFile(join(cwd, 'a/verdicts.jsonl'), text.replaceAll('"box":2', '"box":20'));
    expect(await spawnSbn(verify, { cwd })).toMatchObject({ code: 3 });
  });

  it('asks about label sets by a file, all of a size, pairs, or a sample with its interval', async () => {
    const cwd = await writeLayer(12, 3);
    await writeFile(join(cwd, 'sets.jsonl'), '[0,1]\n[2]\n');
    const base = ['audit', 'W.npy', '--no-transpose', '--fresh', '--json', '--out', 'a', '--rule'];
    const asked = async (...flags: string[]): Promise<Record<string, unknown>> => {
      const { stdout, stderr } = await spawnSbn([...base, ...flags], { cwd });
      expect(stdout, stderr).not.toBe('');
      return JSON.parse(stdout) as Record<string, unknown>;
    };
    expect(await asked('threshold', '--label-sets', 'sets.jsonl')).toMatchObject({ total: 2 });
    expect(await asked('threshold', '--all-sets', '2')).toMatchObject({ total: 66 });
    expect(await asked('topk:2', '--pairs')).toMatchObject({ total: 66 });
    const sample = await asked('threshold', '--sample', '100', '--k', '4', '--seed', '3');
    expect(sample).toMatchObject({ total: 100, population: '495' });
    const { unargmaxable, share } = sample as {
      unargmaxable: unknown[];
      share: { low: number; high: number };
    };
    expect(unargmaxable.length).toBeGreaterThan(10);
    expect(share.low).toBeLessThan(unargmaxable.length / 100);
    expect(share.high).toBeGreaterThan(unargmaxable.length / 100);
    const all = await asked('threshold', '--all-sets', '4');
    const whole = (all as { unargmaxable: unknown[] }).unargmaxable.length / 495;
    expect(whole).toBeGreaterThan(share.low);
    expect(whole).toBeLessThan(share.high);
  });

  it('goes on after kill -9 at any moment, and ends with the same answers', async () => {
    const cwd = await writeLayer(700, 24);
    const argv = [
      'audit',
      'W.npy',
      '--no-transpose',
      '--rule',
      'argmax',
      '--margin',
      'best',
      '--workers',
      '2',
    ];
    const started = performance.now();
    const whole = await spawnSbn([...argv, '--out', 'whole'], { cwd });
    const duration = performance.now() - started;
    expect([0, 3, 4], whole.stderr).toContain(whole.code);
    const { result, kills } = await killUntilDone([...argv, '--out', 'broken'], cwd, duration);
    expect(kills).toBeGreaterThan(0);
    expect(result.code, result.stderr).toBe(whole.code);
    const answers = async (folder: string): Promise<string[]> =>
      (await linesOf(join(cwd, folder, 'verdicts.jsonl'))).map(({ labels, status }) => `${labels} ${status}`);
    expect(await answers('broken')).toEqual(await answers('whole'));
    expect(result.stdout.split('\n')[0]).toBe(whole.stdout.split('\n')[0]);
    expect((await readdir(join(cwd, 'broken'))).sort()).toEqual((await readdir(join(cwd, 'whole'))).sort());
    expect(
      await spawnSbn(['verify', 'broken/verdicts.jsonl', '--weights', 'W.npy', '--no-transpose'], { cwd }),
    ).toMatchObject({ code: 0 });
  }, 180_000);

  it('refuses to go on with another question, and names the way out', async () => {
    const cwd = await writeWords();
    await spawnSbn(audit, { cwd });
    const before = await readFile(join(cwd, 'a/verdicts.jsonl'), 'utf8');
    const refusal = async (...flags: string[]): Promise<string> => {
      const { code, stdout, stderr } = await spawnSbn([...audit, '--quiet', ...flags], { cwd });
      expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^error: [^\n]+--fresh[^\n]+\n$/);
      return stderr;
    };
    expect(await refusal('--rule', 'threshold')).toContain('rule was "argmax" and is now "threshold"');
    expect(await refusal('--box', '7')).toContain('box was absent and is now 7');
    expect(await refusal('--bias', 'b.npy')).toContain('layer.sha256 was');
    expect(await refusal('--sample', '2')).toContain('labelSets was "all sets of 1"');
    expect(await readFile(join(cwd, 'a/verdicts.jsonl'), 'utf8')).toBe(before);
    expect((await spawnSbn([...audit, '--bias', 'b.npy', '--fresh'], { cwd })).code).toBe(0);
    expect(existsSync(join(cwd, 'a/.lock'))).toBe(false);
  });

  it('a mistyped path is one line, and does not stand in the way of the right one', async () => {
    const cwd = await writeWords();
    await writeFile(join(cwd, 'sets.jsonl'), '[1]\n');
    const withSets = (file: string, ...flags: string[]) =>
      spawnSbn([...audit, '--quiet', '--label-sets', file, ...flags], { cwd });
    const mistyped = await withSets('stes.jsonl');
    expect(mistyped.code).toBe(2);
    expect(mistyped.stderr).toMatch(/^error: [^\n]+stes\.jsonl: There is no such file\.[^\n]*\n$/);
    expect(await withSets('sets.jsonl')).toMatchObject({ code: 3, stderr: '' });
    const onFile = await withSets('sets.jsonl', '--out', 'W.npy');
    expect(onFile.code).toBe(2);
    expect(onFile.stderr).toMatch(/^error: [^\n]+W\.npy: this is a file, expected a folder\n$/);
  });
});
