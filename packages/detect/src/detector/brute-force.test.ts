import { countArgmaxableLabelSets, createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import { labelsOfMask, normalMatrix, normalVector } from '../testing/random-layer.js';
import type { Verdict } from '../verdict/verdict.js';
import { createVerifier } from '../verify/verify-verdict.js';
import { createDetector, type DetectorOptions } from './create-detector.js';

/** Decides all label sets of a small layer, checks every verdict, and counts the argmaxable ones. */
async function decideAll(options: DetectorOptions): Promise<{ verdicts: Verdict[]; numArgmaxable: number }> {
  const detector = await createDetector(options);
  const verifier = createVerifier(options);
  const verdicts: Verdict[] = [];
  let numArgmaxable = 0;
  for (let mask = 0; mask < 2 ** detector.numLabels; mask++) {
    const labels = labelsOfMask(mask);
    const { rule = 'threshold' } = options;
    if (rule !== 'threshold' && labels.length !== (rule === 'argmax' ? 1 : rule.topK)) continue;
    const verdict = await detector.check(labels);
    const verification = verifier.verify(verdict);
    if (!verification.ok) throw new Error(`${JSON.stringify(labels)}: ${verification.reason}`);
    if (verdict.status === 'undecided') throw new Error(`${JSON.stringify(labels)}: ${verdict.reason}`);
    if (verdict.status === 'argmaxable') numArgmaxable++;
    verdicts.push(verdict);
  }
  return { verdicts, numArgmaxable };
}

describe('all label sets of small random layers', () => {
  // The whole table, n <= 10 with every d and 20 seeds, is scripts/brute-force.mjs.
  for (const numLabels of [1, 2, 4, 6, 8, 10]) {
    const numSeeds = numLabels === 10 ? 2 : 20;
    it(`n = ${numLabels}, every d, ${numSeeds} seeds: as many argmaxable as Cover counts, all verified`, async () => {
      for (let dim = 1; dim <= numLabels; dim++) {
        for (let seed = 0; seed < numSeeds; seed++) {
          const weights = normalMatrix(createRandom([seed, numLabels, dim]), numLabels, dim);
          const { numArgmaxable } = await decideAll({ weights });
          expect(BigInt(numArgmaxable), `d = ${dim}, seed ${seed}`).toBe(
            countArgmaxableLabelSets({ numLabels, dim }),
          );
        }
      }
    });
  }

  it('with a bias: the regions of n hyperplanes in general position, Σ_{i<=d} C(n, i)', async () => {
    const choose = (n: number, k: number): number =>
      k === 0 ? 1 : Math.round((choose(n, k - 1) * (n - k + 1)) / k);
    for (const [numLabels, dim] of [
      [5, 1],
      [6, 2],
      [7, 3],
      [6, 6],
    ] as const) {
      for (let seed = 0; seed < 5; seed++) {
        const random = createRandom([seed, numLabels, dim, 'bias']);
        const weights = normalMatrix(random, numLabels, dim);
        const { numArgmaxable } = await decideAll({ weights, bias: normalVector(random, numLabels) });
        let regions = 0;
        for (let i = 0; i <= dim; i++) regions += choose(numLabels, i);
        expect(numArgmaxable).toBe(regions);
      }
    }
  });

  it.each(['argmax', { topK: 2 }, { topK: 3 }] as const)(
    'rule %j agrees with exact arithmetic',
    async (rule) => {
      let numImpossible = 0;
      for (const [numLabels, dim, withBias] of [
        [7, 2, false],
        [7, 2, true],
        [6, 3, false],
        [8, 1, true],
      ] as const) {
        const random = createRandom([numLabels, dim, JSON.stringify(rule)]);
        const weights = normalMatrix(random, numLabels, dim);
        const bias = withBias ? normalVector(random, numLabels) : undefined;
        const { verdicts } = await decideAll({ weights, bias, rule });
        let possible = 0;
        for (const { labels, status } of verdicts) {
          const truth = isArgmaxableExactly({ weights, bias, rule }, labels);
          expect(status).toBe(truth ? 'argmaxable' : 'unargmaxable');
          if (truth) possible++;
        }
        expect(possible).toBeGreaterThan(0);
        numImpossible += verdicts.length - possible;
        // Every set that some input was seen to output must be among the argmaxable ones.
        const argmaxable = new Set(
          verdicts.filter(({ status }) => status === 'argmaxable').map(({ labels }) => labels.join()),
        );
        const size = rule === 'argmax' ? 1 : rule.topK;
        for (let probe = 0; probe < 300; probe++) {
          const x = normalVector(random, dim);
          const scores = Array.from({ length: numLabels }, (_, i) => {
            let score = bias?.[i] ?? 0;
            for (let j = 0; j < dim; j++) score += weights.data[i * dim + j]! * x[j]!;
            return score;
          });
          const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
          expect(
            argmaxable.has(
              order
                .slice(0, size)
                .sort((a, b) => a - b)
                .join(),
            ),
          ).toBe(true);
        }
      }
      expect(numImpossible).toBeGreaterThan(0);
    },
  );

  it('decides alike with HiGHS alone', async () => {
    const weights = normalMatrix(createRandom('highs'.length), 7, 3);
    const { numArgmaxable } = await decideAll({ weights, solvers: ['highs'] });
    expect(BigInt(numArgmaxable)).toBe(countArgmaxableLabelSets({ numLabels: 7, dim: 3 }));
  });

  it('decides alike when any margin will do', async () => {
    const weights = normalMatrix(createRandom(12), 8, 4);
    const { numArgmaxable } = await decideAll({ weights, margin: 'any' });
    expect(BigInt(numArgmaxable)).toBe(countArgmaxableLabelSets({ numLabels: 8, dim: 4 }));
  });
});
