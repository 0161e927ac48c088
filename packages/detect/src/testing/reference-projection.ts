import type { ProjectionBatch, ProjectionResult } from '../screening/matrix-backend.js';
import type { StoredRows } from './unit-rows.js';

/** `LoadedRows.project` in plain float64, one set after the other: what every backend is compared with. */
export function referenceProjection(rows: StoredRows, batch: ProjectionBatch): ProjectionResult {
  const { numRows, dimension, data } = rows;
  const { positives, steps, target, relaxation, settled } = batch;
  const directions = new Float32Array(batch.directions.length);
  const margins = new Float32Array(positives.length);
  positives.forEach((list, set) => {
    const positive = new Set(list);
    let v = Array.from(batch.directions.subarray(set * dimension, (set + 1) * dimension));
    let best = v;
    let bestMargin = Number.NEGATIVE_INFINITY;
    for (let step = 0; step < steps; step++) {
      const sum = new Array<number>(dimension).fill(0);
      let squares = 0;
      let margin = target;
      for (let i = 0; i < numRows; i++) {
        const sign = positive.has(i) ? 1 : -1;
        const row = data.subarray(i * dimension, (i + 1) * dimension);
        const score = sign * v.reduce((total, entry, j) => total + entry * row[j]!, 0);
        margin = Math.min(margin, score);
        const residual = Math.max(0, target - score);
        squares += residual * residual;
        row.forEach((entry, j) => {
          sum[j] = sum[j]! + residual * sign * entry;
        });
      }
      if (margin > bestMargin) {
        bestMargin = margin;
        best = v;
      }
      const square = sum.reduce((total, entry) => total + entry * entry, 0);
      if (!(square > 1e-12 * relaxation * squares)) continue;
      const moved = v.map((entry, j) => entry + (relaxation * squares * sum[j]!) / square);
      const norm = Math.hypot(...moved);
      v = moved.map((entry) => entry / norm);
    }
    directions.set(bestMargin > settled ? best : v, set * dimension);
    margins[set] = bestMargin;
  });
  return { directions, margins };
}
