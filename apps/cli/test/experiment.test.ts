import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { runMain } from '../src/testing/run-main.js';
import { spawnSbn } from '../src/testing/spawn-sbn.js';
import { writeTinyExperiment } from '../src/testing/tiny-experiment.js';

async function json<T>(...path: string[]): Promise<T> {
  return JSON.parse(await readFile(join(...path), 'utf8')) as T;
}

interface Summary {
  readonly heads: readonly { headId: string; metric: { mean: number }; unargmaxable: { mean: number } }[];
  readonly folder: string;
  readonly report: string;
}

describe('sbn experiment', () => {
  let folder: string;
  let first: Awaited<ReturnType<typeof spawnSbn>>;
  beforeAll(async () => {
    folder = await writeTinyExperiment({ seeds: [0, 1] });
    first = await spawnSbn(['experiment', 'tiny.yaml', '--json'], { cwd: folder });
  });

  it('goes from data to a report in one command', async () => {
    expect(first.code, first.stderr).toBe(0);
    const summary = JSON.parse(first.stdout) as Summary;
    expect(summary.heads.map(({ headId }) => headId)).toEqual(['bsl-d2', 'dft-k3-slack1']);
    const [bsl, dft] = summary.heads;
    expect(dft!.metric.mean).toBeGreaterThan(0.3);
    // Two dimensions have 24 sign vectors for 12 labels; the DFT layer promises every set of at most three labels.
    expect(bsl!.unargmaxable.mean).toBeGreaterThan(0.5);
    expect(dft!.unargmaxable.mean).toBe(0);
    expect(first.stderr).toContain('[4/4] Decide DFT k=3 slack=1, seed 1');
    const html = await readFile(summary.report, 'utf8');
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html).toContain('BSL d=2');
  });

  it('leaves folders that can be read without it', async () => {
    const run = join(folder, 'runs', 'tiny', 'dft-k3-slack1-seed1');
    expect((await readdir(run)).sort()).toEqual([
      'checkpoints',
      'config.json',
      'dataset.json',
      'detection.json',
      'evaluation.json',
      'inputs.json',
      'metrics.jsonl',
      'output-layer',
      'training.json',
      'verdicts.jsonl',
    ]);
    expect((await readdir(join(run, 'output-layer'))).sort()).toEqual([
      'labels.txt',
      'structure.json',
      'weights.npy',
    ]);
    expect(await json(run, 'config.json')).toMatchObject({
      experiment: 'tiny',
      head: { kind: 'dft', k: 3, slackDims: 1 },
      seed: 1,
      data: { kind: 'jsonl', train: join(folder, 'tiny.jsonl') },
      training: { epochs: 4, learningRate: 0.02 },
    });
    const { total, guarantee } = await json<{ total: number; guarantee: object }>(run, 'detection.json');
    expect(guarantee).toMatchObject({ k: 3, total, unargmaxable: 0 });
    const verdicts = (await readFile(join(run, 'verdicts.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(verdicts).toHaveLength(total);
    expect((await readdir(join(folder, 'runs', 'tiny'))).sort()).toEqual([
      'bsl-d2-seed0',
      'bsl-d2-seed1',
      'charts',
      'config.json',
      'dft-k3-slack1-seed0',
      'dft-k3-slack1-seed1',
      'experiment.yaml',
      'report.html',
      'summary.json',
    ]);
    const charts = await readdir(join(folder, 'runs', 'tiny', 'charts'));
    expect(charts.length).toBeGreaterThan(2);
    const png = await readFile(join(folder, 'runs', 'tiny', 'charts', charts[0]!));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
  });

  it('writes another report for another measurement, although the table is the same', async () => {
    const report = join(folder, 'runs', 'tiny', 'report.html');
    const before = (await stat(report)).mtimeMs;
    const argv = ['experiment', 'tiny.yaml', '--json', '--set', 'evaluation.batchSize=100'];
    const measured = await runMain(argv, { workingDirectory: folder });
    expect(measured).toMatchObject({ code: 0, stdout: first.stdout });
    expect((await stat(report)).mtimeMs).toBeGreaterThan(before);
  });

  it('evaluates, predicts, detects, verifies and reports on its runs', async () => {
    const run = join('runs', 'tiny', 'dft-k3-slack1-seed0');
    const options = { workingDirectory: folder };
    const evaluated = await runMain(['evaluate', run, '--split', 'valid', '--ks', '2', '--json'], options);
    expect(evaluated.code, evaluated.stderr).toBe(0);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({
      config: { split: 'valid', ks: [2] },
      metrics: { precisionAt2: expect.any(Number), microF1: expect.any(Number) },
    });

    const stdin = '{"text":"word3 sign3"}\n\n"word5 sign5 unknown"\n';
    const predicted = await runMain(['predict', run, '--top', '2', '--json'], { ...options, stdin });
    expect(predicted.code, predicted.stderr).toBe(0);
    const lines = predicted.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { line: number; labels: { name: string; probability: number }[] });
    expect(lines.map(({ line, labels }) => [line, labels[0]!.name, labels.length])).toEqual([
      [1, 'label 3', 2],
      [3, 'label 5', 2],
    ]);
    const wrong = await runMain(['predict', run], { ...options, stdin: '{"text":"x"}\n{"features":[1]}\n' });
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('standard input:2: expected {"text": "..."}'),
    });

    const detected = await runMain(['detect', run, '--json'], options);
    expect(detected.code, detected.stderr).toBe(0);
    expect(JSON.parse(detected.stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({
      event: 'summary',
      unargmaxable: 0,
    });
    const verified = await runMain(['verify', join(run, 'verdicts.jsonl'), '--run', run, '--json'], options);
    expect(verified.code, verified.stdout).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({ refused: 0, undecided: 0 });

    const reported = await runMain(['report', run, '--out', join(folder, 'one')], options);
    expect(reported.code, reported.stderr).toBe(0);
    expect(existsSync(join(folder, 'one', 'report.html'))).toBe(true);
    const described = await runMain(['datasets', 'describe', 'tiny.yaml', '--json'], options);
    expect(JSON.parse(described.stdout)).toMatchObject({
      numLabels: 12,
      provenance: { counts: { train: expect.any(Number) } },
    });
  });

  it('trains one run, and says how to choose it', async () => {
    const options = { workingDirectory: folder };
    const many = await runMain(['train', 'tiny.yaml'], options);
    expect(many.stderr).toMatch(
      /has 4 runs and this command trains one: add --head, one of bsl-d2, dft-k3-slack1 and --seed, one of 0, 1/,
    );
    expect((await runMain(['train', 'tiny.yaml', '--head', 'bsl-d3'], options)).stderr).toContain(
      'Did you mean "bsl-d2"?',
    );
  });

  it('says which training diverges, and which schedule cannot be lengthened', async () => {
    const options = { workingDirectory: folder };
    const argv = ['train', 'tiny.yaml', '--head', 'bsl-d2', '--seed', '0', '--quiet', '--out', 'z'];
    const diverged = await runMain([...argv, '--set', 'training.learningRate=1e30'], options);
    expect(diverged.code).toBe(2);
    expect(diverged.stderr).toMatch(
      /^error: training of bsl-d2-seed0: the loss is [^\n]*smaller learning rate[^\n]*\n$/,
    );

    const cosine = [...argv, '--fresh', '--set', 'training.schedule.kind=cosine'];
    expect((await runMain(cosine, options)).code).toBe(0);
    const longer = cosine.filter((word) => word !== '--fresh');
    expect((await runMain([...longer, '--set', 'training.epochs=5'], options)).stderr).toMatch(
      /z holds a run with other settings: training\.epochs was 4 and is now 5\./,
    );
    expect(existsSync(join(folder, 'z', 'training.json'))).toBe(true);
  });

  it('refuses a head that the labels have no room for, in one line', async () => {
    const options = { workingDirectory: folder };
    const { code, stderr } = await runMain(
      [
        'train',
        'tiny.yaml',
        '--quiet',
        '--out',
        'x',
        '--set',
        'heads=[{kind: dft, k: 6}]',
        '--set',
        'seeds=[0]',
      ],
      options,
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: head dft-k6: [^\n]*\bk\b[^\n]*\n$/);
    const dense = await runMain(
      [
        'train',
        'tiny.yaml',
        '--quiet',
        '--out',
        'y',
        '--set',
        'heads=[{kind: sigmoid}]',
        '--set',
        'seeds=[0]',
        '--set',
        'encoder={kind: dense}',
      ],
      options,
    );
    expect(dense.stderr).toContain(
      'encoder.kind: the data has bag inputs, which a dense encoder does not take',
    );
  });
});

describe('detection settings', () => {
  it('asks about the first so many sets, and measures radii in a box', async () => {
    const folder = await writeTinyExperiment({
      epochs: 1,
      heads: '  - { kind: sigmoid-bottleneck, dim: 3 }\n',
    });
    const sets = [
      'detection.limit=20',
      'detection.box=100',
      'detection.epsilon=0.5',
      'evaluation.threshold=tuned',
    ];
    const argv = ['experiment', 'tiny.yaml', '--json', ...sets.flatMap((set) => ['--set', set])];
    const { code, stderr } = await runMain(argv, { workingDirectory: folder });
    expect(code, stderr).toBe(0);
    const run = join(folder, 'runs', 'tiny', 'bsl-d3-seed0');
    const detection = await json<{
      total: number;
      unargmaxable: number;
      inBox: { box: number; epsilon: number; sets: Record<string, number>; radii: object[] };
    }>(run, 'detection.json');
    expect(detection.total).toBe(20);
    const { box, epsilon, sets: inBox } = detection.inBox;
    expect({ box, epsilon, total: inBox.total }).toEqual({ box: 100, epsilon: 0.5, total: 20 });
    expect(inBox.epsilonArgmaxable! + inBox.notEpsilonArgmaxable!).toBe(20);
    expect(inBox.argmaxable! + inBox.unargmaxable!).toBe(20);
    expect(inBox.unargmaxable).toBeGreaterThanOrEqual(detection.unargmaxable);
    expect(detection.inBox.radii).toHaveLength(9);
    const radii = (await readFile(join(run, 'radii.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(radii).toHaveLength(20 - detection.unargmaxable);

    // Half of the radii and another epsilon: measured anew.
    await writeFile(join(run, 'radii.jsonl'), `${radii.slice(0, 1).join('\n')}\n${radii[1]?.slice(0, 9)}`);
    const wider = await runMain([...argv, '--set', 'detection.epsilon=0'], { workingDirectory: folder });
    expect(wider.code, wider.stderr).toBe(0);
    const lines = (await readFile(join(run, 'radii.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { epsilon: number }).epsilon)).toEqual(
      radii.map(() => 0),
    );
    const after = await json<typeof detection>(run, 'detection.json');
    expect(after.inBox).toMatchObject({
      epsilon: 0,
      sets: { epsilonArgmaxable: 20 - detection.unargmaxable },
    });
  });

  it('may ask by another rule, and starts anew when the rule changes', async () => {
    const folder = await writeTinyExperiment({
      epochs: 1,
      heads: '  - { kind: sigmoid-bottleneck, dim: 2 }\n  - { kind: sigmoid-bottleneck, dim: 3 }\n',
    });
    const argv = (rule: string): string[] => ['experiment', 'tiny.yaml', '--set', `detection.rule=${rule}`];
    const run = join(folder, 'runs', 'tiny', 'bsl-d2-seed0');
    const detection = (): Promise<{ total: number; question: object; byCardinality: object[] }> =>
      json(run, 'detection.json');
    const classes = await runMain(argv('argmax'), { workingDirectory: folder });
    expect(classes.code, classes.stderr).toBe(0);
    expect(await detection()).toMatchObject({
      total: 12,
      question: { rule: 'argmax', labelSets: 'every class' },
    });
    expect(await readFile(join(folder, 'runs/tiny/report.html'), 'utf8')).toContain(
      'Every class was checked',
    );
    const pairs = await runMain(argv('topk:2'), { workingDirectory: folder });
    expect(pairs.code, pairs.stderr).toBe(0);
    const { total, question, byCardinality } = await detection();
    expect(question).toMatchObject({ rule: { topK: 2 } });
    expect(byCardinality).toMatchObject([{ cardinality: 2, total }]);
    const many = await runMain(argv('topk:9'), { workingDirectory: folder });
    expect(many).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the test split has no such label set'),
    });
    const none = await runMain(argv('best'), { workingDirectory: folder });
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('expected threshold, argmax or topk:K'),
    });
  });
});
