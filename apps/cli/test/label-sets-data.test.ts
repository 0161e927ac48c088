import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '@sbn/core';
import { expect, it } from 'vitest';
import { runMain } from '../src/testing/run-main.js';
import { newFolder, writeTinyExperiment } from '../src/testing/tiny-experiment.js';

const json = async <T>(...path: string[]): Promise<T> =>
  JSON.parse(await readFile(join(...path), 'utf8')) as T;

it('a data set of label sets alone is trained on: the features know the answer', async () => {
  const folder = await newFolder();
  const random = createRandom(4);
  const lines = Array.from({ length: 300 }, (_, i) => {
    const labels = [...random.sample(12, 1 + random.int(3))].map((label) => `'l${label}'`);
    return `${i},"[${labels.join(', ')}]"`;
  });
  await writeFile(join(folder, 'sets.csv'), lines.join('\n'));
  await writeFile(
    join(folder, 'tiny.yaml'),
    `name: tiny
data: { kind: label-sets, file: sets.csv, header: false, labelColumn: '1', labelSyntax: python, split: { test: 0.3 } }
encoder: { kind: bag, dim: 16 }
heads: [{ kind: sigmoid }]
training: { epochs: 8, batchSize: 8, learningRate: 0.1, backend: cpu }
detection: { enabled: false }
`,
  );
  const { code, stderr } = await runMain(['experiment', 'tiny.yaml'], { workingDirectory: folder });
  expect(code, stderr).toBe(0);
  const run = join(folder, 'runs', 'tiny', 'sigmoid-seed0');
  // No test set was seen in training, and yet nearly all are output.
  const { metrics } = await json<{ metrics: Record<string, number> }>(run, 'evaluation.json');
  expect(metrics.exactAccuracy).toBeGreaterThan(0.9);
});

it('labels in another order keep their names, in files, verdicts and predictions', async () => {
  const folder = await writeTinyExperiment({ heads: '  - { kind: sigmoid }\n', epochs: 8 });
  const run = join(folder, 'runs', 'tiny', 'sigmoid-seed0');
  const perform = async (order: string) => {
    const argv = [
      'experiment',
      'tiny.yaml',
      '--fresh',
      '--set',
      'detection.enabled=false',
      '--set',
      `data.labelOrder=${order}`,
    ];
    const { code, stderr } = await runMain(argv, { workingDirectory: folder });
    expect(code, stderr).toBe(0);
    const predicted = await runMain(
      ['predict', run, '--text', 'word7 sign7 word2 sign2', '--top', '2', '--json'],
      {
        workingDirectory: folder,
      },
    );
    expect(predicted.code, predicted.stderr).toBe(0);
    const { labels } = JSON.parse(predicted.stdout) as { labels: { label: number; name: string }[] };
    const names = (await readFile(join(run, 'output-layer', 'labels.txt'), 'utf8')).trimEnd().split('\n');
    const dataset = await json<{ labelOrder: number[]; description: { splits: object } }>(
      run,
      'dataset.json',
    );
    return { labels, names, dataset };
  };
  const given = Array.from({ length: 12 }, (_, label) => `label ${label}`).sort();
  for (const order of ['co-occurrence', '{kind: random, seed: 3}']) {
    const { labels, names, dataset } = await perform(order);
    expect(names).not.toEqual(given);
    expect(names).toEqual(dataset.labelOrder.map((label) => given[label]));
    expect(labels.map(({ name }) => name).sort()).toEqual(['label 2', 'label 7']);
    for (const { label, name } of labels) expect(names[label]).toBe(name);
  }
  const changed = await runMain(['experiment', 'tiny.yaml', '--set', 'data.labelOrder=frequency'], {
    workingDirectory: folder,
  });
  expect(changed).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('data.labelOrder.kind was "random" and is now "frequency"'),
  });
  const wrong = await runMain(['experiment', 'tiny.yaml', '--set', 'data.labelOrder=alphabet'], {
    workingDirectory: folder,
  });
  expect(wrong).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('expected given, frequency, co-occurrence or {kind: random'),
  });
});
