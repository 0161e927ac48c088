import { createRandom } from '@sbn/core';
import type { RawExample } from '../loading/raw-example.js';

/** Random bags with random labels, each example named after its row. */
export function randomBags(options: {
  readonly numExamples: number;
  readonly numLabels: number;
  readonly numFeatures: number;
  readonly seed: number;
}): RawExample[] {
  const { numExamples, numLabels, numFeatures, seed } = options;
  const random = createRandom([seed, 'random-bags']);
  return Array.from({ length: numExamples }, (_, row) => {
    const indices = random.sample(numFeatures, 1 + random.int(Math.min(6, numFeatures)));
    return {
      line: row + 1,
      id: `row ${row}`,
      labels: Array.from(random.sample(numLabels, random.int(Math.min(4, numLabels) + 1))),
      input: { kind: 'sparse', indices, values: Array.from(indices, () => 1 + random.int(9)) },
    };
  });
}

/** Writes examples with sparse inputs as svmlight text without a header, features counted from 1. */
export function writeSvmlight(examples: readonly RawExample[]): string {
  return examples
    .map(({ labels, input }) => {
      if (input.kind !== 'sparse') throw new Error('expected sparse inputs');
      const features = Array.from(input.indices, (index, i) => `${index + 1}:${input.values![i]}`);
      return `${labels.join(',')} ${features.join(' ')} # an example`;
    })
    .join('\n');
}
