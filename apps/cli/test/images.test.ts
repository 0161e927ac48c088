import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors } from '@sbn/train';
import { beforeAll, describe, expect, it } from 'vitest';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { writeTinyImages } from '../src/testing/tiny-images.js';

async function json<T>(...path: string[]): Promise<T> {
  return JSON.parse(await readFile(join(...path), 'utf8')) as T;
}

describe('sbn experiment with pictures', () => {
  let folder: string;
  let first: MainRun;
  beforeAll(async () => {
    folder = await writeTinyImages({ seeds: [0, 1] });
    first = await runMain(['experiment', 'tiny.yaml', '--json'], { workingDirectory: folder });
  });

  it('goes from folders of pictures to a report in one command', async () => {
    expect(first.code, first.stderr).toBe(0);
    const summary = JSON.parse(first.stdout) as {
      report: string;
      dataset: {
        classNames: string[];
        unseenClasses: number;
        counts: Record<string, object>;
        skipped: object[];
      };
      methods: {
        name: string;
        seeds: number[];
        metrics: Record<string, { mean: number; low: number } | null>;
      }[];
    };
    expect(summary.dataset.classNames).toEqual(['plain/beam', 'plain/pole', 'plain/slope']);
    expect(summary.dataset.skipped).toHaveLength(1);
    // All pictures of the class that was never seen, and none of the others that are unknown.
    expect(summary.dataset.counts.test).toMatchObject({ unknown: 40 });
    expect(summary.methods.map(({ name }) => name)).toEqual([
      'averaged sigmoid',
      'softmax, highest probability',
      'softmax, energy',
    ]);
    for (const { metrics, seeds } of summary.methods) {
      expect(seeds).toEqual([0, 1]);
      expect(metrics.closedSetAccuracy!.mean).toBeGreaterThan(0.9);
      expect(metrics.areaUnderRoc!.mean).toBeGreaterThan(0.3);
      expect(metrics.closedSetAccuracy!.low).toBeLessThanOrEqual(metrics.closedSetAccuracy!.mean);
    }
    const html = await readFile(summary.report, 'utf8');
    for (const words of [
      'averaged sigmoid',
      'sees the likeliest class',
      'data:image/png',
      'Learning curves',
      'FPR@95',
      'Class by class',
      'plain/slope',
    ]) {
      expect(html).toContain(words);
    }
    const csv = (await readFile(join(folder, 'runs', 'tiny', 'summary.csv'), 'utf8')).trimEnd().split('\n');
    expect(csv).toHaveLength(1 + 2 + 4);
    expect(csv[0]).toMatch(/^run,head,seed,score,temperature,.*,areaUnderRoc,/);
    expect(first.stderr).toContain('Left out: 1 file, such as');
  });

  it('leaves folders that can be read without it', async () => {
    const run = join(folder, 'runs', 'tiny', 'averaged-sigmoid-seed1');
    const files = await readdir(run);
    for (const file of ['config.json', 'dataset.json', 'inputs.json', 'training.json', 'evaluation.json']) {
      expect(files).toContain(file);
    }
    expect(await json(run, 'inputs.json')).toMatchObject({
      classNames: ['plain/beam', 'plain/pole', 'plain/slope'],
      preparation: { height: 12, width: 12, channels: 1, fit: 'contain' },
    });
    const { scores } = await json<{ scores: { rejection: { temperature: number; thresholds: number[] } }[] }>(
      run,
      'evaluation.json',
    );
    expect(scores[0]!.rejection.temperature).toBeGreaterThan(0);
    expect(scores[0]!.rejection.thresholds).toHaveLength(3);
    expect((await readdir(join(run, 'maps'))).sort()).toEqual([1, 2, 3, 4, 5, 6].map((n) => `${n}.png`));
  });

  it('has heads of all kinds, with their losses', async () => {
    const heads = `
  - { kind: sigmoid, trainOnUnknown: false }
  - { kind: averaged-sigmoid, loss: { kind: adaptive-cross-entropy, alpha: 0.3, gamma: 2, labelSmoothing: 0.05 } }
  - { kind: softmax, unknownClass: true }
  - { kind: softmax, loss: { kind: entropic-open-set }, scores: [max-softmax] }
`.slice(1);
    const all = await writeTinyImages({ heads, epochs: 1, perClass: 16 });
    const { code, stdout, stderr } = await runMain(['experiment', 'tiny.yaml', '--json'], {
      workingDirectory: all,
    });
    expect(code, stderr).toBe(0);
    const { methods } = JSON.parse(stdout) as { methods: { headId: string; score: string }[] };
    expect(methods.map(({ headId, score }) => [headId, score])).toEqual([
      ['sigmoid-known-only', 'max-sigmoid'],
      ['averaged-sigmoid-ace-a0.3-g2-s0.05', 'max-sigmoid'],
      ['softmax-unknown-class', 'one-minus-unknown'],
      ['softmax-entropic', 'max-softmax'],
    ]);
  });

  it('measures other scores without training again', async () => {
    const heads = ['--set', 'heads=[{kind: averaged-sigmoid}, {kind: softmax, scores: [energy]}]'];
    const again = await runMain(['experiment', 'tiny.yaml', '--json', ...heads], {
      workingDirectory: folder,
    });
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).not.toContain('Train ');
    expect(JSON.parse(again.stdout)).toMatchObject({ methods: [{}, { name: 'softmax', score: 'energy' }] });
  });
});

