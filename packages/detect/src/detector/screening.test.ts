import { createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import type { OutputRule } from '../layer/output-rule.js';
import { cpuMatrixBackend } from '../screening/cpu-matrix-backend.js';
import type { MatrixBackend } from '../screening/matrix-backend.js';
import { normalMatrix, normalVector, outputOf } from '../testing/random-layer.js';
import type { Verdict } from '../verdict/verdict.js';
import { createVerifier } from '../verify/verify-verdict.js';
import { createDetector } from './create-detector.js';

const random = createRandom([3, 'screening']);
const weights = normalMatrix(random, 300, 20);
const bias = normalVector(random, 300);

/** The processor's own backend, with a count of what is asked of it. */
function countingBackend(): MatrixBackend & { sets: number; loaded: number } {
  const counts = {
    ...cpuMatrixBackend,
    name: 'counting',
    sets: 0,
    loaded: 0,
    load: async (rows: Parameters<MatrixBackend['load']>[0]) => {
      counts.loaded++;
      const device = await cpuMatrixBackend.load(rows);
      return {
        project: (batch: Parameters<typeof device.project>[0]) => {
          counts.sets += batch.positives.length;
          return device.project(batch);
        },
        dispose: () => {
          counts.loaded--;
          device.dispose();
        },
      };
    },
  };
  return counts;
}

async function collect(verdicts: AsyncIterable<Verdict>): Promise<Verdict[]> {
  const all: Verdict[] = [];
  for await (const verdict of verdicts) all.push(verdict);
  return all;
}

/** Sets of which about half can be output. */
function labelSets(rule: OutputRule, count: number): number[][] {
  return Array.from({ length: count }, (_, i) => {
    if (rule === 'argmax') return [i];
    if (rule !== 'threshold') return [...random.sample(300, rule.topK)];
    return i % 2 === 0 ? outputOf(weights, bias, normalVector(random, 20)) : [...random.sample(300, 40)];
  });
}

describe.each<OutputRule>(['threshold', 'argmax', { topK: 4 }])('screening (%j)', (rule) => {
  const layer = { weights, bias, rule };
  const verifier = createVerifier(layer);
  const sets = labelSets(rule, 60);

  it('changes no decision, and finds witnesses that are proved', async () => {
    const plain = await collect(
      (await createDetector({ ...layer, margin: 'any', screening: false })).checkAll(sets),
    );
    for (const workers of [0, 2]) {
      for (const screening of ['auto' as const, countingBackend()]) {
        const detector = await createDetector({ ...layer, margin: 'any', screening });
        const verdicts = await collect(detector.checkAll(sets, { workers }));
        expect(verdicts.map(({ status }) => status)).toEqual(plain.map(({ status }) => status));
        expect(verdicts.map(({ labels }) => labels)).toEqual(plain.map(({ labels }) => labels));
        for (const verdict of verdicts) expect(verifier.verify(verdict)).toEqual({ ok: true });
        const found = verdicts.filter(({ decidedBy }) => decidedBy === 'screening').length;
        if (rule !== 'argmax' || workers > 0 || screening !== 'auto') expect(found).toBeGreaterThan(10);
        if (screening !== 'auto') {
          expect(screening.sets).toBeGreaterThanOrEqual(sets.length);
          expect(screening.loaded).toBe(1);
        }
        detector.dispose();
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (screening !== 'auto') expect(screening.loaded).toBe(0);
      }
    }
    expect(plain.some(({ decidedBy }) => decidedBy === 'screening')).toBe(false);
  });

  it('keeps to a box', async () => {
    const box = 0.5;
    const plain = await createDetector({ ...layer, margin: 'any', screening: false, box });
    const detector = await createDetector({ ...layer, margin: 'any', screening: cpuMatrixBackend, box });
    const verdicts = await collect(detector.checkAll(sets.slice(0, 16)));
    for (const verdict of verdicts) {
      expect(verifier.verify(verdict)).toEqual({ ok: true });
      expect(verdict.status).toBe((await plain.check(verdict.labels)).status);
      if (verdict.status === 'argmaxable') expect(verdict.box).toBe(box);
    }
  });

  it('leaves the largest margins to the solver', async () => {
    const plain = await collect((await createDetector(layer)).checkAll(sets.slice(0, 12)));
    const screened = await createDetector({ ...layer, screening: cpuMatrixBackend });
    const verdicts = await collect(screened.checkAll(sets.slice(0, 12)));
    verdicts.forEach((verdict, i) => {
      const other = plain[i]!;
      expect(verdict.status).toBe(other.status);
      if (!('margin' in verdict) || !('margin' in other)) return;
      expect(verdict.marginIsBest).toBe(true);
      expect(verdict.margin).toBeCloseTo(other.margin, 9);
    });
  });
});

describe('screening', () => {
  it('passes on what a device throws, and names a bad set by its place', async () => {
    const failing: MatrixBackend = {
      ...cpuMatrixBackend,
      load: async () => ({
        project: () => Promise.reject(new Error('the device is gone')),
        dispose: () => {},
      }),
    };
    const detector = await createDetector({ weights, margin: 'any', screening: failing });
    await expect(collect(detector.checkAll([[1]]))).rejects.toThrow('the device is gone');
    const good = await createDetector({ weights, margin: 'any', screening: cpuMatrixBackend });
    const seen: Verdict[] = [];
    const run = async (): Promise<void> => {
      for await (const verdict of good.checkAll([[1], [2], [300]])) seen.push(verdict);
    };
    await expect(run()).rejects.toThrow(/label set 2: labels must be integers in \[0, 300\), got 300/);
    expect(seen).toHaveLength(2);
  });

  it('can be disposed of when its device does not start, and starts none afterwards', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', note);
    let loads = 0;
    const failing: MatrixBackend = {
      ...cpuMatrixBackend,
      load: async () => {
        loads++;
        throw new Error('there is no device');
      },
    };
    const detector = await createDetector({ weights, margin: 'any', screening: failing });
    await expect(collect(detector.checkAll([[1]]))).rejects.toThrow('there is no device');
    detector.dispose();
    const other = await createDetector({ weights, margin: 'any', screening: failing });
    const late = other.checkAll([[1]]);
    other.dispose();
    await expect(collect(late)).rejects.toThrow('disposed of');
    await new Promise((resolve) => setTimeout(resolve, 0));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(loads).toBe(1);
  });

  it('refuses what is no backend', async () => {
    for (const screening of [true, 'gpu', {}, null]) {
      await expect(createDetector({ weights, screening: screening as never })).rejects.toThrow(
        /screening must be 'auto', false or a MatrixBackend/,
      );
    }
    const promised = Promise.resolve(cpuMatrixBackend) as never;
    await expect(createDetector({ weights, screening: promised })).rejects.toThrow('got a promise: await it');
  });
});
