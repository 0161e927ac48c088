import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CountingRecord, LearnedOrdersRecord } from '../src/label-order/label-order-records.js';
import { labelOrderStudySchema } from '../src/label-order/label-order-study-config.js';
import type { LabelOrderSummary } from '../src/label-order/label-order-summary.js';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { writeTinyExperiment } from '../src/testing/tiny-experiment.js';

const json = async <T>(...path: string[]): Promise<T> =>
  JSON.parse(await readFile(join(...path), 'utf8')) as T;

const config = `name: orders
task: label-order
data: { kind: jsonl, train: tiny.jsonl, id: id }
orders: [given, co-occurrence]
counting: { ks: [1, 2], randomOrders: 5 }
encoder: { kind: bag, dim: 8 }
heads: [{ kind: dft, k: 1, slackDims: 1 }]
training: { epochs: 1, batchSize: 32, learningRate: 0.02, backend: cpu }
detection: { workers: 0, box: 1.0e+4 }
`;

describe('sbn experiment with task: label-order', () => {
  let folder: string;
  let runs: string;
  let first: MainRun;
  const experiment = ['experiment', 'orders.yaml', '--json'];
  beforeAll(async () => {
    folder = await writeTinyExperiment({ numExamples: 200 });
    await writeFile(join(folder, 'orders.yaml'), config);
    runs = join(folder, 'runs', 'orders');
    first = await runMain(experiment, { workingDirectory: folder });
  });

  it('counts in every order, trains in every order, and judges both', async () => {
    expect(first.code, first.stderr).toBe(0);
    const counted = await json<CountingRecord>(runs, 'counting', 'evaluation.json');
    expect(counted.orders.map(({ id }) => id)).toEqual(['given', 'co-occurrence']);
    expect(counted.random).toHaveLength(5);
    for (const { shares } of [...counted.orders, ...counted.random]) {
      // Every label set of at most k labels has at most 2k sign changes.
      for (const [i, { ofAll }] of shares.entries()) {
        expect(ofAll).toBeGreaterThanOrEqual(1 - counted.numLarger[i]! / counted.numSets);
      }
    }
    const { orders } = await json<LearnedOrdersRecord>(runs, 'counting', 'training.json');
    const dataset = await json<{ labelOrder: number[] }>(
      runs,
      'co-occurrence-dft-k1-slack1-seed0',
      'dataset.json',
    );
    expect(orders[0]).not.toHaveProperty('order');
    expect(orders[1]!.order).toEqual(dataset.labelOrder);
    const summary = await json<LabelOrderSummary>(runs, 'summary.json');
    expect(summary.heads.map(({ headId }) => headId)).toEqual([
      'given-dft-k1-slack1',
      'co-occurrence-dft-k1-slack1',
    ]);
    expect(summary.heads[1]!.metricDifference?.mean).toBeCloseTo(
      summary.heads[1]!.metric!.mean - summary.heads[0]!.metric!.mean,
      12,
    );
    const html = await readFile(join(runs, 'report.html'), 'utf8');
    expect(html).toContain('in whatever order the labels stand');
    expect(html).toContain('Label sets beyond the promise');
  });

  it('does nothing twice, counts again when asked something else, and its runs are classifications', async () => {
    const again = await runMain(experiment, { workingDirectory: folder });
    expect(again).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' });
    const more = await runMain([...experiment, '--set', 'counting.randomOrders=7'], {
      workingDirectory: folder,
    });
    expect(more.code, more.stderr).toBe(0);
    expect((await json<CountingRecord>(runs, 'counting', 'evaluation.json')).random).toHaveLength(7);
    const run = join(runs, 'co-occurrence-dft-k1-slack1-seed0');
    const predicted = await runMain(['predict', run, '--text', 'word3 sign3', '--json'], {
      workingDirectory: folder,
    });
    expect(predicted.code, predicted.stderr).toBe(0);
    for (const path of [runs, join(runs, 'counting'), run]) {
      const report = await runMain(['report', path, '--out', 'again'], { workingDirectory: folder });
      expect(report.code, report.stderr).toBe(0);
    }
  });
});

describe('the configuration of a study of label orders', () => {
  const parsed = parse(config) as Record<string, unknown>;

  it('has defaults', () => {
    const { orders: _, counting: __, ...others } = parsed;
    expect(labelOrderStudySchema.parse(others)).toMatchObject({
      metric: 'f1At5',
      counting: { randomOrders: 200, split: 'test' },
      orders: [
        { kind: 'given' },
        { kind: 'frequency' },
        { kind: 'co-occurrence' },
        { kind: 'random', seed: 0 },
      ],
    });
  });

  it('refuses an order twice, one of the data, and heads of classes', () => {
    for (const [wrong, message] of [
      [{ orders: ['given', { kind: 'given' }] }, /expected different orders/],
      [{ data: { ...(parsed.data as object), labelOrder: 'frequency' } }, /stand under orders/],
      [{ heads: [{ kind: 'softmax' }] }, /expected a head for label sets/],
    ] as const) {
      expect(() => labelOrderStudySchema.parse({ ...parsed, ...wrong })).toThrow(message);
    }
  });
});
