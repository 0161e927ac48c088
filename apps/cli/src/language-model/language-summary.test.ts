import { describe, expect, it } from 'vitest';
import type { CorpusRecord, LanguageOutcome } from './language-model-records.js';
import { summarizeLanguageModels } from './language-summary.js';
import { formatRank } from './language-table.js';
import { languageFindings, languageOutcomeWords } from './language-words.js';

const counts = { lines: 1, tokens: 9, types: 3, unknownTokens: 0, unknownShare: 0, replacedTokens: 0 };
const corpus: CorpusRecord = {
  name: 'text',
  unit: 'word',
  vocabularySize: 50,
  counts: { train: counts, valid: counts, test: counts },
};

/** A run that ended with these numbers. */
function outcome(
  headId: string,
  seed: number,
  measured: {
    readonly losses: readonly number[];
    readonly perplexity?: number;
    readonly rank?: readonly [atLeast: number, atMost: number];
    readonly energyRank?: number;
    readonly unargmaxable?: number;
  },
): LanguageOutcome {
  const { losses, perplexity, rank = [4, 4], energyRank = 3, unargmaxable } = measured;
  const history = losses.map((loss, epoch) => ({
    epoch,
    step: epoch,
    trainLoss: loss + 1,
    seconds: 2,
    metrics: { loss, perplexity: Math.exp(loss) },
    isBest: loss === Math.min(...losses),
  }));
  return {
    run: {
      id: `${headId}-seed${seed}`,
      headId,
      headName: headId,
      head: { kind: 'softmax', bias: 'learned', rows: 'free' },
      tied: true,
      seed,
    },
    path: `/runs/${headId}-seed${seed}`,
    training: {
      epochs: losses.length,
      result: {
        steps: losses.length,
        epochs: losses.length,
        best: { metric: 'loss', value: Math.min(...losses), epoch: losses.indexOf(Math.min(...losses)) },
        stoppedBecause: 'completed',
        history,
      },
      head: { kind: 'softmax', numParams: 5 },
      numParams: 105,
      backend: 'cpu',
      seconds: 2 * losses.length,
      peakMemoryBytes: 1,
    },
    ...(perplexity === undefined
      ? {}
      : {
          evaluation: {
            config: {
              split: 'test',
              batchSize: 1,
              window: 1,
              ranks: { contexts: 9, energyLoss: 1e-3 },
            },
            text: { loss: Math.log(perplexity), perplexity, numTokens: 8 },
            contexts: {
              numContexts: 8,
              accuracy: 0.5,
              meanReciprocalRank: 0.6,
              brierScore: 0.4,
              expectedCalibrationError: 0.1,
              method: 'sketch',
              sketchSize: 5,
              energyLoss: 1e-3,
              numericalRank: { atLeast: rank[0], atMost: rank[1] },
              energyRank: { atLeast: energyRank, atMost: energyRank },
            },
            seconds: 1,
          },
        }),
    ...(unargmaxable === undefined
      ? {}
      : {
          detection: {
            total: 50,
            argmaxable: 50 - unargmaxable,
            unargmaxable,
            undecided: 0,
          } as LanguageOutcome['detection'],
        }),
  };
}

