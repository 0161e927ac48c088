import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeAllMeshFixture } from '../../../packages/datasets/src/testing/all-mesh-fixture.js';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

let workingDirectory: string;

beforeEach(async () => {
  workingDirectory = await newFolder();
  writeAllMeshFixture(join(workingDirectory, 'all.json'));
});

const prepare = (...flags: string[]): Promise<MainRun> =>
  runMain(['prepare', 'bioasq', '--articles', 'all.json', '--out', 'made', ...flags], { workingDirectory });
const lists = ['--train', 'train.csv', '--valid', 'valid.csv', '--test', 'test.csv'];

describe('sbn prepare bioasq', () => {
  it('takes lists and labels', async () => {
    const { code, stdout } = await prepare(...lists, '--labels', 'labels.txt', '--expect', 'none', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'bioasq',
      numLabels: 12,
      splits: { train: { count: 60 }, valid: { count: 20 }, test: { count: 20 } },
      counts: { 'articles in the file': 131, 'listed articles that are not taken': 0 },
    });
  });

  it('splits by hash and takes the most frequent headings', async () => {
    const flags = ['--test-share', '0.3', '--max-train', '50', '--num-labels', '5', '--seed', '2'];
    const { code, stdout } = await prepare(...flags, '--expect', 'none', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      numLabels: 5,
      splits: { train: { count: 50 } },
      options: { split: { seed: 2, valid: 0.05, test: 0.3, limits: { train: 50 } }, labels: 5 },
    });
    const labels = await readFile(join(workingDirectory, 'made', 'labels.txt'), 'utf8');
    expect(labels.trimEnd().split('\n').length).toBe(5);
  });

  it('refuses a sample, and flags that do not go together', async () => {
    const { code, stderr } = await prepare(...lists);
    expect(code).toBe(2);
    expect(stderr).toMatch(/train\.csv: .*60 listed training articles instead of 100,000.*--expect none/);
    for (const [flags, message] of [
      [['--train', 'train.csv'], 'expected all of --train, --valid and --test'],
      [[...lists, '--seed', '1'], 'are for a split without --train'],
      [['--labels', 'labels.txt', '--num-labels', '3'], 'not both'],
      [['--valid-share', '0.5', '--test-share', '0.5'], 'valid + test must be less than 1'],
    ] as const) {
      const refused = await prepare(...flags, '--expect', 'none');
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(message);
    }
  });
});
