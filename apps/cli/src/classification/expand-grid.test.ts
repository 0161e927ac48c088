import { describe, expect, it } from 'vitest';
import { expandGrid } from './expand-grid.js';

describe('expandGrid', () => {
  it('takes every head at every width with every seed', () => {
    const runs = expandGrid({
      heads: [
        { kind: 'sigmoid' },
        { kind: 'sigmoid-bottleneck', dim: [5, 10] },
        { kind: 'dft', k: [8, 16], slackDims: [0, 5] },
        { kind: 'vandermonde', k: [8], slackDims: [0], name: 'poly' },
      ],
      seeds: [0, 7],
    });
    expect(runs.map(({ id }) => id)).toEqual(
      [
        'sigmoid',
        'bsl-d5',
        'bsl-d10',
        'dft-k8',
        'dft-k8-slack5',
        'dft-k16',
        'dft-k16-slack5',
        'poly-k8',
      ].flatMap((head) => [`${head}-seed0`, `${head}-seed7`]),
    );
    expect(runs[9]).toEqual({
      id: 'dft-k8-slack5-seed7',
      headId: 'dft-k8-slack5',
      headName: 'DFT k=8 slack=5',
      head: { kind: 'dft', k: 8, slackDims: 5 },
      seed: 7,
    });
    expect(runs.at(-1)?.headName).toBe('poly k=8');
  });

  it('refuses two runs in one folder', () => {
    expect(() =>
      expandGrid({
        heads: [
          { kind: 'sigmoid-bottleneck', dim: [5] },
          { kind: 'sigmoid-bottleneck', dim: [3, 5] },
        ],
        seeds: [0],
      }),
    ).toThrow('heads[1] and heads[0] both make the head bsl-d5');
  });
});
