import { createMatrix, createRandom, type Random } from '@sbn/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWitness } from '../detector/build-witness.js';
import type { LayerInput } from '../layer/layer.js';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import { plainSystem } from '../testing/plain-system.js';
import { labelsOfMask, normalMatrix, normalVector, outputOf } from '../testing/random-layer.js';
import { cpuMatrixBackend } from './cpu-matrix-backend.js';
import { createScreening, type ScreeningOptions } from './create-screening.js';
import type { MatrixBackend } from './matrix-backend.js';

async function screen(
  input: LayerInput,
  sets: readonly (readonly number[])[],
  options: ScreeningOptions & { balanced?: boolean } = {},
) {
  const { layer, system } = plainSystem(input, [], options.balanced);
  const screening = await createScreening(system, options);
  const results = await screening.run(sets);
  screening.dispose();
  return results.map(({ settled, direction, steps }, k) => ({
    settled,
    steps,
    proved: settled ? buildWitness(layer, sets[k]!, system.toLayer(direction)) : undefined,
  }));
}

/** Columns of very different size, as trained layers have, and a constant one. */
function unevenMatrix(random: Random, rows: number, cols: number) {
  return createMatrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, (_, entry) =>
      entry % cols === 0 ? 1 : random.normal() / (entry % cols) ** 2,
    ),
  );
}

function topLabels(input: LayerInput, x: Float64Array, k: number): number[] {
  const { weights, bias } = input;
  const scores = Array.from({ length: weights.rows }, (_, i) =>
    weights.data
      .subarray(i * weights.cols, (i + 1) * weights.cols)
      .reduce((sum, weight, j) => sum + weight * x[j]!, bias?.[i] ?? 0),
  );
  return scores
    .map((_, label) => label)
    .sort((a, b) => scores[b]! - scores[a]!)
    .slice(0, k)
    .sort((a, b) => a - b);
}

