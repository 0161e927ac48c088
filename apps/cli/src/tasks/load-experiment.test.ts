// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such placeholders are what is tested here
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LoadedExperiment, loadExperiment } from './load-experiment.js';

const minimal = `name: small
data:
  kind: arff
  train: data/train.arff
  test: { file: data/test.arff, rows: [0, 50] }
  labelsXml: \${LABELS:-data/labels.xml}
encoder: { kind: bag }
heads:
  - kind: sigmoid-bottleneck
    dim: [4, 8]
`;

async function load(
  source: string,
  overrides: string[] = [],
): Promise<{ loaded: LoadedExperiment; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sbn-config-'));
  await mkdir(join(folder, 'configs'));
  await writeFile(join(folder, 'configs', 'x.yaml'), source);
  const loaded = await loadExperiment({
    file: 'configs/x.yaml',
    overrides,
    variables: {},
    workingDirectory: folder,
  });
  return { loaded, folder };
}

describe('loadExperiment', () => {
  it('fills in every default and makes paths absolute', async () => {
    const { loaded, folder } = await load(minimal);
    expect(loaded.config).toEqual({
      task: 'classification',
      name: 'small',
      data: {
        kind: 'arff',
        train: join(folder, 'configs/data/train.arff'),
        test: { file: join(folder, 'configs/data/test.arff'), rows: [0, 50] },
        labelsXml: join(folder, 'configs/data/labels.xml'),
        split: { seed: 0 },
        vocabulary: { minCount: 1 },
        duplicateLabels: 'error',
        stream: false,
        inputs: 'auto',
        missing: 'error',
      },
      encoder: { kind: 'bag', dim: 128, reduce: 'mean', hidden: [], activation: 'relu', dropout: 0 },
      heads: [{ kind: 'sigmoid-bottleneck', dim: [4, 8] }],
      seeds: [0],
      training: {
        epochs: 10,
        batchSize: 32,
        engine: 'auto',
        optimizer: 'adam',
        learningRate: 0.001,
        weightDecay: 0,
        groups: [],
        schedule: { kind: 'constant' },
        warmupSteps: 0,
        monitor: { metric: 'loss', minDelta: 0 },
        backend: 'auto',
      },
      evaluation: { split: 'test', ks: [1, 3, 5, 8, 10], threshold: 0, batchAverages: false, batchSize: 256 },
      detection: {
        enabled: true,
        labelSets: 'test',
        margin: 'best',
        acceptMarginBound: 0,
        epsilon: 1,
      },
      report: { notes: [] },
    });
  });

  it('takes paths in overrides from the working directory', async () => {
    const { loaded, folder } = await load(minimal, ['data.train=other.arff', 'data.test.file=t.arff']);
    expect(loaded.config).toMatchObject({
      data: {
        train: join(folder, 'other.arff'),
        test: { file: join(folder, 't.arff') },
        labelsXml: join(folder, 'configs/data/labels.xml'),
      },
    });
  });

  it.each([
    [
      'a misspelt key',
      minimal.replace('dim:', 'dims:'),
      'configs/x.yaml:10:5: heads[0].dims: unknown key. Did you mean "dim"? The keys here are: kind, name, dim',
    ],
    [
      'a name that is no folder',
      minimal.replace('small', 'a/b'),
      'configs/x.yaml:1:1: name: expected a name of letters, digits, ".", "_" and "-", since it names a folder',
    ],
    [
      'seeds that repeat',
      `${minimal}seeds: [1, 1]\n`,
      'configs/x.yaml:11:1: seeds: expected different seeds',
    ],
    [
      'a bad file part',
      minimal.replace('[0, 50]', '[0]'),
      'configs/x.yaml:5:3: data.test: expected the path of a file, or {file: path, rows: [from, to]}',
    ],
    [
      'a csv without columns',
      'name: x\ndata: { kind: csv, train: a, labelColumn: y }\nencoder: { kind: dense }\nheads: [{ kind: sigmoid }]\n',
      'configs/x.yaml:2:1: data: expected either textColumns or featureColumns',
    ],
    ['a missing part', 'name: x\n', 'configs/x.yaml:1:1: data: missing; expected a mapping'],
    [
      'an unknown head',
      minimal.replace('sigmoid-bottleneck', 'bottleneck'),
      'configs/x.yaml:9:5: heads[0].kind: expected one of sigmoid, sigmoid-bottleneck, dft, vandermonde, softmax, sigsoftmax, relu-softmax, sigmoid-softmax, plif, mixture, got "bottleneck".',
    ],
    [
      'an output that there is not',
      minimal.replace('sigmoid-bottleneck\n    dim: [4, 8]', 'plif\n    output: label'),
      'heads[0].output: expected one of classes, labels, got "label". Did you mean "labels"?',
    ],
    [
      'a PLIF for labels that leaves 0 out',
      minimal.replace(
        'sigmoid-bottleneck\n    dim: [4, 8]',
        'plif\n    output: labels\n    interval: [1, 2]',
      ),
      'heads[0].interval: expected an interval that contains 0, where labels are decided',
    ],
  ])('names the place of %s', async (_name, source, message) => {
    await expect(load(source)).rejects.toThrow(message);
  });
});
