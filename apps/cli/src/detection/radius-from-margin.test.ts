import { createMatrix, createRandom } from '@sbn/core';
import { createDetector, type Verdict } from '@sbn/detect';
import { describe, expect, it } from 'vitest';
import { radiusFromMargin } from './radius-from-margin.js';

describe('radiusFromMargin', () => {
  it('is at most the radius, and for the best margin at least its √d-th part', async () => {
    const [numLabels, dim, box] = [40, 6, 1000];
    const random = createRandom(4);
    const weights = createMatrix(
      numLabels,
      dim,
      Array.from({ length: numLabels * dim }, () => random.normal()),
    );
    const detector = await createDetector({ weights });
    for (let trial = 0; trial < 20; trial++) {
      const input = Array.from({ length: dim }, () => random.normal());
      const labels = Array.from({ length: numLabels }, (_, i) => i).filter(
        (i) => input.reduce((sum, x, j) => sum + x * weights.data[i * dim + j]!, 0) > 0,
      );
      const { margin } = (await detector.check(labels)) as Extract<Verdict, { proof: 'witness' }>;
      const { radius, radiusUpperBound } = await detector.radius(labels, { box });
      const shown = radiusFromMargin(margin, box);
      expect(shown).toBeGreaterThan(0);
      expect(shown).toBeLessThanOrEqual(radiusUpperBound);
      // No input in the box is longer than √d box.
      expect(shown).toBeGreaterThanOrEqual((radius / Math.sqrt(dim)) * (1 - 1e-6));
    }
    detector.dispose();
  });
});