describe('createScreening', () => {
  it.each([
    ['threshold', 'threshold', false],
    ['threshold with biases', 'threshold', true],
    ['top-k', { topK: 6 }, false],
    ['top-k with biases', { topK: 6 }, true],
    ['argmax with biases', 'argmax', true],
  ] as const)('finds witnesses of planted sets that can be proved: %s', async (_, rule, withBias) => {
    const random = createRandom([11, 'planted']);
    const weights = unevenMatrix(random, 400, 16);
    const bias = withBias ? normalVector(random, 400).map((value) => value / 10) : undefined;
    const input = { weights, bias, rule };
    const k = rule === 'argmax' ? 1 : 6;
    const sets = Array.from({ length: 90 }, () => topLabels(input, normalVector(random, 16), k));
    const results = await screen(input, sets);
    for (const { settled, proved } of results) if (settled) expect(proved!.margin).toBeGreaterThan(0);
    expect(results.filter(({ proved }) => proved !== undefined).length).toBeGreaterThanOrEqual(85);
  });

  it('settles no set that cannot be output, and nearly all that can, of any size', async () => {
    let possible = 0;
    let found = 0;
    for (let seed = 0; seed < 6; seed++) {
      const random = createRandom([seed, 'all']);
      const weights = normalMatrix(random, 8, 3);
      const bias = seed % 2 === 0 ? normalVector(random, 8) : undefined;
      const input = { weights, bias };
      const sets = Array.from({ length: 256 }, (_, mask) => labelsOfMask(mask));
      const results = await screen(input, sets, { maxSteps: 200 });
      results.forEach(({ settled, proved }, k) => {
        const can = isArgmaxableExactly(input, sets[k]!);
        if (can) possible++;
        if (settled) {
          expect(can).toBe(true);
          expect(proved).toBeDefined();
          found++;
        }
      });
    }
    expect(possible).toBeGreaterThan(400);
    expect(found).toBeGreaterThan(0.95 * possible);
  });

  it('needs few steps on uneven columns, because it whitens the rows', async () => {
    const random = createRandom([5, 'uneven']);
    const weights = unevenMatrix(random, 2000, 20);
    const sets = Array.from({ length: 40 }, () => topLabels({ weights }, normalVector(random, 20), 5));
    const results = await screen({ weights }, sets);
    expect(results.filter(({ proved }) => proved !== undefined).length).toBe(40);
    const steps = results.reduce((sum, result) => sum + result.steps, 0) / 40;
    expect(steps).toBeLessThan(6);
  });

  it('stays inside the box', async () => {
    const random = createRandom([6, 'box']);
    const weights = normalMatrix(random, 60, 6);
    const bias = normalVector(random, 60).map((value) => 3 * value);
    const sets = Array.from({ length: 60 }, () =>
      outputOf(
        weights,
        bias,
        Float64Array.from({ length: 6 }, () => 1.8 * random.uniform() - 0.9),
      ),
    );
    const box = 1;
    const inside = await screen({ weights, bias }, sets, { box, maxSteps: 100 });
    const found = inside.filter(({ proved }) => proved !== undefined);
    for (const { proved } of found) {
      expect(Math.max(...proved!.witness.map(Math.abs))).toBeLessThanOrEqual(box);
    }
    expect(found.length).toBeGreaterThan(20);
    const anywhere = await screen({ weights, bias }, sets, { maxSteps: 100 });
    expect(
      anywhere.some(({ proved }) => proved !== undefined && Math.max(...proved.witness.map(Math.abs)) > box),
    ).toBe(true);
  });

  it('copes with scales from 2^-400 to 2^400, and proves nothing false about columns of 1e±150', async () => {
    const random = createRandom([7, 'scales']);
    const weights = normalMatrix(random, 100, 8);
    const sets = Array.from({ length: 20 }, () => outputOf(weights, undefined, normalVector(random, 8)));
    const settledOf = async (factor: (entry: number) => number, balanced: boolean) => {
      const scaled = createMatrix(
        100,
        8,
        weights.data.map((value, entry) => value * factor(entry)),
      );
      const results = await screen({ weights: scaled }, sets, { balanced, maxSteps: 40 });
      for (const { settled, proved } of results) if (settled) expect(proved).toBeDefined();
      return results.map(({ settled }) => settled);
    };
    const plain = await settledOf(() => 1, false);
    expect(plain.filter(Boolean).length).toBeGreaterThan(10);
    expect(await settledOf(() => 2 ** 400, false)).toEqual(plain);
    expect(await settledOf(() => 2 ** -400, false)).toEqual(plain);
    expect(await settledOf((entry) => (entry % 8 < 4 ? 1e150 : 1e-150), true)).toEqual(
      expect.arrayContaining([true]),
    );
  });

  it('gives every set its own answer, whatever else is in the batch and in which order', async () => {
    const random = createRandom([8, 'order']);
    const weights = unevenMatrix(random, 120, 8);
    const { system } = plainSystem({ weights }, []);
    const sets = Array.from({ length: 150 }, (_, k) =>
      k % 3 === 0 ? [...random.sample(120, 9)] : topLabels({ weights }, normalVector(random, 8), 3),
    );
    const screening = await createScreening(system);
    const all = await screening.run(sets);
    const settled = all.map((result) => result.settled);
    expect(new Set(settled).size).toBe(2);
    const reversed = await screening.run([...sets].reverse());
    expect(reversed.reverse().map((result) => result.settled)).toEqual(settled);
    for (const k of [0, 1, 77, 149]) expect((await screening.run([sets[k]!]))[0]).toEqual(all[k]);
    expect(await screening.run([])).toEqual([]);
    screening.dispose();
  });

  it('keeps within the steps it may make, whatever a call of the backend makes', async () => {
    const calls: number[] = [];
    const backend: MatrixBackend = {
      ...cpuMatrixBackend,
      stepsPerCall: 5,
      load: async (rows) => {
        const loaded = await cpuMatrixBackend.load(rows);
        return {
          dispose: loaded.dispose,
          project: (batch) => {
            calls.push(batch.steps);
            return loaded.project(batch);
          },
        };
      },
    };
    const weights = createMatrix(3, 1, [1, 2, -1]);
    const [result] = await screen({ weights }, [[0, 1, 2]], { backend, maxSteps: 12 });
    expect(result).toMatchObject({ settled: false, steps: 12 });
    expect(calls).toEqual([5, 5, 2]);
  });

  it('stops with the reason of a signal', async () => {
    const { system } = plainSystem({ weights: createMatrix(2, 1, [1, -1]) }, []);
    const screening = await createScreening(system);
    await expect(screening.run([[0]], AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });

  it('refuses options out of range', async () => {
    const { system } = plainSystem({ weights: createMatrix(2, 1, [1, -1]) }, []);
    await expect(createScreening(system, { box: 0 })).rejects.toThrow(
      'box must be a finite number > 0, got 0',
    );
    await expect(createScreening(system, { maxSteps: 0 })).rejects.toThrow(
      'maxSteps must be an integer >= 1',
    );
  });

  it('never settles a set of a layer with equal or opposite rows wrongly (integer weights)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 })), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.boolean(),
        async (rows, withBias) => {
          const weights = createMatrix(
            rows.length,
            withBias ? 1 : 2,
            rows.flatMap(([a, b]) => (withBias ? [a] : [a, b])),
          );
          const bias = withBias ? Float64Array.from(rows, ([, b]) => b) : undefined;
          const sets = Array.from({ length: 2 ** rows.length }, (_, mask) => labelsOfMask(mask));
          const results = await screen({ weights, bias }, sets);
          results.forEach(({ settled, proved }, k) => {
            if (!settled) return;
            expect(proved).toBeDefined();
            expect(isArgmaxableExactly({ weights, bias }, sets[k]!)).toBe(true);
          });
        },
      ),
      { numRuns: 30 },
    );
  });
});
