import { createMatrix, createRandom, type Random } from '@sbn/core';
import { describe, expect, it, vi } from 'vitest';
import { createLayer, type Layer, type LayerInput } from '../layer/layer.js';
import type { OutputRule } from '../layer/output-rule.js';
import { createRadiusFinder, type ProvedBall, type RadiusFinder } from '../radius/chebyshev-radius.js';
import type { Reflected } from '../reflections/create-reflections.js';
import type { SolverResult } from '../solvers/margin-solver.js';
import { createPriceRows } from '../solvers/price-rows.js';
import { asThresholdLayer } from '../testing/exact-proofs.js';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import type { Verdict } from '../verdict/verdict.js';
import { createVerifier, type Verifier } from '../verify/verify-verdict.js';
import { decideInBox } from './decide-in-box.js';
import { createDetectorCore, type DetectorSettings } from './detector-core.js';

/** What stands between the real searches and the detector; set by each test. */
const lies = vi.hoisted(() => ({
  reflected: (truth: Reflected | undefined): Reflected | undefined => truth,
  projected: (truth: SolverResult): SolverResult => truth,
  started: (truth: Float64Array): Float64Array => truth,
}));

vi.mock('../reflections/create-reflections.js', async (load) => {
  const real = await load<typeof import('../reflections/create-reflections.js')>();
  return {
    ...real,
    createReflections: (...args: Parameters<typeof real.createReflections>) => {
      const reflections = real.createReflections(...args);
      const search: typeof reflections.search = (...given) => lies.reflected(reflections.search(...given));
      return { search };
    },
  };
});

vi.mock('../screening/projection-solver.js', async (load) => {
  const real = await load<typeof import('../screening/projection-solver.js')>();
  return {
    ...real,
    createProjectionSolver: (...args: Parameters<typeof real.createProjectionSolver>) => {
      const solver = real.createProjectionSolver(...args);
      const mocked: typeof solver = {
        name: 'screening',
        solve: (request) => lies.projected(solver.solve(request)),
        startOf: (...given) => lies.started(solver.startOf(...given)),
      };
      return mocked;
    },
  };
});

interface Case {
  readonly input: LayerInput;
  readonly layer: Layer;
  readonly verifier: Verifier;
  readonly labelSets: readonly number[][];
}

/** Layers whose entries are multiples of 2^-20, so that exact arithmetic can be asked about ranks as well. */
function makeCase(random: Random, rule: OutputRule, withBias: boolean): Case {
  const [rows, cols] = [6, 2];
  const entries = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => Math.round(random.normal() * 2 ** 20) * 2 ** -20);
  const input: LayerInput = {
    weights: createMatrix(rows, cols, entries(rows * cols)),
    rule,
    ...(withBias ? { bias: entries(rows) } : {}),
  };
  const labelSets = Array.from({ length: 12 }, (_, i) => {
    const size = rule === 'threshold' ? random.int(rows + 1) : rule === 'argmax' ? 1 : rule.topK;
    return rule === 'argmax' ? [i % rows] : [...random.sample(rows, size)].sort((a, b) => a - b);
  });
  return { input, layer: createLayer('test', input), verifier: createVerifier(input), labelSets };
}

function expectRight({ input, verifier }: Case, verdict: Verdict, box: number | undefined): void {
  expect(verifier.verify(verdict)).toEqual({ ok: true });
  if (verdict.status === 'undecided') return;
  const question = asThresholdLayer(input, verdict.labels, box);
  const truth = isArgmaxableExactly(question.layer, question.labels);
  expect(verdict.status).toBe(truth ? 'argmaxable' : 'unargmaxable');
}

/** Ways to spoil a direction or a center. */
const vectorLies: Record<string, (random: Random, vector: Float64Array) => Float64Array> = {
  'turned round': (_, vector) => vector.map((value) => -value),
  'made up': (random, vector) => vector.map(() => random.normal()),
  'made of zeros': (_, vector) => vector.map(() => 0),
  'made of NaN': (_, vector) => vector.map(() => Number.NaN),
  'one of whose entries is NaN': (random, vector) => {
    const at = random.int(vector.length);
    return vector.map((value, j) => (j === at ? Number.NaN : value));
  },
  infinite: (_, vector) => vector.map((value) => value * Number.POSITIVE_INFINITY),
  'far too long': (_, vector) => vector.map((value) => value * 1e305),
  'far too short': (_, vector) => vector.map((value) => value * 1e-310),
};

const rules: OutputRule[] = ['threshold', 'argmax', { topK: 2 }];
const settings: DetectorSettings = {
  structure: undefined,
  solvers: ['active-set'],
  margin: 'any',
  acceptMarginBound: 0,
  box: undefined,
  warmStart: true,
  screening: true,
};

