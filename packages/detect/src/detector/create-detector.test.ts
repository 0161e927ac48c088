import { createMatrix, createRandom, labelSetsFrom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { normalMatrix, normalVector, outputOf } from '../testing/random-layer.js';
import type { Verdict } from '../verdict/verdict.js';
import { createVerifier, verifyVerdict } from '../verify/verify-verdict.js';
import { createDetector, type DetectorOptions } from './create-detector.js';

const weights = normalMatrix(createRandom(21), 12, 3);

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}

describe('createDetector', () => {
  it('refuses bad layers and options, saying what was expected and what came', async () => {
    const bad: [unknown, new (message: string) => Error, RegExp][] = [
      [undefined, TypeError, /expected \{ weights, bias\?, rule\? \}/],
      [{ weights: [[1]] }, TypeError, /weights must be a Matrix/],
      [
        { weights: { rows: 2, cols: 2, data: new Float64Array(3) } },
        RangeError,
        /2 x 2 and need 4 entries, got 3/,
      ],
      [{ weights: createMatrix(0, 3) }, RangeError, /at least one row and one column, got 0 x 3/],
      [{ weights: createMatrix(1, 2, [1, Infinity]) }, RangeError, /entry \(row 0, column 1\) is Infinity/],
      [{ weights, bias: [1] }, TypeError, /bias must be a Float64Array. Got Array: Float64Array.from/],
      [{ weights, bias: null }, TypeError, /bias must be a Float64Array.$/],
      [
        { weights: { rows: 1, cols: 1, data: Float32Array.of(1) } },
        TypeError,
        /weights must be a Matrix .* Got Float32Array: Float64Array.from converts it/,
      ],
      [{ weights, bias: new Float64Array(3) }, RangeError, /one entry per label, 12, got 3/],
      [
        { weights, bias: new Float64Array(12).fill(Number.NaN) },
        RangeError,
        /bias must be finite, entry 0 is NaN/,
      ],
      [
        { weights, rule: 'softmax' },
        TypeError,
        /rule must be 'threshold', 'argmax' or \{ topK: k \}, got "softmax"/,
      ],
      [{ weights, rule: { topK: 0 } }, RangeError, /rule.topK must be an integer in \[1, 12\]/],
      [{ weights, rule: { topK: 13 } }, RangeError, /got 13/],
      [{ weights, rule: { topK: '2' } }, RangeError, /got 2/],
      [{ weights, margin: 'some' }, RangeError, /margin must be 'best' or 'any', got some/],
      [{ weights, solvers: [] }, RangeError, /solvers must list/],
      [{ weights, solvers: ['gurobi'] }, RangeError, /got \["gurobi"\]/],
      [{ weights, acceptMarginBound: -1 }, RangeError, /acceptMarginBound must be a number in \[0, 1\)/],
    ];
    for (const [options, kind, message] of bad) {
      const made = createDetector(options as DetectorOptions);
      await expect(made).rejects.toThrow(message);
      await expect(made).rejects.toBeInstanceOf(kind);
    }
  });

  it('refuses bad label sets', async () => {
    const detector = await createDetector({ weights });
    const check = (labels: unknown) => detector.check(labels as number[]);
    await expect(check([12])).rejects.toThrow(/labels must be integers in \[0, 12\), got 12/);
    await expect(check([-1])).rejects.toThrow(RangeError);
    await expect(check([1.5])).rejects.toThrow(RangeError);
    await expect(check(['1'])).rejects.toThrow(RangeError);
    await expect(check([3, 1, 3])).rejects.toThrow(/label 3 occurs twice/);
    await expect(check(undefined)).rejects.toThrow(TypeError);
    await expect(check('12')).rejects.toThrow(TypeError);
    const top2 = await createDetector({ weights, rule: { topK: 2 } });
    await expect(top2.check([1])).rejects.toThrow(/rule \{ topK: 2 \} needs sets of 2 labels, got 1/);
    const argmax = await createDetector({ weights, rule: 'argmax' });
    await expect(argmax.check([])).rejects.toThrow(/rule 'argmax' needs sets of 1 labels, got 0/);
  });

  it('has a certificate for a row of zeros: a score of 0 is neither above nor below 0', async () => {
    const zero = createMatrix(3, 2, [1, 2, 0, 0, 2, 1]);
    const detector = await createDetector({ weights: zero });
    for (const labels of [[], [1], [0, 2], [0, 1, 2]]) {
      const verdict = await detector.check(labels);
      expect(verdict).toMatchObject({
        status: 'unargmaxable',
        proof: 'exact',
        decidedBy: 'zero-row',
        certificate: { rows: [1], multipliers: Float64Array.of(1) },
      });
      expect(verifyVerdict({ weights: zero }, verdict)).toEqual({ ok: true });
    }
    // With a bias it is a label that is always on; as a class it is one like any other.
    const bias = Float64Array.of(0, 1, 0);
    const biased = await createDetector({ weights: zero, bias });
    expect((await biased.check([0, 1])).status).toBe('argmaxable');
    expect((await biased.check([0])).status).toBe('unargmaxable');
    const argmax = await createDetector({ weights: zero, rule: 'argmax' });
    expect((await argmax.check([1])).status).toBe('argmaxable');
  });

  it('gives a witness that can be used, with a threshold for top-k', async () => {
    const detector = await createDetector({ weights, rule: { topK: 2 } });
    let found = 0;
    for (let first = 0; first < 12; first++) {
      const verdict = await detector.check([first, (first + 5) % 12]);
      if (verdict.status !== 'argmaxable' || verdict.proof !== 'witness') continue;
      found++;
      const scores = Array.from({ length: 12 }, (_, i) =>
        weights.data.subarray(3 * i, 3 * i + 3).reduce((sum, w, j) => sum + w * verdict.witness[j]!, 0),
      );
      const above = scores.flatMap((score, i) => (score > verdict.threshold! ? [i] : []));
      expect(above).toEqual(verdict.labels);
      const best = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
      expect(best.slice(0, 2).sort((a, b) => a - b)).toEqual(verdict.labels);
    }
    expect(found).toBeGreaterThan(2);
  });

  it('leaves the weights of the caller alone, and does not look at them again', async () => {
    const mine = createMatrix(2, 1, [1, 1]);
    const detector = await createDetector({ weights: mine });
    mine.data.fill(0);
    expect((await detector.check([0, 1])).status).toBe('argmaxable');
    const bias = Float64Array.of(1, 1);
    const withBias = await createDetector({ weights: createMatrix(2, 1, [1, -1]), bias });
    bias.fill(-1);
    for await (const { status } of withBias.checkAll([[0, 1]])) expect(status).toBe('argmaxable');
    for await (const { status } of withBias.checkAll([[0, 1]], { workers: 1 })) {
      expect(status).toBe('argmaxable');
    }
  });

  it('has margins that do not depend on the scale of rows, and never exceed 1', async () => {
    const scaled = createMatrix(
      12,
      3,
      weights.data.map((value, i) => value * 2 ** (Math.floor(i / 3) % 5)),
    );
    const [first, second] = [await createDetector({ weights }), await createDetector({ weights: scaled })];
    for (let label = 0; label < 12; label++) {
      const [a, b] = [await first.check([label]), await second.check([label])];
      expect(a.status).toBe(b.status);
      if (a.status !== 'argmaxable' || b.status !== 'argmaxable') continue;
      if (a.proof !== 'witness' || b.proof !== 'witness') throw new Error('no witness');
      expect(a.margin).toBeCloseTo(b.margin, 9);
    }
    const single = await createDetector({ weights: createMatrix(1, 2, [3, 4]) });
    const verdict = (await single.check([0])) as Verdict & { margin: number };
    expect(verdict.margin).toBeLessThanOrEqual(1);
    expect(verdict.margin).toBeCloseTo(1, 12);
  });
});