describe('summarizeLanguageModels', () => {
  it('takes means over the seeds, with 95% intervals', () => {
    const { heads, split, contexts } = summarizeLanguageModels('x', corpus, [
      outcome('softmax', 0, { losses: [3, Math.log(10)], perplexity: 20, unargmaxable: 2 }),
      outcome('softmax', 1, { losses: [Math.log(14), 4], perplexity: 22, unargmaxable: 4 }),
      outcome('sigsoftmax', 0, { losses: [3, 2] }),
    ]);
    expect(split).toBe('test');
    expect(contexts).toEqual({ numContexts: 8, method: 'sketch', sketchSize: 5, energyLoss: 1e-3 });
    expect(heads.map(({ headId, seeds }) => [headId, seeds])).toEqual([
      ['softmax', [0, 1]],
      ['sigsoftmax', [0]],
    ]);
    const [softmax, sigsoftmax] = heads;
    // Each with the best of its epochs.
    expect(softmax!.validPerplexity.mean).toBeCloseTo(12, 12);
    expect(softmax!.secondsPerEpoch.mean).toBe(2);
    // Student's t with one degree of freedom: 12.706 times the standard error, which is 1.
    expect(softmax!.perplexity).toMatchObject({ mean: 21, n: 2 });
    expect(softmax!.perplexity!.high! - 21).toBeCloseTo(12.7062, 4);
    expect(softmax!.unargmaxable!.mean).toBe(3);
    expect(sigsoftmax).toMatchObject({ perplexity: null, numericalRank: null, unargmaxable: null });
  });

  it('gives a rank that is known in part as what it is between', () => {
    const { heads } = summarizeLanguageModels('x', corpus, [
      outcome('plif', 0, { losses: [1], perplexity: 3, rank: [30, 30] }),
      outcome('plif', 1, { losses: [1], perplexity: 3, rank: [32, 90] }),
    ]);
    expect(heads[0]!.numericalRank).toEqual({ atLeast: 31, atMost: 60 });
    expect(formatRank(heads[0]!.numericalRank)).toBe('31 to 60');
    expect(formatRank({ atLeast: 30, atMost: 61 })).toBe('>=30');
    // Means over seeds that differ by less than is shown.
    expect(formatRank({ atLeast: 12.8, atMost: 13.2 })).toBe('13');
    expect(heads[0]!.energyRank).toMatchObject({ mean: 3 });
  });

  it('draws curves of what is still being trained, with intervals that stay above 0', () => {
    const [head] = summarizeLanguageModels('x', corpus, [
      outcome('mos-3', 0, { losses: [1, 2] }),
      outcome('mos-3', 1, { losses: [6] }),
    ]).heads;
    const [first, second] = head!.epochs;
    expect(first!.validPerplexity.mean).toBeCloseTo(Math.exp(3.5), 10);
    expect(first!.validPerplexity.low).toBeGreaterThan(0);
    expect(second).toMatchObject({ epoch: 2, validPerplexity: { n: 1 } });
    expect(second!.trainPerplexity.mean).toBeCloseTo(Math.exp(3), 10);
  });
});

describe('the words of the report', () => {
  const better = [19, 19.1, 19.2];
  const worse = [22, 22.1, 22.2];
  const summary = summarizeLanguageModels('x', corpus, [
    ...worse.map((perplexity, seed) =>
      outcome('softmax', seed, { losses: [3], perplexity, unargmaxable: 1 }),
    ),
    ...better.map((perplexity, seed) =>
      outcome('sigsoftmax', seed, { losses: [3], perplexity, energyRank: 9, unargmaxable: 0 }),
    ),
  ]);

  it('say which head is the best, by how much, and what ranks and layers come to', () => {
    const [best, rank, losing] = languageFindings(summary);
    expect(best).toEqual({
      sentence: 'sigsoftmax has the lowest perplexity: 19.10 ±0.25, against 22.10 ±0.25 of softmax.',
      figure: { value: '13.6%', label: 'less perplexity than softmax, sigsoftmax' },
    });
    expect(rank!.sentence).toMatch(
      /^The log probabilities of sigsoftmax .* need 9 dimensions, those of softmax 3\.$/,
    );
    expect(losing!.sentence).toBe(
      'Tokens that can never be the likeliest are in 1 of the 2 heads that were asked, most of them in softmax: 1.0 of 50.',
    );
    expect(languageOutcomeWords(summary)).toContain(
      'best first: sigsoftmax 19.10 ±0.25, softmax 22.10 ±0.25.',
    );
  });

  it('say so where a difference may be chance', () => {
    const sentence = (losses: readonly (readonly [string, number])[]): string | undefined =>
      languageFindings(
        summarizeLanguageModels(
          'x',
          corpus,
          losses.map(([head, perplexity], seed) => outcome(head, seed, { losses: [3], perplexity })),
        ),
      )[0]?.sentence;
    expect(
      sentence([
        ['softmax', 20],
        ['softmax', 30],
        ['mos-3', 19],
        ['mos-3', 29],
      ]),
    ).toMatch(/mos-3 has the lowest .* \(their intervals overlap: the difference may be chance\)\.$/);
    expect(
      sentence([
        ['softmax', 20],
        ['mos-3', 21],
      ]),
    ).toMatch(/^No head has a lower perplexity than plain softmax: 20\.00, then mos-3 .*one seed/);
  });
});
