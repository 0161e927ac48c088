import type { LinearUse } from '../tensor-file.js';

const conventions = [
  // PyTorch: nn.Linear computes x Wᵀ, and nn.Embedding has a row per entry.
  { ending: /(^|[./])weight$/, outputAxis: 0 },
  // Keras and Flax: x W.
  { ending: /(^|[./])kernel$/, outputAxis: 1 },
] as const;

/** What a matrix's name says by the conventions of the frameworks; the shapes may say otherwise. */
export function conventionalUse(name: string, isTensor: (name: string) => boolean): LinearUse | undefined {
  for (const { ending, outputAxis } of conventions) {
    if (!ending.test(name)) continue;
    const bias = name.replace(ending, '$1bias');
    return {
      outputAxis,
      certain: false,
      scale: 1,
      ...(isTensor(bias) ? { bias: { name: bias, scale: 1 } } : {}),
    };
  }
  return undefined;
}
