import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors } from '@sbn/train';
import { beforeAll, describe, expect, it } from 'vitest';
import { fingerprints } from '../src/testing/fingerprints.js';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { writeTinyLanguageModel } from '../src/testing/tiny-language-model.js';

async function json<T>(...path: string[]): Promise<T> {
  return JSON.parse(await readFile(join(...path), 'utf8')) as T;
}

describe('sbn experiment with language models', () => {
  let folder: string;
  let first: MainRun;
  beforeAll(async () => {
    folder = await writeTinyLanguageModel({ seeds: [0, 1] });
    first = await runMain(['experiment', 'tiny.yaml', '--json'], { workingDirectory: folder });
  });

  it('goes from text to a report in one command', async () => {
    expect(first.code, first.stderr).toBe(0);
    const summary = JSON.parse(first.stdout) as {
      report: string;
      corpus: { vocabularySize: number };
      heads: {
        headId: string;
        tied: boolean;
        numParams: number;
        headParams: number;
        perplexity: { mean: number; low: number; high: number };
        numericalRank: { mean: number };
        unargmaxable: { mean: number } | null;
        epochs: object[];
      }[];
    };
    // 8 words, the end of line and the unknown word.
    expect(summary.corpus.vocabularySize).toBe(10);
    expect(summary.heads.map(({ headId, tied }) => [headId, tied])).toEqual([
      ['softmax', true],
      ['mos-2', true],
    ]);
    for (const { perplexity, epochs } of summary.heads) {
      // Ten words without knowledge; two, seldom three, for whoever knows the text.
      expect(perplexity.mean).toBeLessThan(5);
      expect(perplexity.mean).toBeGreaterThan(1.8);
      expect(perplexity.low).toBeLessThan(perplexity.high);
      expect(epochs).toHaveLength(3);
    }
    const [softmax, mixture] = summary.heads;
    // The head's weights are the embeddings: what is left is its bias.
    expect(softmax!.headParams).toBe(10);
    expect(softmax!.numParams).toBe(10 * 6 + 4 * 6 * 6 * 2 + 4 * 6 + 10);
    expect(softmax!.numericalRank.mean).toBeLessThanOrEqual(8);
    expect(softmax!.unargmaxable).not.toBeNull();
    expect(mixture!.unargmaxable).toBeNull();
    expect(first.stderr).toContain('[4/4] Evaluate MoS-2, seed 1');
    const html = await readFile(summary.report, 'utf8');
    expect(html).toMatch(/^<!doctype html>/i);
    for (const words of ['MoS-2', 'Learning curves', 'Test perplexity', 'Tokens that can never win']) {
      expect(html).toContain(words);
    }
  });

  it('leaves folders that can be read without it', async () => {
    const run = join(folder, 'runs', 'tiny', 'softmax-seed1');
    expect((await readdir(run)).sort()).toEqual([
      'checkpoints',
      'config.json',
      'dataset.json',
      'detection.json',
      'evaluation.json',
      'metrics.jsonl',
      'output-layer',
      'training.json',
      'verdicts.jsonl',
    ]);
    expect((await readdir(join(run, 'output-layer'))).sort()).toEqual([
      'bias.npy',
      'labels.txt',
      'weights.npy',
    ]);
    expect(await json(run, 'config.json')).toMatchObject({
      task: 'language-model',
      experiment: 'tiny',
      head: { kind: 'softmax' },
      seed: 1,
      data: { kind: 'text', train: join(folder, 'tiny.txt') },
      model: { embeddingDim: 6, hiddenDims: [6], tied: true },
    });
    const { counts } = await json<{ counts: Record<string, { tokens: number }> }>(run, 'dataset.json');
    const { text, contexts } = await json<{ text: { numTokens: number }; contexts: object }>(
      run,
      'evaluation.json',
    );
    expect(text.numTokens).toBe(counts.test!.tokens - 1);
    expect(contexts).toMatchObject({ numContexts: text.numTokens, method: 'exact', energyLoss: 1e-3 });
    expect(await json(run, 'detection.json')).toMatchObject({ complete: true, total: 10 });
    // A mixture has no linear layer to be asked about.
    const mixture = await readdir(join(folder, 'runs', 'tiny', 'mos-2-seed0'));
    expect(mixture).not.toContain('output-layer');
    expect(mixture).not.toContain('verdicts.jsonl');
    const charts = await readdir(join(folder, 'runs', 'tiny', 'charts'));
    expect(charts.sort()).toEqual(['training-perplexity.png', 'validation-perplexity.png']);
  });

  it('has layers that can be audited', async () => {
    const argv = ['audit', join('runs', 'tiny', 'softmax-seed0'), '--rule', 'argmax', '--json'];
    const { stdout, stderr } = await runMain(argv, { workingDirectory: folder });
    const { total, unargmaxable } = await json<{ total: number; unargmaxable: number }>(
      folder,
      'runs/tiny/softmax-seed0/detection.json',
    );
    expect(JSON.parse(stdout), stderr).toMatchObject({
      layer: { dim: 6, hasBias: true },
      question: { rule: 'argmax' },
      argmaxable: total - unargmaxable,
    });
  });

  it('measures again where the settings differ, without training', async () => {
    const report = join(folder, 'runs', 'tiny', 'report.html');
    const before = (await stat(report)).mtimeMs;
    const options = { workingDirectory: folder };
    const argv = ['experiment', 'tiny.yaml', '--json', '--set', 'evaluation.ranks.contexts=50'];
    const fewer = await runMain(argv, options);
    expect(fewer.code, fewer.stderr).toBe(0);
    expect(fewer.stderr).not.toContain('Train ');
    expect(JSON.parse(fewer.stdout)).toMatchObject({ contexts: { numContexts: 50 } });
    expect((await stat(report)).mtimeMs).toBeGreaterThan(before);
  });
});

