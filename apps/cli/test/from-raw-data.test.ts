import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeAllMeshFixture } from '../../../packages/datasets/src/testing/all-mesh-fixture.js';
import { writeCamlFixture } from '../../../packages/datasets/src/testing/caml-fixture.js';
import {
  openImagesFixture,
  writeOpenImagesFixture,
} from '../../../packages/datasets/src/testing/open-images-fixture.js';
import { runMain } from '../src/testing/run-main.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

const experiments = resolve(fileURLToPath(import.meta.url), '../../../../experiments/taming/paper');

interface RawData {
  /** The paper's configuration in `experiments/taming/paper`. */
  readonly config: string;
  /** The place of the prepared data in it, under the folder SBN_DATA. */
  readonly prepared: string;
  /** Writes the raw files into a folder and gives the arguments of `sbn prepare`, but for --out and --expect. */
  readonly write: (folder: string) => readonly string[];
  /** What a fixture is too small for. */
  readonly overrides: readonly string[];
  readonly numLabels: number;
  readonly numTest: number;
  /** Precision at 1 that takes more than the frequencies of the labels; what is in the inputs differs. */
  readonly leastPrecision: number;
}

const bag = ['encoder={kind: bag, dim: 16}', 'data.stream=false'];

const rawData: Readonly<Record<string, RawData>> = {
  'MIMIC-III in the layout of CAML': {
    config: 'mimic-iii.yaml',
    prepared: 'mimic-iii',
    write: (folder) => {
      writeCamlFixture(folder, { sizes: [80, 20, 20] });
      return ['mimic', '--caml', folder];
    },
    overrides: ['encoder.dim=4', 'encoder.filters=24', 'training.epochs=12', 'training.learningRate=0.02'],
    numLabels: 8,
    numTest: 20,
    leastPrecision: 0.5,
  },
  'BioASQ task A': {
    config: 'bioasq.yaml',
    prepared: 'bioasq-pubmedbert',
    write: (folder) => {
      const { lists, labels } = writeAllMeshFixture(join(folder, 'allMeSH_2021.json'));
      const { train, valid, test } = lists;
      const articles = join(folder, 'allMeSH_2021.json');
      return [
        'bioasq',
        ...['--articles', articles, '--train', train, '--valid', valid, '--test', test],
        ...['--labels', labels],
      ];
    },
    // Texts as they are: their vectors are made by a network that is tested with `sbn embed`.
    overrides: [...bag, 'training.epochs=12', 'training.learningRate=0.05'],
    numLabels: 12,
    numTest: 20,
    leastPrecision: 0.5,
  },
  'Open Images V6': {
    config: 'open-images.yaml',
    prepared: 'open-images',
    write: (folder) => {
      writeOpenImagesFixture(folder, openImagesFixture([200, 40, 40]));
      return [
        'open-images',
        ...['--source', folder, '--features', join(folder, 'features.npy'), '--ids', join(folder, 'ids.txt')],
        ...['--train-prefix', 'any', '--valid-size', 'all', '--test-size', 'all'],
      ];
    },
    overrides: ['encoder.hidden=[32]', 'training.epochs=12', 'training.learningRate=0.02'],
    numLabels: 9,
    numTest: 37,
    leastPrecision: 0.3,
  },
};

describe.each(Object.entries(rawData))('%s', (_name, data) => {
  it('goes from raw files through prepare, train, evaluate, detect and report', {
    timeout: 120_000,
  }, async () => {
    const workingDirectory = await newFolder();
    const sbn = async (...argv: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runMain([...argv, '--quiet'], {
        workingDirectory,
        variables: { SBN_DATA: workingDirectory },
      });
      // 3: some label sets cannot be output, which is what is asked here.
      const isFine = code === 0 || (argv[0] === 'detect' && code === 3);
      expect(isFine, `sbn ${argv.join(' ')}: ${code}\n${stderr}`).toBe(true);
      return stdout;
    };
    const prepared = join('prepared', data.prepared);
    const made = await sbn(
      'prepare',
      ...data.write(workingDirectory),
      ...['--out', prepared, '--expect', 'none', '--json'],
    );
    expect(JSON.parse(made)).toMatchObject({
      numLabels: data.numLabels,
      splits: { test: { count: data.numTest } },
    });

    const heads = 'heads=[{kind: sigmoid-bottleneck, dim: 2}, {kind: dft, k: 3, slackDims: 1}]';
    const settings = [
      heads,
      'seeds=[0]',
      'training.monitor={metric: f1At1}',
      'evaluation.ks=[1, 8]',
      'report.metric=f1At1',
      ...data.overrides,
    ].flatMap((setting) => ['--set', setting]);
    const unargmaxable: Record<string, number> = {};
    for (const head of ['bsl-d2', 'dft-k3-slack1']) {
      const run = join('runs', head);
      await sbn('train', join(experiments, data.config), ...settings, '--head', head, '--out', run);
      const { metrics } = JSON.parse(await sbn('evaluate', run, '--json')) as {
        metrics: Record<string, number>;
      };
      if (head !== 'bsl-d2') expect(metrics.precisionAt1, head).toBeGreaterThan(data.leastPrecision);
      await sbn('detect', run);
      const detection = JSON.parse(await readFile(join(workingDirectory, run, 'detection.json'), 'utf8')) as {
        total: number;
        unargmaxable: number;
        undecided: number;
        inBox: { box: number; epsilon: number; examples: { total: number } };
      };
      expect(detection.undecided, head).toBe(0);
      expect(detection.inBox).toMatchObject({ epsilon: 1, examples: { total: data.numTest } });
      unargmaxable[head] = detection.unargmaxable;
      await sbn('report', run);
      const page = await readFile(join(workingDirectory, run, 'report.html'), 'utf8');
      expect(page).toMatch(/^<!doctype html>/i);
      expect(page.includes(head === 'bsl-d2' ? 'BSL d=2' : 'DFT k=3 slack=1'), head).toBe(true);
    }
    // Two dimensions have no room for all sets of three labels; every test set has at most k + 1.
    expect(unargmaxable['bsl-d2']).toBeGreaterThan(0);
    expect(unargmaxable['dft-k3-slack1']).toBeLessThan(unargmaxable['bsl-d2']!);
  });
});
