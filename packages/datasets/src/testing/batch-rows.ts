import type { Batch } from '../dataset.js';

/** Every example of some batches as one text, so that batches can be compared whatever their sizes. */
export async function rowsOf(batches: AsyncIterable<Batch> | Iterable<Batch>): Promise<string[]> {
  const rows: string[] = [];
  for await (const { inputs, labels } of batches) {
    for (let row = 0; row < labels.numRows; row++) {
      const labelSet = labels.indices.slice(labels.offsets[row], labels.offsets[row + 1]).join();
      if ('data' in inputs) {
        rows.push(
          `${labelSet} | ${inputs.data.slice(row * inputs.numCols, (row + 1) * inputs.numCols).join(' ')}`,
        );
        continue;
      }
      const [start, end] = [inputs.offsets[row]!, inputs.offsets[row + 1]!];
      if ('tokens' in inputs) {
        rows.push(`${labelSet} | ${inputs.tokens.slice(start, end).join(' ')}`);
        continue;
      }
      const features = Array.from(
        inputs.indices.slice(start, end),
        (index, i) => `${index}:${inputs.values?.[start + i] ?? 1}`,
      );
      rows.push(`${labelSet} | ${features.join(' ')}`);
    }
  }
  return rows;
}

/** All batches in an array. */
export async function batchesOf(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}
