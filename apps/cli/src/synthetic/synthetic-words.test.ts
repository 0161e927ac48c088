import type { StudyInterval } from '@sbn/report';
import { describe, expect, it } from 'vitest';
import type { SyntheticHeadSummary, SyntheticSummary } from './synthetic-summary.js';
import { syntheticFindings, syntheticOutcomeWords } from './synthetic-words.js';

const around = (mean: number, half: number): StudyInterval => ({
  mean,
  low: mean - half,
  high: mean + half,
  n: 3,
});

function head(
  series: string,
  dim: number,
  divergence: StudyInterval | null,
  unargmaxable: number | null = null,
): SyntheticHeadSummary {
  const share = unargmaxable === null ? null : { mean: unargmaxable, n: 3 };
  return {
    headId: `${series}-d${dim}`,
    headName: `${series} d=${dim}`,
    series,
    dim,
    seeds: [0, 1, 2],
    numParams: 1,
    crossEntropy: null,
    divergence,
    matchedModes: null,
    numericalRank: null,
    energyRank: null,
    unargmaxable: share,
    undecided: share === null ? null : { mean: 0, n: 3 },
    seconds: null,
  };
}

const summary = (...heads: SyntheticHeadSummary[]): SyntheticSummary => ({
  name: 'x',
  entropy: 1,
  energyLoss: 1e-3,
  heads,
});
const sentences = (of: SyntheticSummary): string[] => syntheticFindings(of).map(({ sentence }) => sentence);

describe('the words of a synthetic experiment', () => {
  it('name what comes closest, and what the seeds cannot tell apart', () => {
    const found = syntheticFindings(
      summary(
        head('softmax', 2, around(2, 0.1)),
        head('MoS-3', 2, around(1.5, 0.1)),
        head('LMS-PLIF', 2, around(1.45, 0.1)),
        head('softmax', 5, around(1, 0.1)),
        head('MoS-3', 5, around(0.5, 0.1)),
        head('softmax', 10, around(0.2, 0.1)),
        head('MoS-3', 10, around(0.15, 0.1)),
        head('softmax', 20, around(0.1, 0.01)),
        head('MoS-3', 20, around(0.2, 0.01)),
      ),
    );
    expect(found.map(({ sentence }) => sentence)).toEqual([
      'At d = 2, LMS-PLIF and MoS-3 come closest to the truth, less apart than seeds differ: 1.45 nats, against 2.00 of softmax.',
      'At d = 5, MoS-3 comes closest to the truth: 0.500 nats, against 1.00 of softmax.',
      'At d = 10 and 20, no head comes closer to the truth than plain softmax by more than seeds differ.',
    ]);
    expect(found[1]!.figure).toEqual({ value: '50%', label: 'less distance than softmax: MoS-3, d = 5' });
  });

  it('say which classes can never win, head by head', () => {
    const found = summary(
      head('softmax', 2, null, 0.5),
      head('softmax', 5, null, 0.25),
      head('softmax', 9, null, 0),
      head('softmax unit rows', 2, null, 0),
      head('MoS-3', 2, null),
      head('sigsoftmax', 2, null),
      head('sigsoftmax', 5, null, 0),
    );
    expect(sentences(found)).toEqual([
      'Classes that can never win in softmax: 50.0% at d = 2 and 25.0% at d = 5.',
      'Every class can win at every width in softmax unit rows and sigsoftmax (asked at d = 5).',
    ]);
  });

  it('put the heads in order, closest first', () => {
    const words = syntheticOutcomeWords(
      summary(head('softmax', 2, { mean: 2, n: 1 }, 0), head('MoS-3', 2, { mean: 1, n: 1 })),
    );
    expect(words).toBe(
      'KL in nats, closest first.\n\nd = 2: MoS-3 1.00, softmax 2.00\n\nEvery class can win at every width in softmax.',
    );
    expect(syntheticOutcomeWords(summary(head('softmax', 2, null)))).toBe(undefined);
  });
});
