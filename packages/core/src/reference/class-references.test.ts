import { describe, expect, it } from 'vitest';
import { createMatrix } from '../matrix/matrix.js';
import { labelSetsFrom } from '../sparse/label-sets.js';
import { randomMatrix } from '../testing/random-matrix.js';
import { entropicOpenSetReference } from './entropic-open-set.js';
import { logSoftmaxReference } from './log-softmax.js';
import { mixtureLogProbabilitiesReference } from './mixture-log-probabilities.js';
import { plifOverlapReference, plifReference } from './plif.js';
import { reluScoreReference, sigmoidScoreReference, sigsoftmaxScoreReference } from './score-functions.js';
import { softmaxCrossEntropyReference } from './softmax-cross-entropy.js';

const plain = { center: 0, slope: 2 };

describe('logSoftmaxReference', () => {
  it('by hand, and out to scores of ±1e4', () => {
    const logP = logSoftmaxReference(createMatrix(2, 2, [0, Math.log(3), 1e4, -1e4]));
    expect(logP.data[0]).toBeCloseTo(-Math.log(4), 14);
    expect(logP.data[1]).toBeCloseTo(Math.log(3 / 4), 14);
    expect([...logP.data.subarray(2)]).toEqual([0, -2e4]);
  });

  it('of sigsoftmax has the published values', () => {
    const scores = [1, 2, 3].map((z) => sigsoftmaxScoreReference(z, plain));
    const p = logSoftmaxReference(createMatrix(1, 3, scores)).data.map(Math.exp);
    [0.0719267, 0.2355637, 0.6925095].forEach((expected, j) => {
      expect(p[j]).toBeCloseTo(expected, 6);
    });
    const far = [-300, -200, -150].map((z) => sigsoftmaxScoreReference(z, plain));
    expect([...logSoftmaxReference(createMatrix(1, 3, far)).data]).toEqual([-300, -100, 0]);
  });
});

describe('score functions', () => {
  it('are the logarithms of what they are named after', () => {
    for (const z of [-5, -0.5, 0.25, 3]) {
      const sigmoid = 1 / (1 + Math.exp(-z));
      expect(sigsoftmaxScoreReference(z, plain)).toBeCloseTo(Math.log(Math.exp(z) * sigmoid), 13);
      expect(sigmoidScoreReference(z)).toBeCloseTo(Math.log(sigmoid), 13);
      expect(reluScoreReference(z, 0.5)).toBeCloseTo(Math.log(Math.max(0, z) + 0.5), 14);
    }
    // Slope 1 is softmax; the center is a point where two lines of slopes k and 1 would meet.
    expect(sigsoftmaxScoreReference(1.7, { center: -3, slope: 1 })).toBeCloseTo(1.7, 14);
    expect(sigsoftmaxScoreReference(400, { center: 2, slope: 5 })).toBeCloseTo(400, 12);
    expect(sigsoftmaxScoreReference(-398, { center: 2, slope: 5 })).toBeCloseTo(2 - 5 * 400, 12);
  });
});

describe('plifReference', () => {
  const slopes = [0.5, 1, 2, 4];

  it('by hand: knots -1, 0, 1', () => {
    const f = (z: number): number => plifReference(z, { slopes, interval: [-1, 1] });
    expect([-3, -1, -0.5, 0, 0.5, 1, 2].map(f)).toEqual([-2, -1, -0.5, 0, 1, 2, 6]);
  });

  it('keeps the nearer end in its place where 0 is outside', () => {
    expect([0, 2, 3, 4].map((z) => plifReference(z, { slopes, interval: [2, 4] }))).toEqual([1, 2, 3, 5]);
    expect([-5, -4, -2, 0].map((z) => plifReference(z, { slopes, interval: [-4, -2] }))).toEqual([
      -5.5, -5, -2, 6,
    ]);
  });

  it('changes with a slope by the overlap', () => {
    for (const z of [-2, -0.3, 0.4, 1.5]) {
      for (let i = 0; i < 4; i++) {
        const moved = (step: number): number =>
          plifReference(z, { slopes: slopes.map((s, j) => (i === j ? s + step : s)), interval: [-1, 1] });
        const overlap = plifOverlapReference(z, i, { numKnots: 3, interval: [-1, 1] });
        expect(overlap).toBeCloseTo((moved(0.5) - moved(-0.5)) / 1, 13);
      }
    }
  });
});

describe('mixtureLogProbabilitiesReference', () => {
  it('adds up probabilities', () => {
    const scores = [1, 2, 3].map((seed) => randomMatrix(2, 4, seed));
    const priorLogits = randomMatrix(2, 3, 9);
    const logP = mixtureLogProbabilitiesReference({ priorLogits, scores });
    const priors = logSoftmaxReference(priorLogits).data.map(Math.exp);
    const members = scores.map((s) => logSoftmaxReference(s).data.map(Math.exp));
    logP.data.forEach((value, i) => {
      const row = Math.floor(i / 4);
      const p = members.reduce((sum, member, k) => sum + priors[row * 3 + k]! * member[i]!, 0);
      expect(Math.exp(value)).toBeCloseTo(p, 14);
    });
    expect(() => mixtureLogProbabilitiesReference({ priorLogits, scores: scores.slice(1) })).toThrow(
      /3 priors need as many scores, got 2/,
    );
    expect(() =>
      mixtureLogProbabilitiesReference({ priorLogits, scores: [...scores.slice(1), randomMatrix(1, 4)] }),
    ).toThrow(RangeError);
  });
});

