import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRandom } from '@sbn/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDetector } from '../detector/create-detector.js';
import { normalMatrix, normalVector } from '../testing/random-layer.js';
import type { Verdict } from '../verdict/verdict.js';
import { createVerifier } from '../verify/verify-verdict.js';
import { openLabelSets } from './label-set-source.js';
import { runInWorkers } from './run-in-workers.js';
import type { WorkerStart } from './worker-protocol.js';

const failingWorker = fileURLToPath(new URL('../testing/failing-worker.mjs', import.meta.url));
const random = createRandom(17);
const weights = normalMatrix(random, 40, 5);
const bias = normalVector(random, 40);
const sets = Array.from({ length: 100 }, () => [...random.sample(40, 1 + random.int(4))]);

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}

/** Ports to threads that are still alive. */
const numOpenPorts = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length;

const timeless = (verdicts: Verdict[]): unknown[] =>
  verdicts.map((verdict) => ({ ...verdict, milliseconds: 0 }));

beforeAll(() => {
  const built = fileURLToPath(new URL('../../dist/parallel/worker.js', import.meta.url));
  if (!existsSync(built)) {
    throw new Error('Worker threads run the built package: run "npx tsc -p tsconfig.build.json" first.');
  }
});

describe('Detector.checkAll in worker threads', () => {
  it('gives the same verdicts, in the order of the sets, for every rule', async () => {
    for (const rule of ['threshold', { topK: 2 }] as const) {
      const layer = { weights, bias, rule };
      const detector = await createDetector({ ...layer, warmStart: false });
      const wanted = rule === 'threshold' ? sets : sets.filter(({ length }) => length === 2);
      const here = await collect(detector.checkAll(wanted));
      const verifier = createVerifier(layer);
      for (const workers of [1, 2]) {
        const there = await collect(detector.checkAll(wanted, { workers }));
        expect(timeless(there)).toEqual(timeless(here));
        for (const verdict of there) expect(verifier.verify(verdict)).toEqual({ ok: true });
      }
      expect(numOpenPorts()).toBe(0);
    }
  });

  it('runs twice at the same time on one detector', async () => {
    const detector = await createDetector({ weights });
    const here = timeless(await collect(detector.checkAll(sets)));
    const both = await Promise.all([
      collect(detector.checkAll(sets, { workers: 1 })),
      collect(detector.checkAll(sets, { workers: 1 })),
    ]);
    expect(both.map(timeless)).toEqual([here, here]);
  });

  it('does radii as well', async () => {
    const detector = await createDetector({ weights });
    const there = await collect(detector.radiusAll(sets.slice(0, 3), { workers: 1, box: 10 }));
    const here = await detector.radius(sets[1]!, { box: 10 });
    expect({ ...there[1], milliseconds: 0 }).toEqual({ ...here, milliseconds: 0 });
  });

  it('reads the source only as far ahead as its window, however slow the consumer', async () => {
    const detector = await createDetector({ weights });
    let read = 0;
    let closed = false;
    function* endless(): Generator<number[]> {
      try {
        for (;;) yield sets[read++ % sets.length]!;
      } finally {
        closed = true;
      }
    }
    let taken = 0;
    let furthest = 0;
    for await (const _ of detector.checkAll(endless(), { workers: 2 })) {
      taken++;
      await new Promise((resolve) => setTimeout(resolve, 10));
      furthest = Math.max(furthest, read - taken);
      if (taken === 20) break;
    }
    expect(furthest).toBeGreaterThan(2);
    expect(furthest).toBeLessThanOrEqual(32);
    expect(closed).toBe(true);
    expect(numOpenPorts()).toBe(0);
  });

  it('stops promptly on a signal, in the middle of long work', async () => {
    const slow = normalMatrix(createRandom(3), 3000, 60);
    const detector = await createDetector({ weights: slow });
    const controller = new AbortController();
    function* endless(): Generator<number[]> {
      for (;;) yield [1, 2, 3];
    }
    let abortedAt = 0;
    setTimeout(() => {
      abortedAt = performance.now();
      controller.abort();
    }, 300);
    const run = collect(detector.checkAll(endless(), { workers: 2, signal: controller.signal }));
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - abortedAt).toBeLessThan(1000);
    expect(numOpenPorts()).toBe(0);
  });

  it('names the set that is bad, and leaves no thread behind', async () => {
    const detector = await createDetector({ weights });
    await expect(collect(detector.checkAll([[0], [99]], { workers: 2 }))).rejects.toThrow(
      /label set 1: labels must be integers in \[0, 40\), got 99/,
    );
    await expect(
      collect(
        detector.checkAll(
          (async function* () {
            yield [1];
            throw new Error('the file ended early');
          })(),
          { workers: 1 },
        ),
      ),
    ).rejects.toThrow('the file ended early');
    expect(numOpenPorts()).toBe(0);
  });

  it('ends when the detector is disposed of', async () => {
    const detector = await createDetector({ weights });
    const run = collect(
      detector.checkAll(
        (function* () {
          for (;;) yield [1];
        })(),
        { workers: 1 },
      ),
    );
    setTimeout(() => detector.dispose(), 200);
    await expect(run).rejects.toMatchObject({ name: 'DetectorError', code: 'disposed' });
    expect(numOpenPorts()).toBe(0);
  });
});

describe('runInWorkers', () => {
  const run = (way: number, count: number, signal: AbortSignal = new AbortController().signal) =>
    runInWorkers(
      {
        sets: openLabelSets(
          'test',
          Array.from({ length: count }, (_, i) => [i]),
        ),
        prepare: (item) => ({ labels: [...(item as Iterable<number>)] }),
        signal,
      },
      // Only `dim` matters to the stand-in: the way it is to fail.
      Array.from({ length: 2 }, () => ({ dim: way }) as WorkerStart),
      failingWorker,
    );

  it('puts results in order again', async () => {
    expect(await collect(run(5, 70))).toEqual(Array.from({ length: 70 }, (_, i) => i));
  });

  it.each([
    [0, /A detection worker failed: cannot start/],
    [1, /A detection worker failed: broken while working/],
    [2, /A detection worker ended with code 3 before its work/],
  ] as const)('rejects when a worker dies (way %i)', async (way, message) => {
    const ended = collect(run(way, 10));
    await expect(ended).rejects.toThrow(message);
    await expect(ended).rejects.toMatchObject({ name: 'DetectorError', code: 'worker-failed' });
    expect(numOpenPorts()).toBe(0);
  });

  it('passes on an error about one set as it is', async () => {
    await expect(collect(run(4, 3))).rejects.toThrow(new RangeError('this set is too hard'));
  });

  it('does not wait for a worker that hangs when the loop is left or aborted', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    await expect(collect(run(3, 10, controller.signal))).rejects.toMatchObject({ name: 'AbortError' });
    let first: unknown;
    for await (const result of run(3, 10)) {
      first = result;
      break;
    }
    expect(first).toBe(0);
    expect(numOpenPorts()).toBe(0);
  });
});