describe('a detector whose cheap searches lie', () => {
  it.each(Object.keys(vectorLies))('is right all the same where they give a direction %s', async (name) => {
    const random = createRandom([1, name]);
    const lie = (vector: Float64Array): Float64Array => vectorLies[name]!(random, vector);
    lies.reflected = (truth) => truth && { ...truth, settled: true, direction: lie(truth.direction) };
    lies.projected = ({ failure: _, ...truth }) => ({
      ...truth,
      direction: lie(truth.direction!),
      smallestProduct: 1,
      isBest: true,
    });
    lies.started = lie;
    const statuses = new Set<string>();
    for (const rule of rules) {
      for (const withBias of [false, true]) {
        const context = makeCase(random, rule, withBias);
        for (const box of [undefined, 0.5]) {
          for (const margin of ['any', 'best'] as const) {
            const core = createDetectorCore(context.layer, createPriceRows(context.layer), {
              ...settings,
              box,
              margin,
            });
            for (const labels of context.labelSets) {
              const direction = lie(
                Float64Array.from({ length: context.layer.homogeneousDim }, () => random.normal()),
              );
              for (const hints of [{}, { direction }]) {
                const verdict = await core.check(labels, hints);
                expectRight(context, verdict, box);
                expect(verdict.status).not.toBe('undecided');
                statuses.add(verdict.status);
              }
            }
          }
        }
      }
    }
    expect([...statuses].sort()).toEqual(['argmaxable', 'unargmaxable']);
  });

  it('is right whatever input is said to output the set', async () => {
    const random = createRandom([2, 'inputs']);
    for (const rule of rules) {
      const context = makeCase(random, rule, true);
      for (const box of [undefined, 0.5]) {
        const core = createDetectorCore(context.layer, createPriceRows(context.layer), { ...settings, box });
        for (const labels of context.labelSets) {
          for (const scale of [0, 1, 1e-310, 1e300]) {
            const input = Float64Array.from({ length: 2 }, () => scale * random.normal());
            expectRight(context, await core.check(labels, { input }), box);
          }
        }
      }
    }
  });
});

const ballLies: Record<string, (random: Random, ball: ProvedBall) => ProvedBall> = {
  ...Object.fromEntries(
    Object.entries(vectorLies).map(([name, lie]) => [
      `has its center ${name}`,
      (random: Random, ball: ProvedBall) => ({ ...ball, radius: 1, center: lie(random, ball.center) }),
    ]),
  ),
  'has its center just outside of the box': (_, ball) => ({
    ...ball,
    center: ball.center.map((value) => Math.sign(value) * 0.5000000000000001),
  }),
  'comes with multipliers of other rows': (random, ball) => ({
    ...ball,
    combination: {
      rows: ball.combination.rows.map((row) => (row + 1 + random.int(5)) % 6),
      multipliers: ball.combination.multipliers,
    },
  }),
  'comes with no multipliers': (_, ball) => ({ ...ball, combination: { rows: [], multipliers: [] } }),
  'comes with multipliers that are made up': (random, ball) => {
    const rows = [...random.sample(6, 1 + random.int(6))];
    return { ...ball, combination: { rows, multipliers: rows.map(() => random.uniform()) } };
  },
  'comes with multipliers that are disturbed': (random, ball) => ({
    ...ball,
    combination: {
      ...ball.combination,
      multipliers: ball.combination.multipliers.map((value) => value * Math.exp(random.normal())),
    },
  }),
  'comes with multipliers that are negative, NaN or infinite': (random, ball) => ({
    ...ball,
    combination: {
      ...ball.combination,
      multipliers: ball.combination.multipliers.map(
        (value) => [-value, Number.NaN, Number.POSITIVE_INFINITY, value, 0][random.int(5)]!,
      ),
    },
  }),
  'comes with rows that are none': (random, ball) => ({
    ...ball,
    combination: {
      ...ball.combination,
      rows: ball.combination.rows.map((row) => [row, 6, -1, row + 0.5, Number.NaN][random.int(5)]!),
    },
  }),
  'comes with the same row twice': (_, ball) => ({
    ...ball,
    combination: {
      rows: [...ball.combination.rows, ...ball.combination.rows],
      multipliers: [...ball.combination.multipliers, ...ball.combination.multipliers],
    },
  }),
};

describe('decideInBox', () => {
  it.each(Object.keys(ballLies))('stays honest where the ball %s', async (name) => {
    const random = createRandom([3, name]);
    const box = 0.5;
    let asked = 0;
    for (const rule of rules) {
      for (const withBias of [false, true]) {
        const context = makeCase(random, rule, withBias);
        const priceRows = createPriceRows(context.layer);
        const finder = createRadiusFinder(context.layer, priceRows, ['active-set']);
        const radiusFinder: RadiusFinder = {
          ...finder,
          largestBall: async (labels, size) => {
            const ball = await finder.largestBall(labels, size);
            if (ball !== undefined) asked++;
            return ball && ballLies[name]!(random, ball);
          },
        };
        for (const labels of context.labelSets) {
          const open: Verdict = {
            labels,
            status: 'undecided',
            reason: 'nothing was tried',
            decidedBy: 'active-set',
            iterations: 0,
            milliseconds: 0,
          };
          const verdict = await decideInBox({ layer: context.layer, priceRows, radiusFinder, box }, open);
          expectRight(context, verdict, box);
        }
      }
    }
    expect(asked).toBeGreaterThan(50);
  });
});
