import { describe, expect, it } from 'vitest';
import { type Case, lossOf, type Score, scoreOf } from '../testing/class-case.js';
import { type Build, builds, trainClasses as train } from '../testing/train-classes.js';

function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

const n = 33;
const draw = numbersFrom(7);
const logits = Array.from({ length: n }, () => Array.from({ length: 22 }, () => 4 * draw()));
const active = Array.from({ length: 22 }, (_, i) => (i % 5 === 3 ? [2, (i * 7) % n, 32] : [(i * 7) % n]));
const parameters = (count: number): number[] => Array.from({ length: count }, () => 1.5 * draw() + 0.5);
const scores: Readonly<Record<string, Score>> = {
  softmax: { kind: 'identity' },
  sigsoftmax: { kind: 'sigsoftmax', center: 0, slope: 2, learned: false },
  'sigsoftmax of another center': { kind: 'sigsoftmax', center: -1.5, slope: 2, learned: false },
  'sigsoftmax of another slope': { kind: 'sigsoftmax', center: 0.7, slope: 3.3, learned: false },
  'learned sigsoftmax': { kind: 'sigsoftmax', center: 0.7, slope: 2, learned: true },
  relu: { kind: 'relu', epsilon: 1e-3 },
  sigmoid: { kind: 'sigmoid' },
  'two knots': { kind: 'plif', interval: [-1, 2], parametrization: 'softplus', parameters: parameters(3) },
  'knots around 0': {
    kind: 'plif',
    interval: [-3, 2.5],
    parametrization: 'softplus',
    parameters: parameters(14),
  },
  'knots above 0': {
    kind: 'plif',
    interval: [0.5, 3],
    parametrization: 'exponential',
    parameters: parameters(7),
  },
  'knots below 0': {
    kind: 'plif',
    interval: [-3, -1],
    parametrization: 'square',
    parameters: parameters(10),
  },
};

