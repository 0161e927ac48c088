import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { newFolder } from '../src/testing/tiny-experiment.js';
import { writeTinySynthetic } from '../src/testing/tiny-synthetic.js';

interface Interval {
  readonly mean: number;
  readonly n: number;
}

interface Head extends Record<string, unknown> {
  readonly headId: string;
  readonly divergence: Interval;
  readonly numericalRank: Interval;
  readonly unargmaxable: Interval | null;
}

async function json<T>(...path: string[]): Promise<T> {
  return JSON.parse(await readFile(join(...path), 'utf8')) as T;
}

describe('sbn experiment with task: synthetic', () => {
  let folder: string;
  let runs: string;
  let first: MainRun;
  const argv = ['experiment', 'tiny.yaml', '--json'];
  beforeAll(async () => {
    folder = await writeTinySynthetic('seeds: [0, 1]\nreport: { expectation: Mixtures win. }\n');
    runs = join(folder, 'runs', 'tiny');
    first = await runMain(argv, { workingDirectory: folder });
  });

  it('fits all heads at all widths, measures them and reports', async () => {
    expect(first.code, first.stderr).toBe(0);
    const summary = JSON.parse(first.stdout) as { heads: Head[]; entropy: number; report: string };
    expect(summary.heads.map(({ headId }) => headId)).toEqual([
      'softmax-d1',
      'softmax-d3',
      'moss-2-d1',
      'moss-2-d3',
    ]);
    const [narrow, wide, mixture] = summary.heads as [Head, Head, Head];
    expect(narrow.divergence.n).toBe(2);
    expect(narrow.divergence.mean).toBeGreaterThan(wide.divergence.mean);
    expect(wide.divergence.mean).toBeGreaterThan(0);
    // Softmax over d numbers with a bias has rank d + 2 at most, sigsoftmax and mixtures more.
    expect(narrow.numericalRank.mean).toBe(3);
    expect(wide.numericalRank.mean).toBe(5);
    expect(mixture.numericalRank.mean).toBeGreaterThan(3);
    // Of 12 points on a line, only those on the upper hull of (weight, bias) win somewhere.
    expect(narrow.unargmaxable!.mean).toBeGreaterThan(0.3);
    expect(mixture.unargmaxable).toBe(null);
    expect(first.stderr).toContain('[8/8] Fit MoSS-2 d=3, seed 1');
    const html = await readFile(summary.report, 'utf8');
    for (const words of ['Mixtures win.', 'MoSS-2', 'Distance from the truth', 'd = 3']) {
      expect(html).toContain(words);
    }
  });

  it('leaves folders that can be read without it', async () => {
    expect((await readdir(join(runs, 'softmax-d3-seed1'))).sort()).toEqual([
      'checkpoints',
      'config.json',
      'detection.json',
      'evaluation.json',
      'output-layer',
      'training.json',
      'verdicts.jsonl',
    ]);
    expect((await readdir(join(runs, 'moss-2-d3-seed1'))).sort()).toEqual([
      'checkpoints',
      'config.json',
      'evaluation.json',
      'training.json',
    ]);
    expect(await json(runs, 'softmax-d3-seed1', 'config.json')).toMatchObject({
      task: 'synthetic',
      run: 'softmax-d3-seed1',
      head: { kind: 'softmax', bias: 'learned', rows: 'free' },
      dim: 3,
      seed: 1,
      truth: { kind: 'low-rank', rank: 6, seed: 0 },
    });
    const { entropy, crossEntropy, divergence } = await json<Record<string, number>>(
      runs,
      'softmax-d3-seed1',
      'evaluation.json',
    );
    expect(divergence).toBeCloseTo(crossEntropy! - entropy!, 12);
    const charts = await readdir(join(runs, 'charts'));
    expect(charts).toEqual(
      expect.arrayContaining(['divergence.png', 'matched-modes.png', 'unargmaxable.png']),
    );
  });

  it('does again what is not there', async () => {
    // As if it had been stopped: no fit in one folder, no evaluation in another, half of the verdicts in a third.
    const verdicts = join(runs, 'softmax-d3-seed0', 'verdicts.jsonl');
    const lines = (await readFile(verdicts, 'utf8')).trimEnd().split('\n');
    await writeFile(verdicts, `${lines.slice(0, 5).join('\n')}\n`);
    const detection = await json<object>(runs, 'softmax-d3-seed0', 'detection.json');
    await writeFile(
      join(runs, 'softmax-d3-seed0', 'detection.json'),
      JSON.stringify({ ...detection, complete: false }),
    );
    await rm(join(runs, 'softmax-d1-seed0', 'training.json'));
    await rm(join(runs, 'moss-2-d1-seed0', 'evaluation.json'));
    const resumed = await runMain(argv, { workingDirectory: folder });
    expect(resumed.code, resumed.stderr).toBe(0);
    const shown = resumed.stderr.match(/(Fit|Evaluate|Decide) [^,]+, seed \d/g);
    expect([...new Set(shown)]).toEqual([
      'Fit softmax d=1, seed 0',
      'Evaluate softmax d=1, seed 0',
      'Decide softmax d=1, seed 0',
      'Decide softmax d=3, seed 0',
      'Evaluate MoSS-2 d=1, seed 0',
    ]);
    const resumedLines = (await readFile(verdicts, 'utf8')).trimEnd().split('\n');
    expect(resumedLines.slice(0, 5)).toEqual(lines.slice(0, 5));
    const untimed = (line: string): unknown => ({ ...(JSON.parse(line) as object), milliseconds: 0 });
    expect(resumedLines.map(untimed)).toEqual(lines.map(untimed));
    const same = ({ heads }: { heads: Head[] }): unknown => heads.map((head) => ({ ...head, seconds: null }));
    expect(same(JSON.parse(resumed.stdout) as { heads: Head[] })).toEqual(
      same(JSON.parse(first.stdout) as { heads: Head[] }),
    );
  });

  it('refuses runs for another truth, and suggests a head', async () => {
    const options = { workingDirectory: folder };
    const changed = await runMain([...argv, '--set', 'truth.rank=5'], options);
    expect(changed).toMatchObject({ code: 2, stdout: '' });
    expect(changed.stderr).toContain('holds a run with other settings: truth.rank was 6 and is now 5.');
    const mistyped = await runMain(['train', 'tiny.yaml', '--head', 'mos-2-d1'], options);
    expect(mistyped.stderr).toContain('Did you mean "moss-2-d1"?');
  });

  it('has runs that can be audited, and says which commands are for others', async () => {
    const options = { workingDirectory: folder };
    const run = join('runs', 'tiny', 'softmax-d3-seed0');
    const audited = await runMain(
      ['audit', run, '--rule', 'argmax', '--out', 'a', '--json', '--workers', '0'],
      options,
    );
    const { unargmaxable, undecided } = await json<{ unargmaxable: number; undecided: number }>(
      runs,
      'softmax-d3-seed0',
      'detection.json',
    );
    expect(undecided).toBe(0);
    expect(audited.code, audited.stderr).toBe(unargmaxable > 0 ? 3 : 0);
    expect(JSON.parse(audited.stdout)).toMatchObject({ total: 12, argmaxable: 12 - unargmaxable });
    const mixture = await runMain(['audit', 'runs/tiny/moss-2-d3-seed0', '--rule', 'argmax'], options);
    expect(mixture).toMatchObject({ code: 2, stdout: '' });
    expect(mixture.stderr).toContain('its head is a mixture of softmaxes');

    const evaluated = await runMain(['evaluate', run], options);
    expect(evaluated).toMatchObject({ code: 2, stdout: '' });
    expect(evaluated.stderr).toContain('is a run of the task synthetic');
    const described = await runMain(['datasets', 'describe', 'tiny.yaml'], options);
    expect(described.stderr).toContain('tiny.yaml: the task synthetic has no examples with labels');
  });
});

