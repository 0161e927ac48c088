import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

const configuration = `name: tiny
task: pictures-of-layers
seeds: [0, 1]
sparse: 1
heads:
  - { kind: gaussian, numLabels: 4, dim: 2, bias: [false, true] }
  - { kind: dft, numLabels: [5, 8], k: 1 }
  - { kind: vandermonde, numLabels: 3, dim: 2 }
  - { kind: file, name: mine, weights: layer.csv, names: names.txt, labels: [3, 0, 1] }
`;

describe('sbn experiment with task: pictures-of-layers', () => {
  let folder: string;
  let runs: string;
  let first: MainRun;
  const experiment = (): Promise<MainRun> =>
    runMain(['experiment', 'configs/x.yaml', '--json'], { workingDirectory: folder });
  beforeAll(async () => {
    folder = await newFolder();
    runs = join(folder, 'runs', 'tiny');
    await mkdir(join(folder, 'configs'));
    await writeFile(join(folder, 'configs', 'x.yaml'), configuration);
    // Label 3 is on where label 0 is; label 1 on the other side; label 2 is not drawn.
    await writeFile(join(folder, 'configs', 'layer.csv'), '1,0\n-1,0\n0.3,5\n2,0\n');
    await writeFile(join(folder, 'configs', 'names.txt'), 'red\ngreen\nblue\npink\n');
    first = await experiment();
  });

  it('lists what every layer can output, and draws it', async () => {
    expect(first.code, first.stderr).toBe(0);
    const { layers } = JSON.parse(first.stdout) as {
      layers: {
        run: string;
        argmaxable: number;
        total: number;
        missing: number[][];
        pictures: { kind: string }[];
      }[];
    };
    expect(layers.map(({ run, argmaxable, pictures }) => [run, argmaxable, pictures.length])).toEqual([
      // Lines through 0: 2n regions; with a bias 1 + n + C(n, 2).
      ['gaussian-n4-d2-seed0', 8, 2],
      ['gaussian-n4-d2-seed1', 8, 2],
      ['gaussian-n4-d2-bias-seed0', 11, 2],
      ['gaussian-n4-d2-bias-seed1', 11, 2],
      // At most two changes around the cycle: n (n - 1) + 2 sets, every set of one label among them.
      ['dft-n5-k1-seed0', 22, 2],
      // Too many labels for a Hasse diagram.
      ['dft-n8-k1-seed0', 58, 1],
      // At most one change along the line.
      ['vandermonde-n3-d2-seed0', 6, 2],
      ['mine-seed0', 2, 2],
    ]);
    expect(layers[4]!.missing).toEqual([]);
    expect(layers[6]!.missing).toEqual([[1]]);
    // pink and red together, or green alone: the second line is their mirror image.
    expect(layers[7]!.missing).toEqual([[], [0], [1]]);
    const svg = await readFile(join(runs, 'mine-seed0', 'hasse.svg'), 'utf8');
    expect(svg).toContain('pink');
    expect(svg).not.toContain('blue');
    expect(existsSync(join(runs, 'dft-n8-k1-seed0', 'hasse.svg'))).toBe(false);
    const page = await readFile(join(runs, 'report.html'), 'utf8');
    expect(page.match(/<img src="data:image\/png/g)).toHaveLength(15);
    expect(page).toContain('Of those with at most 1 label, 3 are missing: ∅, {pink}, {red}.');
  });

  it('does nothing twice', async () => {
    const picture = join(runs, 'mine-seed0', 'hasse.svg');
    const before = (await stat(picture)).mtimeMs;
    expect(await experiment()).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' });
    expect((await stat(picture)).mtimeMs).toBe(before);
  });

  it('leaves layers that other commands read', async () => {
    const { code, stdout, stderr } = await runMain(
      ['geometry', '--run', join(runs, 'dft-n5-k1-seed0'), '--json'],
      {
        workingDirectory: folder,
      },
    );
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ argmaxable: 22 });
  });
});

describe('a layer that cannot be drawn', () => {
  it.each([
    [
      'too large',
      '{ kind: gaussian, numLabels: 7, dim: 4 }',
      'a layer of 7 labels on 4 inputs is too large for pictures',
    ],
    ['no file', '{ kind: file, name: x, weights: none.npy }', 'none.npy'],
    [
      'a label that is not there',
      '{ kind: file, name: x, weights: w.csv, transpose: false, labels: [0, 2] }',
      'expected labels from 0 to 1, got 2',
    ],
    [
      'too few names',
      '{ kind: file, name: x, weights: w.csv, transpose: false, names: n.txt }',
      'the bias or the names have 1',
    ],
    [
      'more frequencies than labels',
      '{ kind: dft, numLabels: 4, k: 2 }',
      'head dft-n4-k2: trigonometricBasis: k = 2 needs',
    ],
  ])('%s', async (_name, head, words) => {
    const folder = await newFolder();
    await writeFile(join(folder, 'w.csv'), '1,2\n3,5\n');
    await writeFile(join(folder, 'n.txt'), 'one\n');
    await writeFile(join(folder, 'x.yaml'), `name: x\ntask: pictures-of-layers\nheads: [${head}]\n`);
    const { code, stdout, stderr } = await runMain(['experiment', 'x.yaml'], { workingDirectory: folder });
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/error: [^\n]+/);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('    at ');
    expect(existsSync(join(folder, 'runs', 'x', 'report.html'))).toBe(false);
  });
});
