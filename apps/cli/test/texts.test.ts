import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

const words = ['red', 'green', 'blue', 'grey', 'old', 'new'];

/** Texts that say by the order of two words what their label is, among others. */
function line(i: number): string {
  const other = (k: number): string => words[(i * 7 + k * 5 + Math.floor(i / 6)) % 6]!;
  const pair = i % 2 === 0 ? 'left right' : 'right left';
  const text = [other(1), other(2), pair, other(3)].slice(i % 3).join(' ');
  return JSON.stringify({ id: `e${i}`, text, labels: [i % 2 === 0 ? 'forwards' : 'backwards', other(3)] });
}

const config = `name: texts
data: { kind: jsonl, train: texts.jsonl, id: id, inputs: tokens, maxTokens: 6, vocabulary: { file: words.txt } }
encoder: { kind: kim-cnn, dim: 3, widths: [2, 3], filters: 8, dropout: 0.1, embeddings: { file: vectors.txt, trainable: false } }
heads: [{ kind: dft, k: 2 }]
training: { epochs: 10, batchSize: 20, learningRate: 0.03, backend: wasm }
detection: { workers: 0 }
`;

describe('an experiment on words in order', () => {
  let folder: string;
  let first: MainRun;
  const sbn = (...argv: string[]): Promise<MainRun> => runMain(argv, { workingDirectory: folder });
  beforeAll(async () => {
    folder = await newFolder();
    await writeFile(join(folder, 'texts.jsonl'), Array.from({ length: 240 }, (_, i) => line(i)).join('\n'));
    await writeFile(join(folder, 'words.txt'), ['right', ...words, 'left', 'rare'].join('\n'));
    const vectors = ['right 1 0 0.5', 'left -1 0.5 0', 'red 0 0 1', 'unused 9 9 9'];
    await writeFile(join(folder, 'vectors.txt'), vectors.join('\n'));
    await writeFile(join(folder, 'texts.yaml'), config);
    first = await sbn('experiment', 'texts.yaml', '--json');
  });
  const run = 'runs/texts/dft-k2-seed0';
  const json = async <T>(...path: string[]): Promise<T> =>
    JSON.parse(await readFile(join(folder, ...path), 'utf8')) as T;

  it('goes from data to a report, and tells how many words have a vector', async () => {
    expect(first.code, first.stderr).toBe(0);
    expect(first.stderr).toContain('Embeddings: 3 of 9 words have a vector, the others start random');
    expect(existsSync(join(folder, 'runs/texts/report.html'))).toBe(true);
    expect(await json(run, 'dataset.json')).toMatchObject({ inputKind: 'tokens', inputDim: 10 });
    expect(await json(run, 'inputs.json')).toMatchObject({
      encoding: { kind: 'text', tokens: { maxTokens: 6 } },
      featureNames: ['right', ...words, 'left', 'rare', '<unknown>'],
    });
    expect(await json(run, 'config.json')).toMatchObject({
      data: { vocabulary: { file: join(folder, 'words.txt') } },
      encoder: { kind: 'kim-cnn', activation: 'relu', embeddings: { file: join(folder, 'vectors.txt') } },
    });
  });

  it('predicts by the order of words, for a text without a known word too', async () => {
    const best = async (text: string): Promise<string[]> => {
      const { code, stdout, stderr } = await sbn('predict', run, '--text', text, '--top', '2', '--json');
      expect(code, stderr).toBe(0);
      return (JSON.parse(stdout) as { labels: { name: string }[] }).labels.map(({ name }) => name);
    };
    expect(await best('Left, right grey')).toContain('forwards');
    expect(await best('right left grey')).toContain('backwards');
    expect(await best('')).toHaveLength(2);
  });

  it('evaluates to the same numbers, and exports what it computes', async () => {
    const before = await json<{ metrics: object }>(run, 'evaluation.json');
    const evaluated = await sbn('evaluate', run);
    expect(evaluated.code, evaluated.stderr).toBe(0);
    expect((await json<{ metrics: object }>(run, 'evaluation.json')).metrics).toEqual(before.metrics);
    const exported = await sbn('export', run, '--onnx', 'model.onnx', '--tfjs', 'model', '--json');
    expect(exported.code, exported.stderr).toBe(0);
    const checks = exported.stdout.trim().split(/\n(?=\{)/);
    expect(checks).toHaveLength(2);
    for (const check of checks) expect(JSON.parse(check)).toMatchObject({ check: { agrees: true } });
  });

  it.each([
    [
      'data={kind: jsonl, train: texts.jsonl}',
      /encoder\.kind: a kim-cnn encoder takes texts as words in order, .*data\.inputs to tokens/,
    ],
    [
      'encoder.dim=4',
      /vectors\.txt: has vectors of 3 numbers, and encoder\.dim is 4\. .*Set encoder\.dim to 3/s,
    ],
    ['encoder.embeddings.file=words.txt', /words\.txt:1: Expected a word and its numbers, got 0 numbers/],
    [
      'data.vocabulary.minCount=2',
      /expected either a file, all of whose words are taken, or minCount and maxSize/,
    ],
    ['encoder.widths=[3,3]', /encoder\.widths: expected different widths/],
    ['data.weighting=binary', /weighting and normalise are for bags, but inputs is tokens/],
    ['encoder.kind=bag', /unknown key/],
  ])('refuses %s', async (override, message) => {
    const { code, stderr } = await sbn('train', 'texts.yaml', '--out', 'refused', '--set', override);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n +at /);
  });
});