describe('preventions', () => {
  it('let every class win where it could not', async () => {
    const folder = await writeTinySynthetic('report: { title: Preventions }\n');
    const heads = 'heads=[{kind: softmax, bias: [none, preventing]}, {kind: softmax, rows: unit}]';
    const { code, stdout, stderr } = await runMain(
      ['experiment', 'tiny.yaml', '--json', '--set', heads, '--set', 'dims=2'],
      { workingDirectory: folder },
    );
    expect(code, stderr).toBe(0);
    const shares = (JSON.parse(stdout) as { heads: Head[] }).heads.map(({ headId, unargmaxable }) => [
      headId,
      unargmaxable!.mean,
    ]);
    expect(shares[0]![0]).toBe('softmax-no-bias-d2');
    expect(shares[0]![1]).toBeGreaterThan(0);
    expect(shares.slice(1)).toEqual([
      ['softmax-preventing-bias-d2', 0],
      ['softmax-unit-rows-d2', 0],
    ]);
  });
});

describe('a bad synthetic configuration', () => {
  const base = {
    truth: 'truth: { kind: low-rank, contexts: 9, classes: 9, rank: 4 }',
    dims: 'dims: [2]',
    heads: 'heads: [{ kind: softmax }]',
  };

  it.each([
    [
      'no components',
      { heads: 'heads:\n  - kind: mixture\n    components: 0' },
      'x.yaml:7:5: heads[0].components',
      '>= 1, got 0',
    ],
    [
      'one knot',
      { heads: 'heads:\n  - kind: plif\n    knots: 1' },
      'x.yaml:7:5: heads[0].knots',
      '>= 2, got 1',
    ],
    [
      'one knot of a member',
      {
        heads: 'heads:\n  - kind: mixture\n    components: 2\n    member:\n      kind: plif\n      knots: 1',
      },
      'x.yaml:10:7: heads[0].member.knots',
      '>= 2, got 1',
    ],
    [
      'an interval that runs backwards',
      { heads: 'heads:\n  - kind: plif\n    interval: [20, -20]' },
      'x.yaml:7:5: heads[0].interval',
      'expected [low, high] with low < high, got [20,-20]',
    ],
    [
      'unit rows with a bias',
      { heads: 'heads:\n  - kind: softmax\n    rows: unit\n    bias: learned' },
      'x.yaml:7:5: heads[0].rows',
      'unit rows go with bias: none only',
    ],
    [
      'a head for labels',
      { heads: 'heads: [{ kind: dft, k: 2 }]' },
      'x.yaml:5:11: heads[0].kind',
      'expected one of softmax, sigsoftmax',
    ],
    [
      'too high a rank',
      { truth: 'truth: { kind: low-rank, contexts: 9, classes: 9, rank: 10 }' },
      'x.yaml:3:51: truth.rank',
      'expected a rank of at most',
    ],
    [
      'a temperature of 0',
      { truth: 'truth: { kind: low-rank, rank: 2, temperature: 0 }' },
      'x.yaml:3:35: truth.temperature',
      '> 0, got 0',
    ],
    ['no width', { dims: 'dims: []' }, 'x.yaml:4:1: dims', 'a list with length >= 1'],
    [
      'data',
      { dims: 'dims: [2]\ndata: { kind: wordnet }' },
      'x.yaml:5:1: data: unknown key',
      'The keys here are: task, name',
    ],
  ])('%s', async (_name, change, place, words) => {
    const folder = await newFolder();
    const { truth, dims, heads } = { ...base, ...change };
    await writeFile(join(folder, 'x.yaml'), `name: x\ntask: synthetic\n${truth}\n${dims}\n${heads}\n`);
    const { code, stdout, stderr } = await runMain(['experiment', 'x.yaml'], { workingDirectory: folder });
    expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toContain(place);
    expect(stderr).toContain(words);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });

  it('an unknown task', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'x.yaml'), 'name: x\ntask: synthetics\n');
    const { stderr } = await runMain(['experiment', 'x.yaml'], { workingDirectory: folder });
    expect(stderr).toMatch(
      /^error: x\.yaml:2:1: task: expected one of classification, synthetic[^\n]*, got "synthetics"\. Did you mean "synthetic"\?\n$/,
    );
  });
});
