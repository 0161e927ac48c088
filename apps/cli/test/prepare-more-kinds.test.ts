import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeHuggingFaceFixture } from '../../../packages/datasets/src/testing/hugging-face-fixture.js';
import { writeOpenImagesFixture } from '../../../packages/datasets/src/testing/open-images-fixture.js';
import { writeXmcFixture } from '../../../packages/datasets/src/testing/xmc-fixture.js';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

let workingDirectory: string;

beforeEach(async () => {
  workingDirectory = await newFolder();
});

const sbn = (...argv: string[]): Promise<MainRun> => runMain(argv, { workingDirectory });

/** Trains on a prepared folder and gives the evaluation. */
async function train(folder: string, encoder: string): Promise<Record<string, unknown>> {
  const config = `name: a\ndata: {kind: prepared, folder: ${folder}, verify: true}\nencoder: ${encoder}\nheads: [{kind: sigmoid-bottleneck, dim: 3}]\ntraining: {epochs: 1, backend: cpu}\n`;
  await writeFile(join(workingDirectory, 'a.yaml'), config);
  const described = await sbn('datasets', 'describe', 'a.yaml', '--json');
  expect(described).toMatchObject({ code: 0 });
  const trained = await sbn('train', 'a.yaml', '--quiet');
  expect(trained).toMatchObject({ code: 0 });
  return JSON.parse(described.stdout);
}

describe('sbn prepare', () => {
  it('takes Open Images V6, and what comes of it is trained on', async () => {
    writeOpenImagesFixture(join(workingDirectory, 'oid'));
    const features = ['--features', 'oid/features.parquet', '--id-column', 'ImageID'];
    const all = ['--train-prefix', 'any', '--valid-size', 'all', '--test-size', '20'];
    const flags = ['prepare', 'open-images', '--source', 'oid', '--out', 'made', ...all];
    const refused = await sbn(...flags, ...features);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/9 labels instead of 8,933.*--expect none/);
    const made = await sbn(...flags, ...features, '--expect', 'none', '--json');
    expect(made).toMatchObject({ code: 0 });
    expect(JSON.parse(made.stdout)).toMatchObject({
      kind: 'open-images',
      inputs: 'dense',
      numLabels: 9,
      splits: { test: { count: 20 } },
    });
    expect(await train('made', '{kind: dense}')).toMatchObject({ numLabels: 9, inputDim: 3 });
    const npy = ['--features', 'oid/features.npy', '--ids', 'oid/ids.txt', '--expect', 'none', '--fresh'];
    expect(await sbn(...flags, ...npy)).toMatchObject({ code: 0 });
    const wrong = await sbn(...flags, '--features', 'oid/features.npy');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('--ids FILES or --id-column NAME');
  });

  it('takes the layout of the Hugging Face hub, and what comes of it is trained on', async () => {
    writeHuggingFaceFixture(join(workingDirectory, 'topics'));
    const flags = ['prepare', 'hugging-face', '--source', 'topics', '--labels', 'topics', '--out', 'made'];
    const made = await sbn(...flags, '--text', 'title,body', '--json');
    expect(made).toMatchObject({ code: 0 });
    expect(JSON.parse(made.stdout)).toMatchObject({ expectation: { met: true }, numLabels: 5 });
    expect(await train('made', '{kind: bag, dim: 4}')).toMatchObject({ numLabels: 5 });
    const both = await sbn(...flags, '--text', 'title', '--features', 'x', '--fresh');
    expect(both.stderr).toContain('expected either text or features');
    expect(both.code).toBe(2);
    const splits = await sbn(...flags, '--text', 'title', '--splits', 'dev=a');
    expect(splits).toMatchObject({ code: 2 });
    const renamed = ['--splits', 'train=validation,valid=test,test=train', '--expect', 'none', '--fresh'];
    expect(await sbn(...flags, '--text', 'title', ...renamed)).toMatchObject({ code: 0 });
    const lines = await readFile(join(workingDirectory, 'made', 'test.jsonl'), 'utf8');
    expect(lines.split('\n').length).toBe(61);
  });

  it('takes the Extreme Classification Repository, and what comes of it is trained on', async () => {
    writeXmcFixture(join(workingDirectory, 'eurlex'), 'bag');
    const flags = ['prepare', 'xmc', '--source', 'eurlex', '--out', 'made'];
    const known = await sbn(...flags, '--data-set', 'eurlex-4k');
    expect(known.code).toBe(2);
    expect(known.stderr).toContain('40 training examples instead of 15,539');
    const made = await sbn(...flags, '--fresh');
    expect(made).toMatchObject({ code: 0 });
    expect(made.stdout).toContain('12 features');
    expect(await train('made', '{kind: bag, dim: 4}')).toMatchObject({ numLabels: 7, inputDim: 12 });
  });
});
