import { createMatrix, createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import type { OutputRule } from '../layer/output-rule.js';
import { adversarialLayers } from '../testing/adversarial-layers.js';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import { normalMatrix, normalVector } from '../testing/random-layer.js';
import { verdictFromJson } from '../verdict/verdict-from-json.js';
import { verdictToJson } from '../verdict/verdict-to-json.js';
import { createVerifier } from '../verify/verify-verdict.js';
import { createDetector } from './create-detector.js';

const box = 0.75;

describe('a detector with a box', () => {
  it('tells what exact arithmetic says of a layer with the box as further labels', async () => {
    const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
    let excludedByBox = 0;
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom([seed, 'box']);
      const [rows, cols] = [3 + random.int(5), 1 + random.int(3)];
      const weights = normalMatrix(random, rows, cols);
      const bias = normalVector(random, rows);
      const layer = { weights, bias };
      const detector = await createDetector({ ...layer, box, margin: seed % 2 === 0 ? 'best' : 'any' });
      const verifier = createVerifier(layer);
      // x_j + B > 0 and B - x_j > 0 as labels that are always on.
      const walls = Array.from({ length: 2 * cols }, (_, wall) => rows + wall);
      const walled = {
        weights: createMatrix(rows + 2 * cols, cols, [
          ...weights.data,
          ...walls.flatMap((_, wall) =>
            Array.from({ length: cols }, (_, j) => (j === wall >> 1 ? (wall % 2 === 0 ? 1 : -1) : 0)),
          ),
        ]),
        bias: Float64Array.of(...bias, ...walls.map(() => box)),
      };
      for (let trial = 0; trial < 8; trial++) {
        const labels = [...random.sample(rows, random.int(rows + 1))].sort((a, b) => a - b);
        const verdict = await detector.check(labels);
        counts[verdict.status]++;
        expect(verifier.verify(verdict)).toEqual({ ok: true });
        expect(verdictFromJson(JSON.parse(JSON.stringify(verdictToJson(verdict))))).toEqual(verdict);
        if (verdict.status === 'undecided') continue;
        const truth = isArgmaxableExactly(walled, [...labels, ...walls]);
        expect(verdict.status).toBe(truth ? 'argmaxable' : 'unargmaxable');
        if (verdict.status === 'argmaxable') expect(verdict.box).toBe(box);
        if (verdict.status === 'unargmaxable' && verdict.proof === 'box') {
          excludedByBox++;
          expect(verdict.box).toBe(box);
          expect(verifier.verify({ ...verdict, box: box * 1e3 }).ok).toBe(false);
          expect(verifier.verify({ ...verdict, box: undefined }).ok).toBe(false);
          expect(verifier.verify({ ...verdict, proof: 'exact' }).ok).toBe(false);
        }
      }
    }
    expect(counts.undecided).toBe(0);
    expect(counts.argmaxable).toBeGreaterThan(50);
    expect(excludedByBox).toBeGreaterThan(20);
  });

  it.each<OutputRule>(['argmax', { topK: 2 }])(
    'decides for %j, in agreement with the radius',
    async (rule) => {
      let [inside, excluded] = [0, 0];
      for (let seed = 0; seed < 40; seed++) {
        const random = createRandom([seed, 'box', 'rank']);
        const [rows, cols] = [8, 2];
        const weights = normalMatrix(random, rows, cols);
        const bias = normalVector(random, rows).map((value) => 2 * value);
        const layer = { weights, bias, rule };
        const detector = await createDetector({ ...layer, box });
        const verifier = createVerifier(layer);
        const labels = [...random.sample(rows, rule === 'argmax' ? 1 : 2)];
        const verdict = await detector.check(labels);
        expect(verifier.verify(verdict)).toEqual({ ok: true });
        const { radius } = await detector.radius(labels, { box });
        if (Math.abs(radius) > 1e-9) {
          expect(verdict.status).toBe(radius > 0 ? 'argmaxable' : 'unargmaxable');
        }
        if (verdict.status === 'argmaxable') inside++;
        if (verdict.status === 'unargmaxable' && verdict.proof === 'box') {
          excluded++;
          // No certificate says anything against what an input in the box outputs.
          for (let probe = 0; probe < 20; probe++) {
            const x = [0, 1].map(() => box * (2 * random.uniform() - 1));
            const scores = Array.from(
              bias,
              (b, i) => b + weights.data[2 * i]! * x[0]! + weights.data[2 * i + 1]! * x[1]!,
            );
            const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
            const output = order.slice(0, labels.length).sort((a, b) => a - b);
            expect(verifier.verify({ ...verdict, labels: output }).ok).toBe(false);
          }
        }
      }
      expect(inside).toBeGreaterThan(3);
      expect(excluded).toBeGreaterThan(3);
    },
  );

  it('brings witnesses into the box where only their direction counts', async () => {
    const random = createRandom(3);
    const weights = normalMatrix(random, 6, 3);
    for (const rule of ['threshold', 'argmax'] as const) {
      const detector = await createDetector({ weights, rule, box: 1e-9 });
      const free = await createDetector({ weights, rule });
      for (let label = 0; label < 6; label++) {
        const verdict = await detector.check([label]);
        expect(verdict.status).toBe((await free.check([label])).status);
        expect(createVerifier({ weights, rule }).verify(verdict)).toEqual({ ok: true });
      }
    }
  });

  it('accepts a bound on the margin as it does without a box', async () => {
    const random = createRandom(31);
    const weights = adversarialLayers['rank-deficient up to rounding']!(random, 12, 4);
    const free = await createDetector({ weights, acceptMarginBound: 1e-12 });
    const boxed = await createDetector({ weights, acceptMarginBound: 1e-12, box });
    const verifier = createVerifier({ weights });
    let numBounded = 0;
    for (let trial = 0; trial < 20; trial++) {
      const labels = [...random.sample(12, 6)];
      const [first, second] = [await free.check(labels), await boxed.check(labels)];
      expect(second.status).toBe(first.status);
      expect(verifier.verify(second)).toEqual({ ok: true });
      if (second.status === 'unargmaxable' && second.proof === 'bounded') numBounded++;
    }
    expect(numBounded).toBeGreaterThan(5);
  });

  it('refuses a box that is none', async () => {
    const weights = createMatrix(1, 1, [1]);
    for (const bad of [0, -1, Infinity, Number.NaN, '3' as unknown as number]) {
      await expect(createDetector({ weights, box: bad })).rejects.toThrow(/box must be a finite number > 0/);
    }
  });
});

