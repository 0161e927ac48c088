import type { Pooling } from '../embedder.js';

/** An output of a model for a batch. */
export interface ModelOutput {
  /** [batch, dim], [batch, tokens, dim] or [batch, channels, height, width]. */
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Makes one row of each input's output.
 *
 * - [batch, dim] needs `none`.
 * - [batch, tokens, dim]: `mean` is Σ_t h_t / length over the first `length` tokens, `cls` is h_0, `last` is
 *   h_(length − 1).
 * - [batch, channels, height, width]: `mean` over all places. With one place, `none` is the same.
 *
 * Sums are taken in float64.
 *
 * @param lengths the number of tokens of each input that are its own; all of them when left out
 * @returns [batch, dim]
 * @throws RangeError when the pooling does not fit the shape
 */
export function poolOutput(
  output: ModelOutput,
  pooling: Pooling,
  lengths?: readonly number[] | undefined,
): Float32Array {
  const { shape, data } = output;
  const [batch = 0, second = 0, third = 0, fourth = 0] = shape;
  if (shape.length === 2 && pooling === 'none') return Float32Array.from(data);
  if (shape.length === 4 && (pooling === 'mean' || (pooling === 'none' && third * fourth === 1))) {
    const places = third * fourth;
    const rows = new Float32Array(batch * second);
    for (let at = 0; at < rows.length; at++) {
      let sum = 0;
      for (let place = 0; place < places; place++) sum += data[at * places + place]!;
      rows[at] = sum / places;
    }
    return rows;
  }
  if (shape.length === 3 && pooling !== 'none') {
    const rows = new Float32Array(batch * third);
    for (let row = 0; row < batch; row++) {
      const length = lengths?.[row] ?? second;
      const from = pooling === 'last' ? length - 1 : 0;
      const to = pooling === 'cls' ? 1 : length;
      for (let column = 0; column < third; column++) {
        let sum = 0;
        for (let token = from; token < to; token++) sum += data[(row * second + token) * third + column]!;
        rows[row * third + column] = sum / (to - from);
      }
    }
    return rows;
  }
  throw new RangeError(
    `pooling ${pooling} does not fit an output of the shape [${shape.join(', ')}]: ${hintFor(shape.length)}`,
  );
}

function hintFor(rank: number): string {
  if (rank === 2) return 'it has one row per input already, which is pooling none';
  if (rank === 3) return 'expected mean, cls or last';
  if (rank === 4) return 'expected mean';
  return 'expected an output with 2, 3 or 4 axes';
}
