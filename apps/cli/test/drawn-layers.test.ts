import { existsSync } from 'node:fs';
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { writeTinyDrawnLayers } from '../src/testing/tiny-drawn-layers.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

interface Cell {
  readonly headId: string;
  readonly dim: number;
  readonly total: number;
  readonly argmaxable: { readonly mean: number; readonly n: number };
  readonly radius: { readonly p50: { readonly mean: number } };
}

function cellsOf({ stdout }: MainRun): Cell[] {
  return (JSON.parse(stdout) as { cells: Cell[] }).cells;
}

describe('sbn experiment with task: drawn-layers', () => {
  let folder: string;
  let runs: string;
  let first: MainRun;
  const experiment = (...more: string[]): Promise<MainRun> =>
    runMain(['experiment', 'tiny.yaml', '--json', ...more], { workingDirectory: folder });
  beforeAll(async () => {
    folder = await writeTinyDrawnLayers('seeds: [0, 1]\nreport: { expectation: Fixed columns win. }\n');
    runs = join(folder, 'runs', 'tiny');
    first = await experiment();
  });

  it('measures every layer of every size on the same label sets', async () => {
    expect(first.code, first.stderr).toBe(0);
    const cells = cellsOf(first);
    expect(cells.map(({ headId, dim, total }) => [headId, dim, total])).toEqual([
      ['dft-k2-n12', 5, 50],
      ['dft-k2-n40', 5, 50],
      ['dft-slack8-k2-n12', 13, 50],
      ['dft-slack8-k2-n40', 13, 50],
      ['gaussian-k2-n12', 5, 50],
      ['gaussian-k2-n40', 5, 50],
      ['gaussian-extra8-k2-n12', 13, 50],
      ['gaussian-extra8-k2-n40', 13, 50],
    ]);
    expect(cells.slice(0, 4).map(({ argmaxable }) => argmaxable)).toEqual(
      Array.from({ length: 4 }, () => ({ mean: 1, low: 1, high: 1, n: 2 })),
    );
    expect(cells[0]!.radius.p50.mean).toBeGreaterThan(cells[1]!.radius.p50.mean);
    expect(cells[3]!.radius.p50.mean).toBeGreaterThan(cells[1]!.radius.p50.mean);
    // Of random layers a set is output with the probability 2 (C(39, 0) + … + C(39, 4)) / 2^40, a millionth of a per cent.
    expect(cells[5]!.argmaxable.mean).toBe(0);

    const labels = async (run: string): Promise<unknown[]> =>
      (await readFile(join(runs, run, 'measures.jsonl'), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { labels: unknown }).labels);
    expect(await labels('dft-k2-n40-seed1')).toEqual(await labels('gaussian-extra8-k2-n40-seed1'));
    expect(await labels('dft-k2-n40-seed1')).not.toEqual(await labels('dft-k2-n40-seed0'));
    const page = await readFile(join(runs, 'report.html'), 'utf8');
    expect(page).toContain('A DFT layer can output every label set with at most k labels.');
    expect(page).toContain('Borne out: Without slack columns the radius');
    expect(existsSync(join(runs, 'charts', 'median-radius-k2.png'))).toBe(true);
    expect(existsSync(join(runs, 'charts', 'argmaxable-by-width-k2-n40.png'))).toBe(true);
    // Two slack layers and two Gaussian ones; four lines, and theory.
    expect(page).toContain('Gaussian, by theory');
  });

  it('leaves layers that other commands decide alike', async () => {
    const run = join(runs, 'gaussian-k2-n12-seed0');
    const { argmaxable } = JSON.parse(await readFile(join(run, 'evaluation.json'), 'utf8')).byCardinality[0];
    const { code, stderr } = await runMain(
      [
        'detect',
        '--run',
        run,
        '--label-sets',
        join(run, 'measures.jsonl'),
        '--out',
        'v.jsonl',
        '--workers',
        '0',
      ],
      { workingDirectory: folder },
    );
    // Something can never be output.
    expect(code, stderr).toBe(3);
    expect(JSON.parse(await readFile(join(folder, 'v.summary.json'), 'utf8'))).toMatchObject({
      argmaxable: argmaxable.yes,
      unargmaxable: argmaxable.no,
    });
    expect(argmaxable.no).toBeGreaterThan(0);
    expect(argmaxable.yes).toBeGreaterThan(0);
  });
});