describe('the settings of a configuration', () => {
  it('are those of the training', async () => {
    const folder = await writeTinyLanguageModel({
      heads: '  - { kind: plif, knots: 9, learningRate: 0.3 }\n',
    });
    const settings = {
      'model.hiddenDims': '[5, 6]',
      'model.dropout': '{ tokens: 0.1, inputs: 0.2, hidden: 0.3, outputs: 0.4, recurrent: 0.5 }',
      'training.optimizer': 'nt-asgd',
      'training.nonMono': '3',
      'training.learningRate': '2',
      'training.weightDecay': '0.001',
      'training.variableWindows': 'true',
      'training.penalties': '{ activation: 0.2, temporal: 0.1 }',
      'training.clipNorm': '0.25',
      'training.patience': '2',
      'training.schedule': '{ kind: cosine }',
      'evaluation.batchSize': '3',
      'evaluation.window': '7',
    };
    const set = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const run = await runMain(['train', 'tiny.yaml', ...set], { workingDirectory: folder });
    expect(run.code, run.stderr).toBe(0);
    const { metadata } = await readSafetensors(
      join(folder, 'runs', 'tiny', 'plif-k9-seed0', 'checkpoints', 'last.safetensors'),
    );
    const { data, rules, schedule, ...config } = JSON.parse(metadata.config!);
    const windows = Math.ceil((Math.floor(data.trainTokens / 4) - 1) / 10);
    expect(schedule).toMatchObject({ kind: 'cosine', steps: 3 * windows });
    expect(rules['head/slopes'].learningRate).toBe(0.3);
    expect(rules['embedding/table']).toMatchObject({ learningRate: 2, weightDecay: 0.001 });
    expect(config).toMatchObject({
      model: {
        vocabularySize: 10,
        embeddingDim: 6,
        hiddenDims: [5, 6],
        tied: true,
        dropout: { tokens: 0.1, inputs: 0.2, hidden: 0.3, outputs: 0.4, recurrent: 0.5 },
        head: { kind: 'plif', numKnots: 9, tied: true },
        seed: 0,
      },
      optimizer: { kind: 'sgd' },
      averaging: { nonMono: 3 },
      epochs: 3,
      batchSize: 4,
      windowLength: 10,
      variableWindows: true,
      clipNorm: 0.25,
      penalties: { activation: 0.2, temporal: 0.1 },
      earlyStopping: { patience: 2, minDelta: 0 },
      evaluation: { batchSize: 3, windowLength: 7 },
      seed: 0,
    });
  });
});