describe('an image classifier that is interrupted', () => {
  it('ends where it would have ended, whenever the signal came', async () => {
    const heads = '  - { kind: softmax }\n';
    const [whole, broken] = [await writeTinyImages({ heads }), await writeTinyImages({ heads })];
    // Pictures that are varied and put together to new batches, so that both have to go on where they were.
    const argv = ['experiment', 'tiny.yaml', '--set', 'data.augment={rotate: 20}'];
    const unbroken = await runMain(argv, { workingDirectory: whole });
    expect(unbroken.code, unbroken.stderr).toBe(0);
    let stops = 0;
    for (let lines = 2; ; lines += 4) {
      const run = await runUntil(argv, broken, lines);
      if (run.code === 0) break;
      expect(run.code, run.stderr).toBe(130);
      stops++;
    }
    expect(stops).toBeGreaterThan(2);
    const outcome = async (folder: string): Promise<object> => {
      const run = join(folder, 'runs', 'tiny', 'softmax-seed0');
      const { scores } = await json<{ scores: object[] }>(run, 'evaluation.json');
      const { tensors } = await readSafetensors(join(run, 'checkpoints', 'last.safetensors'));
      return { scores, tensors: [...tensors].map(([name, { data }]) => [name, [...data]]) };
    };
    expect(await outcome(broken)).toEqual(await outcome(whole));
  });

  /** Interrupts a run as soon as its log has so many lines. */
  async function runUntil(
    argv: readonly string[],
    workingDirectory: string,
    lines: number,
  ): Promise<MainRun> {
    const log = join(workingDirectory, 'runs', 'tiny', 'softmax-seed0', 'metrics.jsonl');
    const controller = new AbortController();
    const timer = setInterval(() => {
      const count = existsSync(log) ? readFileSync(log, 'utf8').split('\n').length : 0;
      if (count > lines) controller.abort(new Error('stop'));
    }, 2);
    try {
      return await runMain(argv, { workingDirectory, signal: controller.signal });
    } finally {
      clearInterval(timer);
    }
  }
});

describe('sbn export', () => {
  it('writes what computes the same, in both formats, and says by how much it differs', async () => {
    const folder = await writeTinyImages({
      heads: '  - { kind: averaged-sigmoid }\n',
      epochs: 1,
      perClass: 16,
    });
    const workingDirectory = folder;
    const trained = await runMain(['train', 'tiny.yaml'], { workingDirectory });
    expect(trained.code, trained.stderr).toBe(0);
    const run = join('runs', 'tiny', 'averaged-sigmoid-seed0');
    const exported = await runMain(['export', run, '--onnx', 'm.onnx', '--tfjs', 'web'], {
      workingDirectory,
    });
    expect(exported.code, exported.stderr).toBe(0);
    const differences = [...exported.stdout.matchAll(/logits differ by at most (\S+),/g)].map(([, text]) =>
      Number(text),
    );
    expect(differences).toHaveLength(2);
    for (const difference of differences) expect(difference).toBeLessThan(1e-5);
    expect(existsSync(join(folder, 'm.onnx'))).toBe(true);
    const { userDefinedMetadata } = await json<{ userDefinedMetadata: Record<string, string> }>(
      folder,
      'web',
      'model.json',
    );
    expect(JSON.parse(userDefinedMetadata.labels!)).toEqual(['plain/beam', 'plain/pole', 'plain/slope']);
    expect(JSON.parse(userDefinedMetadata.preparation!)).toMatchObject({ height: 12, fit: 'contain' });
    const refused = await runMain(['export', run], { workingDirectory });
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('expected --onnx with a file, or --tfjs with a folder');
  });
});

describe('bad configurations of pictures', () => {
  it('are refused with file, line and what is wrong', async () => {
    const folder = await writeTinyImages({ perClass: 4 });
    const refuses = async (set: string, expected: RegExp): Promise<void> => {
      const { code, stderr } = await runMain(['train', 'tiny.yaml', '--head', 'softmax', '--set', set], {
        workingDirectory: folder,
      });
      expect(stderr).toMatch(expected);
      expect(code).toBe(2);
      expect(
        existsSync(join(folder, 'runs', 'tiny', 'softmax-seed0', 'checkpoints', 'last.safetensors')),
      ).toBe(false);
    };
    await refuses('heads=[{kind: softmax, scores: [one-minus-unknown]}]', /needs unknownClass: true/);
    await refuses(
      'heads=[{kind: softmax, unknownClass: true, loss: {kind: entropic-open-set}}]',
      /choose one of the two/,
    );
    await refuses('heads=[{kind: sigmoid, scores: [energy]}]', /heads\[0\]\.scores\[0\]: expected/);
    await refuses('data.channels=2', /data\.channels: expected 1 \(grey\) or 3 \(colour\)/);
    await refuses('data.unknown=[round/*]', /data\.unknown: no class is called "round\/\*"/);
    await refuses('data.unseen=[plain/*]', /left to know/);
    await refuses('data.split={valid: 0, test: 0.2}', /there are no validation pictures of known classes/);
    await refuses('data.onCorrupt=fail', /no-picture\.jpg/);
    await refuses(
      'encoder.blocks=[{filters: 4, pool: 20}]',
      /encoder: .*blocks\[0\] leaves nothing of a map/,
    );
  });
});
