import { createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../detector/create-detector.js';
import type { OutputRule } from '../layer/output-rule.js';
import { normalMatrix, normalVector } from '../testing/random-layer.js';

const rules: OutputRule[] = ['threshold', 'argmax', { topK: 3 }];

describe('the two ways to the radius', () => {
  it.each(rules)('agree and leave no gap (%j)', async (rule) => {
    let positive = 0;
    for (let seed = 0; seed < 24; seed++) {
      const random = createRandom([seed, 'radius']);
      const [numLabels, dim] = [5 + random.int(60), 1 + random.int(8)];
      const weights = normalMatrix(random, numLabels, dim);
      const bias = seed % 2 === 0 ? normalVector(random, numLabels) : undefined;
      const box = 10 ** (random.int(5) - 1);
      const layer = { weights, bias, rule };
      const ours = await createDetector({ ...layer, solvers: ['active-set'] });
      const theirs = await createDetector({ ...layer, solvers: ['highs'] });
      const size = rule === 'threshold' ? random.int(4) : rule === 'argmax' ? 1 : 3;
      const labels = [...random.sample(numLabels, size)];
      const a = await ours.radius(labels, { box });
      const b = await theirs.radius(labels, { box });
      expect([a.decidedBy, b.decidedBy]).toEqual(['active-set', 'highs']);
      expect(a.failure).toBeUndefined();
      const scale = Math.max(Math.abs(a.radius), 1e-4 * box);
      expect(a.radiusUpperBound - a.radius).toBeGreaterThanOrEqual(0);
      expect(a.radiusUpperBound - a.radius).toBeLessThan(1e-8 * scale);
      expect(Math.abs(a.radius - b.radius)).toBeLessThan(1e-6 * scale);
      if (a.radius > 0) positive++;
    }
    expect(positive).toBeGreaterThan(1);
  });
});