it('proves radii that are too small beside the box for a program in double precision', async () => {
  const folder = await writeTinyDrawnLayers();
  const changes = ['numLabels=2000', 'k=5', 'heads=[{kind: dft}]'].flatMap((change) => ['--set', change]);
  const { code, stderr } = await runMain(['experiment', 'tiny.yaml', ...changes], {
    workingDirectory: folder,
  });
  expect(code, stderr).toBe(0);
  const file = join(folder, 'runs', 'tiny', 'dft-k5-n2000-seed0', 'measures.jsonl');
  const measures = (await readFile(file, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { radius: number; radiusUpperBound: number });
  const radii = measures.map(({ radius }) => radius);
  expect(Math.min(...radii)).toBeGreaterThan(0);
  expect(Math.min(...radii)).toBeLessThan(1e-7);
  for (const { radius, radiusUpperBound } of measures) expect(radius).toBeLessThanOrEqual(radiusUpperBound);
});

describe('an interrupted study of drawn layers', () => {
  let folder: string;
  let run: string;
  let first: MainRun;
  // One size and one layer, since what takes long is the report.
  const one = ['numLabels=40', 'heads=[{kind: dft, slackDims: 8}]'].flatMap((change) => ['--set', change]);
  const experiment = (...changes: string[]): Promise<MainRun> =>
    runMain(
      ['experiment', 'tiny.yaml', '--json', ...one, ...changes.flatMap((change) => ['--set', change])],
      {
        workingDirectory: folder,
      },
    );
  const measures = (): Promise<string> => readFile(join(run, 'measures.jsonl'), 'utf8');
  beforeAll(async () => {
    folder = await writeTinyDrawnLayers();
    run = join(folder, 'runs', 'tiny', 'dft-slack8-k2-n40-seed0');
    first = await experiment();
  });

  it('is not done twice, and one run of it has a report', async () => {
    const report = join(folder, 'runs', 'tiny', 'report.html');
    const before = (await stat(report)).mtimeMs;
    expect(await experiment()).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' });
    expect((await stat(report)).mtimeMs).toBe(before);
    const { code, stderr } = await runMain(['report', run, '--out', 'one'], { workingDirectory: folder });
    expect(code, stderr).toBe(0);
    expect(await readFile(join(folder, 'one', 'report.html'), 'utf8')).toContain('DFT slack=8');
  });

  it('ends with the same measures after it was killed at any byte', async () => {
    const before = await measures();
    await rm(join(run, 'evaluation.json'));
    await truncate(join(run, 'measures.jsonl'), Math.floor(before.length * 0.6));
    const again = await experiment();
    expect(again.code, again.stderr).toBe(0);
    expect(await measures()).toBe(before);
    expect(cellsOf(again)).toEqual(cellsOf(first));
  });

  it('goes on for more sets, sums up anew for another epsilon, and starts anew in another box', async () => {
    const before = await measures();
    await experiment('labelSets.count=30', 'detection.epsilon=100');
    const longer = await measures();
    expect(longer.split('\n')).toHaveLength(31);
    expect(longer.startsWith(before)).toBe(true);
    const boxed = await experiment('detection.box=10');
    expect((await measures()).split('\n')).toHaveLength(26);
    // Without a bias everything grows with the box.
    const ratio = cellsOf(boxed)[0]!.radius.p50.mean / cellsOf(first)[0]!.radius.p50.mean;
    expect(ratio).toBeCloseTo(1e-3, 6);
  });
});

describe('a bad study of drawn layers', () => {
  it.each([
    ['a k that is too large', 'k: 2', 'k: 6', 'x.yaml:4:1: k', 'expected 2k + 1 <= n for every k'],
    [
      'slack of random columns',
      'slackDims',
      'extraDims',
      'x.yaml:5:22: heads[0].extraDims',
      'unknown key. The keys here are: kind, name, slackDims',
    ],
    [
      'too many labels',
      'count: 5',
      'cardinalities: [2, 13]',
      'x.yaml:6:14: labelSets.cardinalities',
      'at most n labels',
    ],
    ['no sets', 'count: 5', 'count: 0', 'x.yaml:6:14: labelSets.count', '>= 1, got 0'],
  ])('%s', async (_name, from, to, place, words) => {
    const folder = await newFolder();
    const good =
      'name: x\ntask: drawn-layers\nnumLabels: [12]\nk: 2\nheads: [{ kind: dft, slackDims: 1 }]\nlabelSets: { count: 5 }\n';
    await writeFile(join(folder, 'x.yaml'), good.replace(from, to));
    const { code, stdout, stderr } = await runMain(['experiment', 'x.yaml'], { workingDirectory: folder });
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toContain(place);
    expect(stderr).toContain(words);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });
});
