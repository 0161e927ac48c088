import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors } from '@sbn/train';
import { describe, expect, it } from 'vitest';
import { runMain } from '../src/testing/run-main.js';
import { writeTinyExperiment } from '../src/testing/tiny-experiment.js';

async function json<T>(...path: string[]): Promise<T> {
  return JSON.parse(await readFile(join(...path), 'utf8')) as T;
}

describe('a PLIF for labels', () => {
  it('is trained with a learning rate of its own, measured as other heads for labels and asked by threshold', async () => {
    const folder = await writeTinyExperiment({
      epochs: 8,
      heads: '  - { kind: sigmoid }\n  - { kind: plif, output: labels, knots: 50, learningRate: 0.05 }\n',
    });
    const options = { workingDirectory: folder };
    const { code, stdout, stderr } = await runMain(['experiment', 'tiny.yaml', '--json'], options);
    expect(code, stderr).toBe(0);
    const { metric, heads } = JSON.parse(stdout) as {
      metric: string;
      heads: {
        headId: string;
        numParams: number;
        metric: { mean: number };
        unargmaxable: { mean: number };
      }[];
    };
    expect(metric).toBe('f1At5');
    const [sigmoid, plif] = heads;
    expect(plif!.headId).toBe('sigmoid-plif-k50');
    // 51 slopes for 50 knots.
    expect(plif!.numParams).toBe(sigmoid!.numParams + 51);
    expect(plif!.metric.mean).toBeGreaterThan(0.4);
    expect(plif!.unargmaxable.mean).toBe(0);

    const run = join(folder, 'runs', 'tiny', 'sigmoid-plif-k50-seed0');
    expect(await json(run, 'config.json')).toMatchObject({
      head: { kind: 'plif', output: 'labels', knots: 50 },
      training: { loss: { kind: 'sigmoid-cross-entropy' } },
      detection: { rule: 'threshold' },
    });
    expect(await json(run, 'evaluation.json')).toMatchObject({ metrics: { microF1: expect.any(Number) } });
    const { metadata } = await readSafetensors(join(run, 'checkpoints', 'last.safetensors'));
    expect(JSON.parse(metadata.config!).rules['head/slopes'].learningRate).toBe(0.05);
  });
});

describe('heads of classes on examples with labels', () => {
  it('are trained, measured as classifiers and asked by argmax', async () => {
    const folder = await writeTinyExperiment({
      mostLabels: 1,
      epochs: 8,
      heads:
        '  - { kind: sigsoftmax }\n  - { kind: mixture, components: 2 }\n  - { kind: plif, knots: 50 }\n',
    });
    const { code, stdout, stderr } = await runMain(['experiment', 'tiny.yaml', '--json'], {
      workingDirectory: folder,
    });
    expect(code, stderr).toBe(0);
    const summary = JSON.parse(stdout) as {
      metric: string;
      heads: { headId: string; metric: { mean: number }; unargmaxable: { mean: number } | null }[];
    };
    expect(summary.metric).toBe('accuracy');
    expect(summary.heads.map(({ headId }) => headId)).toEqual(['sigsoftmax', 'mos-2', 'plif-k50']);
    for (const { metric } of summary.heads) expect(metric.mean).toBeGreaterThan(0.9);
    expect(summary.heads[0]!.unargmaxable!.mean).toBe(0);
    expect(summary.heads[1]!.unargmaxable).toBe(null);

    const run = join(folder, 'runs', 'tiny', 'sigsoftmax-seed0');
    const { metrics } = await json<{ metrics: Record<string, number> }>(run, 'evaluation.json');
    expect(Object.keys(metrics)).toEqual([
      'accuracy',
      'perplexity',
      'meanReciprocalRank',
      'brierScore',
      'expectedCalibrationError',
      'loss',
    ]);
    expect(metrics.perplexity).toBeCloseTo(Math.exp(metrics.loss!), 10);
    expect(await json(run, 'config.json')).toMatchObject({
      training: { loss: { kind: 'softmax-cross-entropy' } },
      detection: { rule: 'argmax' },
    });
    expect(await json(run, 'detection.json')).toMatchObject({ total: 12, question: { rule: 'argmax' } });
    const html = await readFile(join(folder, 'runs', 'tiny', 'report.html'), 'utf8');
    expect(html).toContain('accuracy');
    const predict = async (top: number): Promise<{ name: string; probability: number }[]> => {
      const argv = ['predict', run, '--top', String(top), '--json'];
      const stdin = '"word3 sign3"\n';
      const predicted = await runMain(argv, { workingDirectory: folder, stdin });
      expect(predicted.code, predicted.stderr).toBe(0);
      return (JSON.parse(predicted.stdout) as { labels: { name: string; probability: number }[] }).labels;
    };
    const all = await predict(12);
    expect(all[0]!.name).toBe('label 3');
    expect(all.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 10);
    expect(await predict(1)).toEqual(all.slice(0, 1));
  });

  it('need exactly one label per example', async () => {
    const folder = await writeTinyExperiment({ heads: '  - { kind: softmax }\n' });
    const { code, stdout, stderr } = await runMain(['experiment', 'tiny.yaml', '--quiet'], {
      workingDirectory: folder,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^error: data: example \d+ of the train split has [23] labels \(label \d+, label \d+(, label \d+)?\), and a softmax head outputs exactly one\. Take a head for label sets[^\n]*\n$/,
    );
  });

  it('have a loss of their own', async () => {
    const folder = await writeTinyExperiment({ heads: '  - { kind: dft, k: 3 }\n  - { kind: softmax }\n' });
    const refuse = async (kind: string): Promise<string> => {
      const argv = ['experiment', 'tiny.yaml', '--set', `training.loss.kind=${kind}`];
      const { code, stderr } = await runMain(argv, { workingDirectory: folder });
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refuse('softmax-cross-entropy')).toContain(
      'training.loss.kind: softmax-cross-entropy is a loss for one class per example, and heads[0] is dft.',
    );
    expect(await refuse('focal')).toContain(
      'focal is a loss for label sets, and heads[1] is softmax. Leave loss out: each head then has its own',
    );
  });
});
