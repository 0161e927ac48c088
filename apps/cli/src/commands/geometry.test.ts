import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMatrix } from '@sbn/core';
import { encodeNpy } from '@sbn/datasets';
import { describe, expect, it } from 'vitest';
import { runMain } from '../testing/run-main.js';
import { writeSmallLayer } from '../testing/small-layer.js';

const layer = ['geometry', '--weights', 'W.npy', '--no-transpose'];

describe('sbn geometry', () => {
  it('counts by cardinality, lists what cannot be output, and why', async () => {
    const workingDirectory = await writeSmallLayer();
    const flags = [...layer, '--names', 'labels.txt', '--circuits', '--cocircuits'];
    const { code, stdout } = await runMain(flags, { workingDirectory });
    expect(code).toBe(0);
    expect(stdout).toMatch(/0 +1 +0 +0%\n1 +3 +3 +100%\n2 +3 +3 +100%\n3 +1 +0 +0%\nany +8 +6 +75%\n/);
    expect(stdout).toContain('cannot output {}\ncannot output {cat, dog, bird}\n');
    expect(stdout).toContain('Circuits: 1\nnever all on, never all off: {cat, dog, bird}\n');
    expect(stdout).toContain('+-0  ray\n+0-  ray\n0+-  ray\n');
  });

  it('gives JSON with an input for every set', async () => {
    const workingDirectory = await writeSmallLayer();
    const { code, stdout } = await runMain([...layer, '--rule', 'argmax', '--json'], { workingDirectory });
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as { sets: { labels: number[]; input: [number, number] }[] };
    expect(result).toMatchObject({
      numLabels: 3,
      dim: 2,
      bias: false,
      labelSets: '3',
      argmaxable: 3,
      rule: 'argmax',
    });
    for (const { labels, input } of result.sets) {
      const scores = [input[0], input[1], -input[0] - input[1]];
      expect(scores.indexOf(Math.max(...scores))).toBe(labels[0]);
    }
  });

  it('says what a bias forbids, one way round only', async () => {
    const workingDirectory = await writeSmallLayer();
    await writeFile(join(workingDirectory, 'V.npy'), encodeNpy(createMatrix(2, 1, [1, 1])));
    await writeFile(join(workingDirectory, 'c.npy'), encodeNpy({ shape: [2], data: Float64Array.of(0, -1) }));
    const flags = ['geometry', '--weights', 'V.npy', '--bias', 'c.npy', '--circuits', '--cocircuits'];
    const { stdout } = await runMain(flags, { workingDirectory });
    expect(stdout).toContain('Circuits: 1\nnever {1} on and {0} off\n');
    expect(stdout).toContain('++  direction\n+0  vertex\n0-  vertex\n');
  });

  it('draws, and cuts long lists', async () => {
    const workingDirectory = await writeSmallLayer();
    const pictures = ['--hasse', 'h.svg', '--hyperplanes', 'sub/r.svg', '--x-range=-1,1'];
    const { code, stdout } = await runMain([...layer, ...pictures, '--cocircuits', '--list', '1'], {
      workingDirectory,
    });
    expect(code).toBe(0);
    expect(stdout).toContain('2 more: give --list 3, or --json.');
    expect(stdout).toContain('cannot output {}\n1 more that it cannot output: see --list.\n');
    expect(await readFile(join(workingDirectory, 'h.svg'), 'utf8')).toMatch(
      /^<svg [^>]*>\n<title>Label sets/,
    );
    expect(await readFile(join(workingDirectory, 'sub/r.svg'), 'utf8')).toContain(
      '6 of 8 label sets are argmaxable',
    );
    await runMain([...layer, '--hasse', 'h.tex'], { workingDirectory });
    expect(await readFile(join(workingDirectory, 'h.tex'), 'utf8')).toMatch(/^\\documentclass/);
  });

  it.each([
    [['--hasse', 'h.png'], '--hasse h.png: expected a file name that ends in .svg or .tex'],
    [['--rule', 'argmax', '--circuits'], '--circuits is about sets of labels that are on or off'],
    [['--rule', 'topk:2', '--hasse', 'h.svg'], 'For top-k there is --hyperplanes'],
    [['--x-range', '0,1'], 'expected --hyperplanes FILE'],
    [['--hyperplanes', 'r.svg', '--x-range', '1,0'], 'Expected two numbers FROM,TO'],
    [
      ['--limit', '2'],
      'geometry: argmaxableSets: this layer of 3 labels and rank 2 outputs more than 2 sets',
    ],
  ] as const)('refuses %j and writes nothing', async (flags, message) => {
    const workingDirectory = await writeSmallLayer();
    const { code, stdout, stderr } = await runMain([...layer, ...flags], { workingDirectory });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    await expect(readFile(join(workingDirectory, 'h.svg'))).rejects.toThrow(/ENOENT/);
  });
});