describe('a language model that is interrupted', () => {
  it('ends where it would have ended, whenever the signal came', async () => {
    const heads = '  - { kind: plif, knots: 20 }\n';
    const set = ['--set', 'training.optimizer=nt-asgd', '--set', 'training.nonMono=0'];
    const argv = ['experiment', 'tiny.yaml', '--json', '--set', 'training.variableWindows=true', ...set];
    const whole = await writeTinyLanguageModel({ heads });
    const broken = await writeTinyLanguageModel({ heads });
    const unbroken = await runMain(argv, { workingDirectory: whole });
    expect(unbroken.code, unbroken.stderr).toBe(0);
    let stops = 0;
    for (let attempt = 0; ; attempt++) {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(new Error('stop')), 150 + 250 * attempt);
      const run = await runMain(argv, { workingDirectory: broken, signal: controller.signal });
      clearTimeout(timer);
      if (run.code === 0) break;
      stops++;
    }
    expect(stops).toBeGreaterThan(0);
    expect(await fingerprints(broken)).toEqual(await fingerprints(whole));
  });
});

describe('bad configurations of language models', () => {
  it('are refused before anything runs, with file, line and what is wrong', async () => {
    const folder = await writeTinyLanguageModel();
    const refuses = async (set: string[], expected: string | RegExp): Promise<void> => {
      const argv = ['experiment', 'tiny.yaml', ...set.flatMap((one) => ['--set', one])];
      const { code, stderr } = await runMain(argv, { workingDirectory: folder });
      expect(code).toBe(2);
      expect(stderr).toMatch(expected);
      expect(existsSync(join(folder, 'runs'))).toBe(false);
    };
    await refuses(
      ['model.hiddenDims=[8]', 'model.tied=true'],
      /--set model\.tied=true: model\.tied: an embedding has 6 numbers and a class of heads\[0\] \(softmax\) has 8, the last of hiddenDims/,
    );
    await refuses(
      ['model.tied=true', 'heads=[{kind: mixture, components: 2, dim: 3}]'],
      /heads\[0\]\.dim: an embedding has 6 numbers and a class of heads\[0\] \(mixture\) has 3;/,
    );
    await refuses(['heads=[{kind: mixture, components: 0}]'], /components: expected a number >= 1, got 0/);
    await refuses(['heads=[{kind: plif, knots: 1}]'], /knots: expected a number >= 2, got 1/);
    await refuses(
      ['heads=[{kind: plif, interval: [3, -3]}]'],
      /interval: expected \[low, high\] with low < high, got \[3,-3\]/,
    );
    await refuses(['heads=[{kind: dft, k: 2}]'], /heads\[0\]\.kind: expected one of softmax, sigsoftmax/);
    await refuses(
      ['heads=[{kind: softmax}, {kind: softmax}]'],
      /heads\[1\] and heads\[0\] both make the head softmax/,
    );
    await refuses(['model.dropout.hidden=0.2'], /dropout between two LSTM layers, and hiddenDims has one/);
    await refuses(['data.shares.test=0.9'], /shares: expected shares that add up to less than 1/);
    await refuses(['data.valid=tiny.txt'], /shares\.valid: valid is a file already/);
    await refuses(['data={kind: text, train: tiny.txt}'], /there is no valid text: name its file/);
    await refuses(['data={kind: text, valid: v.txt, test: t.txt}'], /expected folder, or train/);
  });

  it('names the line of the file', async () => {
    const folder = await writeTinyLanguageModel({ heads: '  - { kind: mixture, components: 2, dim: 0 }\n' });
    const { stderr } = await runMain(['experiment', 'tiny.yaml'], { workingDirectory: folder });
    expect(stderr).toMatch(/^error: tiny\.yaml:6:\d+: heads\[0\]\.dim: expected a number >= 1, got 0$/m);
  });

  it('names the text that is not there, and the text that is too short', async () => {
    const folder = await writeTinyLanguageModel();
    const run = (set: string): Promise<MainRun> =>
      runMain(['experiment', 'tiny.yaml', '--set', set], { workingDirectory: folder });
    expect((await run('data.train=none.txt')).stderr).toContain(`${join(folder, 'none.txt')}`);
    expect((await run('training.batchSize=5000')).stderr).toMatch(
      /data\.train has \d+ tokens, and 10000 or more are needed/,
    );
  });
});
