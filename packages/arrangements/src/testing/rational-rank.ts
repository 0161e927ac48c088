import { commonIntegers } from '../exact/common-integers.js';
import type { LayerInput } from '../layer/layer-input.js';

/** The rows w_i, (w_i, b_i) with a bias and then also (0, …, 0, 1), as integers up to a positive factor per row. */
export function integerRows(layer: LayerInput): bigint[][] {
  const { weights, bias } = layer;
  const rows = Array.from({ length: weights.rows }, (_, i) => [
    ...weights.data.subarray(i * weights.cols, (i + 1) * weights.cols),
    ...(bias === undefined ? [] : [bias[i]!]),
  ]);
  if (bias !== undefined) rows.push([...new Array<number>(weights.cols).fill(0), 1]);
  return rows.map((row) => [...commonIntegers(row).integers]);
}

/** Rank by plain elimination with growing integers; shares nothing with the package's own elimination. */
export function rationalRank(rows: readonly (readonly bigint[])[]): number {
  const left = rows.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
    const at = left.findIndex((row, i) => i >= rank && row[column] !== 0n);
    if (at < 0) continue;
    [left[rank], left[at]] = [left[at]!, left[rank]!];
    const pivot = left[rank]!;
    for (let i = rank + 1; i < left.length; i++) {
      const factor = left[i]![column]!;
      left[i] = left[i]!.map((entry, j) => entry * pivot[column]! - factor * pivot[j]!);
    }
    rank++;
  }
  return rank;
}
