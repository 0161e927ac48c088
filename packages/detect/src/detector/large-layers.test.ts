import { createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { fullRadius } from '../testing/full-program.js';
import { normalMatrix, normalVector, outputOf } from '../testing/random-layer.js';
import { createVerifier } from '../verify/verify-verdict.js';
import { createDetector } from './create-detector.js';

describe('random layers, n = 200, d = 20', () => {
  it.each([false, true])('agree with the textbook linear program (bias: %s)', async (withBias) => {
    const box = 1e4;
    const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
    for (let seed = 0; seed < 4; seed++) {
      const random = createRandom([seed, 'agreement', String(withBias)]);
      const weights = normalMatrix(random, 200, 20);
      const bias = withBias ? normalVector(random, 200) : undefined;
      const detector = await createDetector({ weights, bias });
      const verifier = createVerifier({ weights, bias });
      for (let trial = 0; trial < 6; trial++) {
        const planted = outputOf(weights, bias, normalVector(random, 20));
        // Planted, one label away from planted, and random.
        const labels =
          trial % 3 === 0
            ? planted
            : trial % 3 === 1
              ? planted.filter((_, i) => i !== 1)
              : [...random.sample(200, 5)];
        const verdict = await detector.check(labels);
        counts[verdict.status]++;
        expect(verifier.verify(verdict)).toEqual({ ok: true });
        const program = await fullRadius(weights, bias, labels, box);
        const result = await detector.radius(labels, { box });
        // The bounds are proved; the program is solved to a tolerance.
        expect(result.radius).toBeLessThanOrEqual(program + 1e-5);
        expect(result.radiusUpperBound).toBeGreaterThanOrEqual(program - 1e-5);
        expect(result.radiusUpperBound - result.radius).toBeLessThan(1e-5);
        if (verdict.status === 'argmaxable') expect(program).toBeGreaterThan(-1e-6);
        if (program > 1e-6) expect(verdict.status).toBe('argmaxable');
        else if (!withBias) expect(verdict.status).toBe('unargmaxable');
      }
    }
    expect(counts.undecided).toBe(0);
    expect(counts.argmaxable).toBeGreaterThan(5);
    expect(counts.unargmaxable).toBeGreaterThan(2);
  });

  it('takes the same decisions on sets given in any order', async () => {
    const random = createRandom(4);
    const weights = normalMatrix(random, 50, 6);
    const detector = await createDetector({ weights, warmStart: false });
    const forwards = await detector.check([3, 17, 40]);
    const backwards = await detector.check(new Set([40, 17, 3]));
    expect({ ...backwards, milliseconds: 0 }).toEqual({ ...forwards, milliseconds: 0 });
    expect(backwards.labels).toEqual([3, 17, 40]);
  });
});