describe.each(Object.keys(builds) as Build[])('class passes with %s', (build) => {
  const expectRight = (given: Case): void => {
    const found = train(build, given);
    const expected = lossOf(given);
    expect(Math.abs(found.loss - expected)).toBeLessThan(2e-6 * Math.max(1, Math.abs(expected)));
    const central = (change: (by: number) => Case): number =>
      (lossOf(change(1e-5)) - lossOf(change(-1e-5))) / 2e-5;
    for (const label of [0, 2, 7, 13, 14, 32]) {
      for (const example of [0, 3, 15, 16, 21]) {
        const slope = central((by) => ({
          ...given,
          logits: given.logits.map((row, i) =>
            i === label ? row.map((z, j) => (j === example ? z + by : z)) : row,
          ),
        }));
        const place = `class ${label}, example ${example}`;
        expect(Math.abs(found.gradient[label]![example]! - slope), place).toBeLessThan(1e-6);
      }
    }
    const { score } = given;
    if (score.kind === 'sigsoftmax' && score.learned) {
      const slopes = [
        central((by) => ({ ...given, score: { ...score, center: score.center + by } })),
        central((by) => ({ ...given, score: { ...score, slope: score.slope + by } })),
      ];
      slopes.forEach((slope, i) => {
        expect(Math.abs(found.byScore[i]! - slope), `parameter ${i}`).toBeLessThan(
          2e-6 * (1 + Math.abs(slope)),
        );
      });
    }
    if (score.kind === 'plif') {
      score.parameters.forEach((_, i) => {
        const slope = central((by) => ({
          ...given,
          score: { ...score, parameters: score.parameters.map((w, j) => (i === j ? w + by : w)) },
        }));
        expect(Math.abs(found.byScore[i]! - slope), `parameter ${i}`).toBeLessThan(
          2e-6 * (1 + Math.abs(slope)),
        );
      });
    }
  };

  it.each(Object.entries(scores))('compute cross entropy and its gradients for %s', (_, score) => {
    expectRight({ logits, active, score });
    const labelWeights = logits.map((_row, label) => 0.25 + (label % 5));
    expectRight({ logits, active, score, baseTarget: 0.1 / n });
    expectRight({ logits, active, score, baseTarget: 0.1 / n, labelWeights });
  });

  it.each(['preventing', 'unit'] as const)('go through rows that are %s', (rowRule) => {
    for (const name of ['softmax', 'sigsoftmax', 'knots around 0']) {
      const small = logits.map((row) => row.map((z) => z / 4));
      expectRight({ logits: small, active, score: scores[name]!, rowRule });
    }
  });

  it.each(Object.entries(scores))('stay finite for logits of a thousand with %s', (_, score) => {
    const wide = logits.map((row) => row.map((z) => Math.fround(250 * z)));
    const found = train(build, { logits: wide, active, score });
    const expected = lossOf({ logits: wide, active, score });
    expect(Math.abs(found.loss / expected - 1)).toBeLessThan(1e-5);
    expect(found.gradient.flat().every(Number.isFinite)).toBe(true);
    expect(found.byScore.every(Number.isFinite)).toBe(true);
  });

  it.each([-900, -75, -40, -20, -3, 0, 3, 20, 40, 75, 900])(
    'have the gradients of learned sigsoftmax where it is not learned, %s from its center',
    (offset) => {
      // Apart by up to 120, so that the squares of the smallest exponentials are nothing in float32.
      const apart = logits.map((row, label) => row.map((z) => offset + z * (label < 5 ? 15 : 1)));
      const sigsoftmax = { kind: 'sigsoftmax', center: 0, slope: 2 } as const;
      const given = { logits: apart, active, score: { ...sigsoftmax, learned: false } };
      const quick = train(build, given);
      const whole = train(build, { ...given, score: { ...sigsoftmax, learned: true } });
      expect(quick.loss / whole.loss).toBeCloseTo(1, 5);
      quick.gradient.forEach((row, label) => {
        row.forEach((slope, example) => {
          const other = whole.gradient[label]![example]!;
          // An SGD step in float32 shows gradients to the digits of the logit.
          const place = `class ${label}, example ${example}`;
          expect(Math.abs(slope - other), place).toBeLessThan(
            1e-6 + 2e-7 * Math.abs(apart[label]![example]!),
          );
        });
      });
    },
  );

  it('keep the digits of a class that is almost certain', () => {
    const sure = logits.map((row, label) =>
      row.map((_z, example) => (active[example]![0] === label ? 1008 : 1000)),
    );
    const single = active.map(([first]) => [first!]);
    const given = { logits: sure, active: single, score: scores.softmax! };
    expect(train(build, given).loss / lossOf(given)).toBeCloseTo(1, 3);
  });

  it.each(Object.entries(scores))('tell when a logit is NaN with %s', (_, score) => {
    const broken = logits.map((row, label) => row.map((z, i) => (label === 20 && i === 21 ? Number.NaN : z)));
    expect(train(build, { logits: broken, active, score }).loss).toBeNaN();
  });

  it('add up a hundred thousand pieces', () => {
    const numKnots = 1e5;
    const random = numbersFrom(3);
    const score: Score = {
      kind: 'plif',
      interval: [-20, 20],
      parametrization: 'softplus',
      parameters: Array.from({ length: numKnots + 1 }, () => Math.log(Math.E - 1) + 1.7 * random()),
    };
    const few = Array.from({ length: 9 }, (_, label) => [20 * random(), label - 30, 18 + label, label / 3]);
    const given = { logits: few, active: [[0], [1], [2], [3]], score };
    const found = train(build, given);
    expect(found.loss / lossOf(given)).toBeCloseTo(1, 5);
    const expected = new Float64Array(numKnots + 1);
    for (const [example, classes] of given.active.entries()) {
      const s = few.map((row) => scoreOf(score, row[example]!));
      const largest = Math.max(...s);
      const sum = s.reduce((total, x) => total + Math.exp(x - largest), 0);
      s.forEach((x, label) => {
        const ds = (Math.exp(x - largest) / sum - (classes.includes(label) ? 1 : 0)) / 4;
        const distance = ((few[label]![example]! + 20) / 40) * (numKnots - 1);
        // From the anchor, the middle, to the logit.
        const from = (numKnots - 1) / 2;
        for (let piece = 0; piece <= numKnots; piece++) {
          const left = piece === 0 ? Number.NEGATIVE_INFINITY : piece - 1;
          const right = piece === numKnots ? Number.POSITIVE_INFINITY : piece;
          const clamp = (t: number): number => Math.min(Math.max(t, left), right);
          const w = score.parameters[piece]!;
          expected[piece]! +=
            (ds * (clamp(distance) - clamp(from)) * 40) / (numKnots - 1) / (1 + Math.exp(-w));
        }
      });
    }
    let worst = 0;
    expected.forEach((slope, piece) => {
      worst = Math.max(worst, Math.abs(found.byScore[piece]! - slope));
    });
    // An SGD step in float32 shows gradients to 6e-8.
    expect(worst).toBeLessThan(3e-7);
    expect(Math.max(...expected.slice(1, -1).map(Math.abs))).toBeGreaterThan(5e-5);
  });
});
