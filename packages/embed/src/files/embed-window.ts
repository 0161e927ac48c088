import type { Embedder, ReadyInput } from '../embedder.js';

/**
 * The rows of a window of inputs, in their order. Inputs of like length share a batch, the longest first, so that
 * little is filled up and a window that does not fit into memory fails at once.
 *
 * @returns [window, dim]
 */
export async function embedWindow(
  embedder: Pick<Embedder<never>, 'dim' | 'run'>,
  window: readonly ReadyInput[],
  batchSize: number,
  onBatch: (inputs: number) => void,
): Promise<Float32Array> {
  const { dim } = embedder;
  const rows = new Float32Array(window.length * dim);
  const order = window.map((_, at) => at).sort((a, b) => window[b]!.data.length - window[a]!.data.length);
  for (let start = 0; start < order.length; start += batchSize) {
    const places = order.slice(start, start + batchSize);
    const batch = await embedder.run(places.map((at) => window[at]!));
    for (const [i, at] of places.entries()) rows.set(batch.subarray(i * dim, (i + 1) * dim), at * dim);
    onBatch(places.length);
  }
  return rows;
}