describe('Detector.checkAll in the calling thread', () => {
  const sets = Array.from({ length: 30 }, (_, i) =>
    [i % 12, (i * 5 + 1) % 12].filter((v, k, a) => a.indexOf(v) === k),
  );

  it('gives the verdicts in order, for every form of list', async () => {
    const detector = await createDetector({ weights, warmStart: false });
    const alone: Verdict[] = [];
    for (const labels of sets) alone.push(await detector.check(labels));
    const timeless = (verdicts: Verdict[]) => verdicts.map((verdict) => ({ ...verdict, milliseconds: 0 }));
    async function* later(): AsyncGenerator<number[]> {
      for (const labels of sets) {
        await Promise.resolve();
        yield labels;
      }
    }
    for (const form of [sets, new Set(sets), labelSetsFrom(sets, 12), later()]) {
      expect(timeless(await collect(detector.checkAll(form)))).toEqual(timeless(alone));
    }
    expect(await collect(detector.checkAll([]))).toEqual([]);
  });

  it('reports progress, with a total where there is one', async () => {
    const detector = await createDetector({ weights });
    const seen: string[] = [];
    const onProgress = ({ done, total }: { done: number; total: number | undefined }) => {
      seen.push(`${done}/${total}`);
    };
    await collect(detector.checkAll(labelSetsFrom([[0], [1], [2]], 12), { onProgress }));
    await collect(detector.checkAll(new Set([[0]]), { onProgress }));
    expect(seen).toEqual(['1/3', '2/3', '3/3', '1/undefined']);
  });

  it('reads no further than it is asked to, and closes the source when the loop is left', async () => {
    const detector = await createDetector({ weights });
    let read = 0;
    let closed = false;
    function* endless(): Generator<number[]> {
      try {
        for (;;) yield [read++ % 12];
      } finally {
        closed = true;
      }
    }
    let taken = 0;
    for await (const _ of detector.checkAll(endless())) if (++taken === 5) break;
    expect(read).toBe(5);
    expect(closed).toBe(true);
  });

  it('stops on a signal, even while the source is slow', async () => {
    const detector = await createDetector({ weights });
    const during = new AbortController();
    function* endless(): Generator<number[]> {
      for (;;) yield [1];
    }
    setTimeout(() => during.abort(), 30);
    await expect(collect(detector.checkAll(endless(), { signal: during.signal }))).rejects.toMatchObject({
      name: 'AbortError',
    });
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(new Error('enough')), 30);
    async function* never(): AsyncGenerator<number[]> {
      await new Promise(() => {});
      yield [1];
    }
    await expect(collect(detector.checkAll(never(), { signal: waiting.signal }))).rejects.toThrow('enough');
    await expect(collect(detector.checkAll(sets, { signal: AbortSignal.abort() }))).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('names the set that is bad', async () => {
    const detector = await createDetector({ weights });
    await expect(collect(detector.checkAll([[0], [1], [99]]))).rejects.toThrow(
      /Detector.checkAll: label set 2: labels must be integers in \[0, 12\), got 99/,
    );
    expect(() => detector.checkAll(7 as unknown as number[][])).toThrow(TypeError);
    expect(() => detector.checkAll({} as unknown as number[][])).toThrow(TypeError);
    expect(() => detector.checkAll([], { workers: -1 })).toThrow(
      /workers must be an integer in \[0, 1024\], got -1/,
    );
    expect(() => detector.checkAll([], { signal: {} as AbortSignal })).toThrow(TypeError);
  });

  it('is over when the detector is disposed of', async () => {
    const detector = await createDetector({ weights });
    const verdicts = detector.checkAll(sets);
    detector.dispose();
    await expect(collect(verdicts)).rejects.toMatchObject({ name: 'DetectorError', code: 'disposed' });
    await expect(detector.check([0])).rejects.toMatchObject({ code: 'disposed' });
    await expect(detector.radius([0])).rejects.toMatchObject({ code: 'disposed' });
    expect(() => detector.checkAll(sets)).toThrow(/disposed/);
    detector.dispose();
  });

  it('gives radii in the same way', async () => {
    const detector = await createDetector({ weights });
    const radii = await collect(detector.radiusAll([[0], [1, 2]], { box: 5, epsilon: 0.1 }));
    const alone = await detector.radius([1, 2], { box: 5, epsilon: 0.1 });
    expect({ ...radii[1], milliseconds: 0 }).toEqual({ ...alone, milliseconds: 0 });
    expect(radii[0]).toMatchObject({ labels: [0], box: 5, epsilon: 0.1 });
  });
});

describe('warm starts', () => {
  const random = createRandom([5, 'warm']);
  const layer = { weights: normalMatrix(random, 120, 12), bias: normalVector(random, 120) };

  it('change no decision and no largest margin, only the way there', async () => {
    const [warm, cold] = [await createDetector(layer), await createDetector({ ...layer, warmStart: false })];
    const verifier = createVerifier(layer);
    const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
    let [warmSteps, coldSteps] = [0, 0];
    for (let trial = 0; trial < 12; trial++) {
      const x = normalVector(random, 12);
      let labels = outputOf(layer.weights, layer.bias, x);
      // A chain of sets, each one label away from the one before.
      for (let step = 0; step < 6; step++) {
        const [a, b] = [await warm.check(labels), await cold.check(labels)];
        counts[a.status]++;
        expect(verifier.verify(a)).toEqual({ ok: true });
        expect(a.status).toBe(b.status);
        if (a.status === 'argmaxable' && b.status === 'argmaxable') {
          expect((a as { margin: number }).margin).toBeCloseTo((b as { margin: number }).margin, 9);
        }
        if (step > 0) [warmSteps, coldSteps] = [warmSteps + a.iterations, coldSteps + b.iterations];
        const flipped = random.int(120);
        labels = labels.includes(flipped)
          ? labels.filter((label) => label !== flipped)
          : [...labels, flipped].sort((p, q) => p - q);
      }
    }
    expect(counts.undecided).toBe(0);
    expect(Math.min(counts.argmaxable, counts.unargmaxable)).toBeGreaterThan(5);
    expect(warmSteps).toBeLessThan(coldSteps * 0.8);
  });

  it('are a choice', async () => {
    await expect(createDetector({ ...layer, warmStart: 1 as unknown as boolean })).rejects.toThrow(
      /warmStart must be true or false, got 1/,
    );
  });
});
