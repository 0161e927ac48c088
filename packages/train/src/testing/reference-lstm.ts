/** An LSTM layer and a sequence in float64, row-major; rows and gates in the order of `lstmLayer`. */
export interface ReferenceLstm {
  readonly numSteps: number;
  readonly batchSize: number;
  readonly inDim: number;
  readonly width: number;
  /** [T B, in]. */
  readonly x: Float64Array;
  /** [4H, in]. */
  readonly inputWeights: Float64Array;
  /** [4H, H]. */
  readonly recurrentWeights: Float64Array;
  /** [4H]. */
  readonly bias: Float64Array;
  /** h_0 [B, H]. */
  readonly hidden: Float64Array;
  /** c_0 [B, H]. */
  readonly cell: Float64Array;
}

/** The equations of `lstmLayer`, entry by entry. @returns h_1 … h_T [T B, H], and c_T [B, H] */
export function referenceLstm(layer: ReferenceLstm): {
  readonly hidden: Float64Array;
  readonly cell: Float64Array;
} {
  const { numSteps, batchSize, inDim, width, x, inputWeights, recurrentWeights, bias } = layer;
  const outputs = new Float64Array(numSteps * batchSize * width);
  const cell = layer.cell.slice();
  let before = layer.hidden;
  for (let t = 0; t < numSteps; t++) {
    const h = new Float64Array(batchSize * width);
    for (let b = 0; b < batchSize; b++) {
      for (let j = 0; j < width; j++) {
        const [i, f, g, o] = [0, 1, 2, 3].map((gate) => {
          const row = gate * width + j;
          let sum = bias[row]!;
          for (let k = 0; k < inDim; k++) {
            sum += inputWeights[row * inDim + k]! * x[(t * batchSize + b) * inDim + k]!;
          }
          for (let k = 0; k < width; k++) {
            sum += recurrentWeights[row * width + k]! * before[b * width + k]!;
          }
          return gate === 2 ? Math.tanh(sum) : 1 / (1 + Math.exp(-sum));
        }) as [number, number, number, number];
        const at = b * width + j;
        cell[at] = f * cell[at]! + i * g;
        h[at] = o * Math.tanh(cell[at]!);
      }
    }
    outputs.set(h, t * batchSize * width);
    before = h;
  }
  return { hidden: outputs, cell };
}
