import { InputError } from '@sbn/core';
import type { OpenedData } from './opened-data.js';

const splits = ['train', 'valid', 'test'] as const;

/**
 * Refuses data for a head that outputs one class, unless every example has exactly one label.
 *
 * @throws InputError naming the first example that has none or several
 */
export async function requireOneLabel(data: OpenedData, signal: AbortSignal): Promise<void> {
  const { labelNames } = data.info;
  for (const split of splits) {
    const { numRows, offsets, indices } = await data.labelSets(split, signal);
    for (let row = 0; row < numRows; row++) {
      const labels = Array.from(indices.subarray(offsets[row]!, offsets[row + 1]!));
      if (labels.length === 1) continue;
      const names = labels.map((label) => labelNames?.[label] ?? String(label)).join(', ');
      throw new InputError(
        `data: example ${row + 1} of the ${split} split has ${labels.length === 0 ? 'no label' : `${labels.length} labels (${names})`}, and a softmax head outputs exactly one.`,
        {
          code: 'not-one-label',
          hint: 'Take a head for label sets (sigmoid, sigmoid-bottleneck, dft, vandermonde) for this data.',
        },
      );
    }
  }
}