describe('softmaxCrossEntropyReference', () => {
  const scores = createMatrix(2, 3, [0, Math.log(2), 0, Math.log(6), 0, 0]);

  it('by hand', () => {
    const loss = softmaxCrossEntropyReference({ scores, targets: labelSetsFrom([[1], [0]], 3) }).loss;
    expect(loss).toBeCloseTo((Math.log(2) + Math.log(8 / 6)) / 2, 14);
    const several = softmaxCrossEntropyReference({ scores, targets: labelSetsFrom([[0, 1], [2]], 3) }).loss;
    expect(several).toBeCloseTo(((Math.log(4) + Math.log(2)) / 2 + Math.log(8)) / 2, 14);
    const dense = createMatrix(2, 3, [0.5, 0, 0, 0, 0, 1]);
    const weighted = softmaxCrossEntropyReference({ scores, targets: dense, labelWeights: [2, 1, 3] }).loss;
    expect(weighted).toBeCloseTo((Math.log(4) + 3 * Math.log(8)) / 2, 14);
    const smooth = softmaxCrossEntropyReference({
      scores,
      targets: labelSetsFrom([[1], [0]], 3),
      labelSmoothing: 0.3,
    }).loss;
    const first = 0.8 * Math.log(2) + 0.2 * Math.log(4);
    const second = 0.8 * Math.log(8 / 6) + 0.2 * Math.log(8);
    expect(smooth).toBeCloseTo((first + second) / 2, 14);
  });

  it('has the gradient that finite differences show', () => {
    const options = {
      targets: labelSetsFrom([[1, 2], [0]], 3),
      labelWeights: [1, 0.5, 2],
      labelSmoothing: 0.1,
    };
    const { gradient } = softmaxCrossEntropyReference({ scores, ...options });
    for (let i = 0; i < 6; i++) {
      const moved = (step: number): number => {
        const data = scores.data.map((value, j) => (i === j ? value + step : value));
        return softmaxCrossEntropyReference({ scores: createMatrix(2, 3, data), ...options }).loss;
      };
      expect(gradient.data[i]).toBeCloseTo((moved(1e-6) - moved(-1e-6)) / 2e-6, 8);
    }
  });

  it('refuses an empty set and wrong options', () => {
    expect(() => softmaxCrossEntropyReference({ scores, targets: labelSetsFrom([[1], []], 3) })).toThrow(
      /the label set of row 1 is empty/,
    );
    const targets = labelSetsFrom([[1], [0]], 3);
    expect(() => softmaxCrossEntropyReference({ scores, targets, labelSmoothing: 2 })).toThrow(RangeError);
    expect(() => softmaxCrossEntropyReference({ scores, targets, labelWeights: [1] })).toThrow(/3 entries/);
    expect(() => softmaxCrossEntropyReference({ scores, targets: createMatrix(1, 3) })).toThrow(RangeError);
  });
});

describe('entropicOpenSetReference', () => {
  const scores = createMatrix(2, 3, [0, Math.log(2), 0, Math.log(6), 0, 0]);

  it('by hand', () => {
    const loss = entropicOpenSetReference({ scores, targets: labelSetsFrom([[1], []], 3) }).loss;
    const even = (Math.log(8 / 6) + 2 * Math.log(8)) / 3;
    expect(loss).toBeCloseTo((Math.log(2) + even) / 2, 14);
    const dense = createMatrix(2, 3, [0, 1, 0, 0.25, 0, 0]);
    expect(entropicOpenSetReference({ scores, targets: dense }).loss).toBeCloseTo(
      (Math.log(2) + 0.25 * Math.log(8 / 6) + 0.75 * even) / 2,
      14,
    );
  });

  it('is softmax cross entropy where every row is known', () => {
    const targets = labelSetsFrom([[1, 2], [0]], 3);
    expect(entropicOpenSetReference({ scores, targets })).toEqual(
      softmaxCrossEntropyReference({ scores, targets }),
    );
  });

  it('has the gradient that finite differences show', () => {
    const targets = labelSetsFrom([[], [0, 2]], 3);
    const { gradient } = entropicOpenSetReference({ scores, targets });
    for (let i = 0; i < 6; i++) {
      const moved = (step: number): number => {
        const data = scores.data.map((value, j) => (i === j ? value + step : value));
        return entropicOpenSetReference({ scores: createMatrix(2, 3, data), targets }).loss;
      };
      expect(gradient.data[i]).toBeCloseTo((moved(1e-6) - moved(-1e-6)) / 2e-6, 8);
    }
  });
});
