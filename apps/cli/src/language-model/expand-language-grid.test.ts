import { describe, expect, it } from 'vitest';
import { expandLanguageGrid } from './expand-language-grid.js';
import { languageModelSchema } from './language-model-config.js';

function runsOf(config: object): ReturnType<typeof expandLanguageGrid> {
  return expandLanguageGrid(
    languageModelSchema.parse({
      task: 'language-model',
      name: 'x',
      data: { kind: 'text', folder: 'somewhere' },
      ...config,
    }),
  );
}

describe('expandLanguageGrid', () => {
  it('trains every head with every seed', () => {
    const runs = runsOf({
      model: { embeddingDim: 4, hiddenDims: [8, 4] },
      heads: [{ kind: 'softmax' }, { kind: 'mixture', components: [3, 15] }],
      seeds: [1, 7],
    });
    expect(runs.map(({ id }) => id)).toEqual([
      'softmax-seed1',
      'softmax-seed7',
      'mos-3-seed1',
      'mos-3-seed7',
      'mos-15-seed1',
      'mos-15-seed7',
    ]);
    expect(runs[4]).toMatchObject({ headId: 'mos-15', headName: 'MoS-15', tied: true, seed: 1 });
  });

  it('shares the embeddings where the sizes fit, unless it is told not to', () => {
    const heads = [{ kind: 'softmax' }, { kind: 'mixture', components: 2, dim: 4 }];
    const tied = (model: object): boolean[] => runsOf({ model, heads }).map((run) => run.tied);
    expect(tied({ embeddingDim: 4, hiddenDims: [6] })).toEqual([false, true]);
    expect(tied({ embeddingDim: 4, hiddenDims: [4] })).toEqual([true, true]);
    expect(tied({ embeddingDim: 4, hiddenDims: [4], tied: false })).toEqual([false, false]);
  });

  it('refuses two heads with one name', () => {
    const model = { embeddingDim: 4, hiddenDims: [4] };
    expect(() => runsOf({ model, heads: [{ kind: 'plif' }, { kind: 'plif', interval: [-5, 5] }] })).toThrow(
      'heads[1] and heads[0] both make the head plif. Remove one, or give one a name of its own',
    );
  });
});
