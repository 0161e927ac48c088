import { describe, expect, it } from 'vitest';
import { summarizeVerdicts } from '../detection/verdict-summary.js';
import { type RunResult, summarizeClassification } from './classification-summary.js';

function run(headId: string, seed: number, f1: number | null, rest: Partial<RunResult> = {}): RunResult {
  return {
    id: `${headId}-seed${seed}`,
    headId,
    headName: headId.toUpperCase(),
    seed,
    numParams: 1000,
    columns: 10,
    kind: 'sigmoid-bottleneck',
    metrics: { f1At5: f1 },
    ...rest,
  };
}

describe('summarizeClassification', () => {
  it('takes means over the seeds and pairs heads by width', () => {
    const dft = { kind: 'dft', slackDims: 5, columns: 12, numParams: 600 } as const;
    const detection = summarizeVerdicts(3);
    for (const status of ['unargmaxable', 'undecided', 'undecided', 'undecided'] as const) {
      detection.add({ labels: [1], status, reason: 'x' } as unknown as Parameters<typeof detection.add>[0]);
    }
    const summary = summarizeClassification({
      name: 'x',
      metric: 'f1At5',
      runs: [
        run('bsl-d10', 0, 0.4),
        run('bsl-d10', 1, 0.6),
        run('bsl-d11', 0, 0.1, { columns: 11 }),
        run('bsl-d30', 0, 0.1, { columns: 30 }),
        run('dft-k3-slack5', 0, 0.55, { ...dft, detection: detection.summary() }),
        run('dft-k3', 0, null, { ...dft, slackDims: 0 }),
      ],
    });
    expect(summary.heads.map(({ headId, metric }) => [headId, metric?.mean])).toEqual([
      ['bsl-d10', 0.5],
      ['bsl-d11', 0.1],
      ['bsl-d30', 0.1],
      ['dft-k3-slack5', 0.55],
      ['dft-k3', undefined],
    ]);
    expect(summary.heads[0]?.metric?.deviation).toBeCloseTo(Math.sqrt(0.02), 12);
    expect(summary.heads[3]).toMatchObject({
      unargmaxable: { mean: 0.25, deviation: null },
      undecided: { mean: 0.75 },
      brokenGuarantee: { mean: 0.25 },
    });
    expect(summary.heads[0]).toMatchObject({ unargmaxable: null, seeds: [0, 1] });
    expect(summary.comparisons.map(({ candidate, baseline }) => [candidate, baseline])).toEqual([
      ['dft-k3-slack5', 'bsl-d10'],
      ['dft-k3-slack5', 'bsl-d11'],
    ]);
    expect(summary.comparisons[0]?.relativeDifference).toBeCloseTo(0.1, 12);
    expect(summary.comparisons[0]?.parameterSaving).toBeCloseTo(0.4, 12);
  });

  it('compares what it is asked to', () => {
    const runs = [run('a', 0, 0.5), run('b', 0, 0.25)];
    const comparisons = [
      { candidate: 'b', baseline: 'a' },
      { candidate: 'b', baseline: 'gone' },
    ];
    expect(summarizeClassification({ name: 'x', metric: 'f1At5', runs, comparisons }).comparisons).toEqual([
      { candidate: 'b', baseline: 'a', relativeDifference: -0.5, parameterSaving: 0 },
    ]);
  });
});
