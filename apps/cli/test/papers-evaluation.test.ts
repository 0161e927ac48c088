import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMatrix } from '@sbn/core';
import { encodeNpy } from '@sbn/datasets';
import { expect, it } from 'vitest';
import { runMain } from '../src/testing/run-main.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

/**
 * Three labels of two numbers. The inputs for {0, 2} lie between two lines that are
 * nearly parallel: in a box of 1e4 the largest ball has a radius of about 5e-9.
 */
async function writeNarrowLayer(): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'W.npy'), encodeNpy(createMatrix(3, 2, [1, 0, 1, -1e-12, 0, 1])));
  await writeFile(join(folder, 'names.txt'), 'red\ngreen\nblue\n');
  await writeFile(join(folder, 'sets.jsonl'), '[0,1,2]\n[0,2]\n[0,2]\n[0,1]\n[0,2]\n[]\n');
  return folder;
}

const layer = ['--weights', 'W.npy', '--no-transpose', '--names', 'names.txt', '--rule', 'threshold'];
const inBox = ['--box', '1e4', '--epsilon', '1'];

it('sbn detect decides as the papers do beside the proofs, and resumes', async () => {
  const workingDirectory = await writeNarrowLayer();
  const argv = ['detect', ...layer, '--label-sets', 'sets.jsonl', '--workers', '0', ...inBox];
  const plain = await runMain(argv, { workingDirectory });
  expect(plain.stdout).toContain('As the papers decide it, |x| <= 10000');
  const out = await runMain([...argv, '--out', 'v.jsonl', '--json'], { workingDirectory });
  const summary = JSON.parse(await readFile(join(workingDirectory, 'v.summary.json'), 'utf8')) as object;
  expect(summary).toMatchObject({
    question: expect.not.objectContaining({ box: 1e4 }),
    inBox: { box: 1e4, epsilon: 1, sets: { total: 6, argmaxable: 3 } },
  });
  const lines = (await readFile(join(workingDirectory, 'v.radii.jsonl'), 'utf8')).trimEnd().split('\n');
  await writeFile(join(workingDirectory, 'v.radii.jsonl'), `${lines[0]}\n{"labels`);
  expect((await runMain([...argv, '--out', 'v.jsonl', '--json'], { workingDirectory })).code).toBe(out.code);
  expect(
    (await readFile(join(workingDirectory, 'v.radii.jsonl'), 'utf8')).trimEnd().split('\n'),
  ).toHaveLength(lines.length);
});

it('sbn audit counts each set once or as often as it occurs, and lists what the box misses', async () => {
  const workingDirectory = await writeNarrowLayer();
  const audit = async (...flags: string[]) => {
    const argv = ['audit', 'W.npy', ...layer.slice(2), '--label-sets', 'sets.jsonl', '--workers', '0'];
    const run = await runMain([...argv, '--out', flags.join(''), ...inBox, ...flags], { workingDirectory });
    const json = JSON.parse(await readFile(join(workingDirectory, flags.join(''), 'audit.json'), 'utf8')) as {
      total: number;
      inBox: { sets: object; examples: object; disagreements: object };
    };
    return {
      ...run,
      json,
      html: await readFile(join(workingDirectory, flags.join(''), 'report.html'), 'utf8'),
    };
  };
  const unique = await audit('--over', 'unique');
  expect(unique.json).toMatchObject({
    total: 4,
    argmaxable: 4,
    unargmaxable: 0,
    inBox: {
      sets: { total: 4, argmaxable: 3, epsilonArgmaxable: 3 },
      examples: { total: 6, argmaxable: 3 },
      disagreements: { sets: 1, examples: 3, listed: [{ labels: [0, 2], inBox: 'unargmaxable' }] },
    },
  });
  expect(unique.stdout).toContain('unargmaxable in the box, though an input is known: {red, blue}');
  expect(unique.html).toContain('An input is known, and the box does not say so');
  const examples = await audit('--over', 'examples');
  expect(examples.json).toMatchObject({
    total: 6,
    inBox: { sets: { total: 6 }, disagreements: { sets: 3 } },
  });
});

it('refuses flags that do not fit together', async () => {
  const workingDirectory = await writeNarrowLayer();
  for (const [flags, message] of [
    [['--epsilon', '1'], '--epsilon is a radius in a box, and needs --box'],
    [['--over', 'unique', '--sample', '3'], '--over says what counts'],
  ] as const) {
    const run = await runMain(['audit', 'W.npy', ...layer.slice(2), ...flags], { workingDirectory });
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  }
});
