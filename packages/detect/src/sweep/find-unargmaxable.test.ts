import { binomial, countArgmaxableLabelSets, createMatrix, createRandom, labelSetsFrom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { createDetector, type Detector } from '../detector/create-detector.js';
import type { OutputRule } from '../layer/output-rule.js';
import { normalMatrix } from '../testing/random-layer.js';
import type { Verdict } from '../verdict/verdict.js';
import { createVerifier } from '../verify/verify-verdict.js';
import { binomialInterval } from './binomial-interval.js';
import { findUnargmaxable, type SweepProgress } from './find-unargmaxable.js';
import type { Sweep } from './sweep.js';

const weights = normalMatrix(createRandom(21), 8, 3);

/** A detector that says by rote what a set is: a stand-in where undecided sets are wanted. */
function answering(
  numLabels: number,
  rule: OutputRule,
  answer: (labels: number[]) => Verdict['status'],
): Detector {
  return {
    numLabels,
    rule,
    async *checkAll(sets: Iterable<number[]>) {
      for (const labels of sets) yield { labels, status: answer(labels) } as unknown as Verdict;
    },
  } as unknown as Detector;
}

describe('findUnargmaxable', () => {
  it('finds the classes that can never win, with certificates', async () => {
    // Two of the points lie inside the hull of the others.
    const points = createMatrix(6, 2, [2, 0, -1, 2, 0.1, 0.2, -1, -2, 2, 1, 0, -0.5]);
    const detector = await createDetector({ weights: points, rule: 'argmax' });
    const seen: number[] = [];
    const progress: SweepProgress[] = [];
    const result = await findUnargmaxable(
      detector,
      { kind: 'classes' },
      {
        onVerdict: async ({ labels }) => {
          await Promise.resolve();
          seen.push(labels[0]!);
        },
        onProgress: (state) => progress.push(state),
      },
    );
    expect(result).toMatchObject({
      total: 6,
      argmaxable: 4,
      unargmaxable: 2,
      undecided: 0,
      population: 6n,
      isSample: false,
      open: [],
    });
    expect(result.found.map(({ labels }) => labels)).toEqual([[2], [5]]);
    const verifier = createVerifier({ weights: points, rule: 'argmax' });
    for (const verdict of result.found) expect(verifier.verify(verdict)).toEqual({ ok: true });
    expect(result).not.toHaveProperty('share');
    expect(result).not.toHaveProperty('examples');
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
    expect(progress.at(-1)).toEqual({ done: 6, total: 6, unargmaxable: 2, undecided: 0 });
    expect(progress[2]).toEqual({ done: 3, total: 6, unargmaxable: 1, undecided: 0 });
  });

  it('counts all sets of every size as theory does', async () => {
    const detector = await createDetector({ weights });
    let argmaxable = 0;
    for (let k = 0; k <= 8; k++) {
      const result = await findUnargmaxable(detector, { kind: 'all', k });
      expect(result).toMatchObject({
        total: Number(binomial(8, k)),
        population: binomial(8, k),
        undecided: 0,
      });
      expect(result.found).toHaveLength(result.unargmaxable);
      expect(result.isSample).toBe(false);
      argmaxable += result.argmaxable;
    }
    expect(BigInt(argmaxable)).toBe(countArgmaxableLabelSets({ numLabels: 8, dim: 3 }));
  });

  it('sweeps pairs under top-2, like all sets of two', async () => {
    const detector = await createDetector({ weights, rule: { topK: 2 } });
    const pairs = await findUnargmaxable(detector, { kind: 'pairs' });
    const all = await findUnargmaxable(detector, { kind: 'all', k: 2 });
    expect(pairs).toMatchObject({ total: 28, population: 28n });
    expect(pairs.unargmaxable).toBeGreaterThan(0);
    expect(pairs.found.map(({ labels }) => labels)).toEqual(all.found.map(({ labels }) => labels));
  });

  it('asks about each observed set once, and counts the examples it covers', async () => {
    const cover = createMatrix(3, 2, [1, 0, 0, 1, -1, -1]);
    const detector = await createDetector({ weights: cover });
    // With rows that add up to zero, all three labels together and none of them are impossible.
    const lists = [[0, 1, 2], [1], [2, 1, 0], [], [1], [0, 2], [1]];
    const expected = {
      total: 4,
      argmaxable: 2,
      unargmaxable: 2,
      population: 4n,
      isSample: false,
      examples: { total: 7, argmaxable: 4, unargmaxable: 3, undecided: 0 },
    };
    async function* stream(): AsyncGenerator<number[]> {
      yield* lists;
    }
    const withInputs = lists.map((labels) => ({ labels, input: [1, 1] }));
    for (const labelSets of [lists, stream(), labelSetsFrom(lists, 3), new Set(lists), withInputs]) {
      const result = await findUnargmaxable(detector, { kind: 'observed', labelSets });
      expect(result).toMatchObject(expected);
      expect(result.found.map(({ labels }) => labels)).toEqual([[0, 1, 2], []]);
    }
  });

  it('gives an interval when it samples, in which undecided sets count on neither side', async () => {
    const detector = answering(30, 'threshold', ([first]) =>
      first! < 2 ? 'unargmaxable' : first! < 4 ? 'undecided' : 'argmaxable',
    );
    const result = await findUnargmaxable(
      detector,
      { kind: 'random', k: 3, count: 400, seed: 7 },
      { confidence: 0.9 },
    );
    const { unargmaxable, undecided, share } = result;
    expect(result).toMatchObject({ total: 400, population: 4060n, isSample: true });
    expect(unargmaxable * undecided).toBeGreaterThan(0);
    expect(share).toEqual(
      await binomialInterval({ successes: unargmaxable, unknown: undecided, total: 400, confidence: 0.9 }),
    );
    // What is true of all 4,060: C(30, 3) - C(28, 3) of them start with label 0 or 1.
    const truth = Number(4060n - binomial(28, 3)) / 4060;
    expect(share!.low).toBeLessThan(truth);
    expect(share!.high).toBeGreaterThan(truth);
    expect(share!.estimate).toBe(unargmaxable / (400 - undecided));
  });

  it('draws without replacement: a sample of everything is everything, and no sample', async () => {
    const detector = answering(10, 'threshold', () => 'unargmaxable');
    const result = await findUnargmaxable(detector, { kind: 'random', k: 3, count: 120, seed: 1 });
    expect(new Set(result.found.map(({ labels }) => labels.join(' '))).size).toBe(120);
    expect(result).toMatchObject({ isSample: false, population: 120n });
    expect(result).not.toHaveProperty('share');
  });

  it('draws the same sets for the same seed', async () => {
    const detector = answering(20_000, 'threshold', () => 'unargmaxable');
    const draw = async (seed: number) =>
      (await findUnargmaxable(detector, { kind: 'random', k: 13, count: 50, seed })).found.map(
        ({ labels }) => labels,
      );
    expect(await draw(4)).toEqual(await draw(4));
    expect(await draw(4)).not.toEqual(await draw(5));
  });

  it('keeps only as many verdicts as it is told', async () => {
    const detector = answering(100, 'threshold', ([a]) => (a! % 2 === 0 ? 'undecided' : 'unargmaxable'));
    const result = await findUnargmaxable(detector, { kind: 'pairs' }, { keep: 3 });
    expect(result.found.map(({ labels }) => labels)).toEqual([
      [1, 2],
      [1, 3],
      [1, 4],
    ]);
    expect(result.open).toHaveLength(3);
    expect(result.unargmaxable + result.undecided).toBe(4950);
  });

  it('makes the sets as it goes, and stops on a signal', async () => {
    const detector = await createDetector({ weights: normalMatrix(createRandom(3), 200_000, 2) });
    const controller = new AbortController();
    const reason = new Error('enough');
    let done = 0;
    const run = findUnargmaxable(
      detector,
      { kind: 'all', k: 3, limit: Infinity },
      {
        signal: controller.signal,
        onProgress: () => {
          if (++done === 5) controller.abort(reason);
        },
      },
    );
    await expect(run).rejects.toBe(reason);
    expect(done).toBeLessThan(8);
    await expect(
      findUnargmaxable(detector, { kind: 'classes' }, { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });

  it('stops on a signal while it waits for observed sets, and closes their source', async () => {
    const detector = await createDetector({ weights });
    let closed = false;
    const labelSets = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<IteratorResult<number[]>>(() => {}),
        return: async () => {
          closed = true;
          return { done: true as const, value: undefined };
        },
      }),
    };
    const run = findUnargmaxable(
      detector,
      { kind: 'observed', labelSets },
      { signal: AbortSignal.timeout(50) },
    );
    await expect(run).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(closed).toBe(true);
  });

  it('passes on what a callback throws', async () => {
    const detector = await createDetector({ weights });
    const onVerdict = () => {
      throw new Error('the disk is full');
    };
    await expect(findUnargmaxable(detector, { kind: 'pairs' }, { onVerdict })).rejects.toThrow(
      'the disk is full',
    );
  });

  it.each<[OutputRule, unknown, RegExp]>([
    ['threshold', undefined, /expected a sweep such as \{ kind: 'classes' \}, got undefined/],
    ['threshold', { kind: 'triples' }, /sweep.kind must be one of 'classes', .*, got triples/],
    [
      'threshold',
      { kind: 'all' },
      /sweep.k must be an integer in \[0, 8\], the number of labels, got undefined/,
    ],
    ['threshold', { kind: 'all', k: 9 }, /got 9/],
    [
      'threshold',
      { kind: 'all', k: 4, limit: 69 },
      /70 sets of 4, more than the limit of 69.*kind: 'random', k: 4/,
    ],
    ['threshold', { kind: 'all', k: 4, limit: 0 }, /sweep.limit must be a number >= 1, got 0/],
    [
      'threshold',
      { kind: 'random', k: 4, count: 71, seed: 0 },
      /sweep.count must be an integer in \[1, 70\]/,
    ],
    ['threshold', { kind: 'random', k: 4, count: 5 }, /sweep.seed must be an integer, got undefined/],
    ['threshold', { kind: 'observed' }, /expected LabelSets or an iterable of label sets, got undefined/],
    [
      'threshold',
      { kind: 'observed', labelSets: [[1], [8]] },
      /label set 1: labels must be integers in \[0, 8\)/,
    ],
    [
      'threshold',
      { kind: 'observed', labelSets: labelSetsFrom([[1]], 9) },
      /about 9 labels, and the layer has 8/,
    ],
    ['argmax', { kind: 'pairs' }, /'pairs' asks about sets of 2, but rule 'argmax' outputs sets of 1/],
    [
      'argmax',
      { kind: 'random', k: 3, count: 2, seed: 1 },
      /Use \{ kind: 'classes' \}, or a detector with rule \{ topK: 3 \}/,
    ],
    [
      'argmax',
      { kind: 'observed', labelSets: [[1, 2]] },
      /label set 0: rule 'argmax' needs sets of 1 labels/,
    ],
    [
      { topK: 3 },
      { kind: 'classes' },
      /rule \{ topK: 3 \} outputs sets of 3. Use k: 3, or a detector with rule 'argmax'/,
    ],
    [{ topK: 3 }, { kind: 'all', k: 2 }, /asks about sets of 2/],
  ])('under %j refuses the sweep %j', async (rule, sweep, message) => {
    const detector = await createDetector({ weights, rule });
    await expect(findUnargmaxable(detector, sweep as Sweep)).rejects.toThrow(message);
  });

  it('refuses bad options, and populations that nobody can go through', async () => {
    const detector = await createDetector({ weights });
    const sweep: Sweep = { kind: 'pairs' };
    await expect(findUnargmaxable(detector, sweep, { confidence: 95 })).rejects.toThrow(
      /in \(0, 1\), got 95/,
    );
    await expect(findUnargmaxable(detector, sweep, { keep: -1 })).rejects.toThrow(
      /keep must be a number >= 0/,
    );
    await expect(findUnargmaxable(detector, sweep, { workers: -1 })).rejects.toThrow(/workers must be/);
    await expect(findUnargmaxable(detector, sweep, { signal: {} as AbortSignal })).rejects.toThrow(TypeError);
    const one = await createDetector({ weights: createMatrix(1, 1, [1]) });
    await expect(findUnargmaxable(one, sweep)).rejects.toThrow(
      /needs two labels or more, and the layer has 1/,
    );
    const large = answering(20_000, 'threshold', () => 'argmaxable');
    await expect(findUnargmaxable(large, { kind: 'all', k: 16 })).rejects.toThrow(
      /about 10\^55 sets of 16, more than the limit of 4194304/,
    );
  });
});