describe('an input that comes with a set', () => {
  const random = createRandom([1, 'inputs']);
  const weights = normalMatrix(random, 40, 6);
  const bias = normalVector(random, 40);

  it.each<OutputRule>(['threshold', 'argmax', { topK: 4 }])(
    'is the witness, or the start (%j)',
    async (rule) => {
      const any = await createDetector({ weights, bias, rule, margin: 'any' });
      const best = await createDetector({ weights, bias, rule });
      const verifier = createVerifier({ weights, bias, rule });
      for (let trial = 0; trial < 10; trial++) {
        const input = normalVector(random, 6);
        const scores = Array.from({ length: 40 }, (_, i) =>
          weights.data.subarray(6 * i, 6 * i + 6).reduce((sum, w, j) => sum + w * input[j]!, bias[i]!),
        );
        const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
        const size = rule === 'threshold' ? scores.filter((s) => s > 0).length : rule === 'argmax' ? 1 : 4;
        const labels = order.slice(0, size);
        const quick = await any.check(labels, { input });
        expect(quick).toMatchObject({
          status: 'argmaxable',
          decidedBy: 'input',
          iterations: 0,
          witness: input,
        });
        expect(verifier.verify(quick)).toEqual({ ok: true });
        // An input of another set is no witness, and does no harm.
        const other = await any.check(labels, { input: input.map((value) => -value) });
        expect(other.status).toBe('argmaxable');
        expect(verifier.verify(other)).toEqual({ ok: true });
        const started = await best.check(labels, { input });
        const cold = await (await createDetector({ weights, bias, rule })).check(labels);
        expect(started).toMatchObject({ status: 'argmaxable', marginIsBest: true });
        expect((started as { margin: number }).margin).toBeCloseTo((cold as { margin: number }).margin, 9);
        for await (const verdict of any.checkAll([{ labels, input }, labels])) {
          expect(verifier.verify(verdict)).toEqual({ ok: true });
        }
      }
    },
  );

  it('must be a vector of the layer', async () => {
    const detector = await createDetector({ weights });
    await expect(detector.check([0], { input: [1, 2] })).rejects.toThrow(/input must be 6 numbers, got 2/);
    await expect(detector.check([0], { input: [1, 2, 3, 4, 5, Number.NaN] })).rejects.toThrow(/finite/);
  });
});
