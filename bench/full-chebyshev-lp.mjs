// The peer of the detection benchmark: the textbook linear program, with all n rows, solved from scratch by HiGHS for
// every label set. maximise r subject to s_i (w_i·x + b_i) >= ||w_i|| r and |x_j| <= box (Grivas et al., AAAI 2024).
import loadHighs from 'highs';

/**
 * @param {{ weights: { rows: number, cols: number, data: Float64Array }, box: number }} layer
 * @returns a function from active labels to `{ status, radius }`, status 'argmaxable' where r >= 1e-8
 */
export async function fullChebyshevLp({ weights, box }) {
  const highs = await loadHighs();
  const { rows, cols, data } = weights;
  const numCols = cols + 1;
  const norms = Float64Array.from({ length: rows }, (_, row) =>
    Math.hypot(...data.subarray(row * cols, (row + 1) * cols)),
  );
  const starts = Int32Array.from({ length: rows + 1 }, (_, row) => row * numCols);
  const indices = Int32Array.from({ length: rows * numCols }, (_, entry) => entry % numCols);
  return (labels) => {
    const active = new Set(labels);
    const values = new Float64Array(rows * numCols);
    for (let row = 0; row < rows; row++) {
      const sign = active.has(row) ? 1 : -1;
      for (let col = 0; col < cols; col++) values[row * numCols + col] = sign * data[row * cols + col];
      values[row * numCols + cols] = -norms[row];
    }
    return highs.withModel((model) => {
      model.options.set({ output_flag: false });
      model.addVars(new Float64Array(numCols).fill(-box), new Float64Array(numCols).fill(box));
      model.changeColBounds(cols, -highs.infinity, highs.infinity);
      model.changeColCost(cols, -1);
      model.addRows({
        lower: new Float64Array(rows),
        upper: new Float64Array(rows).fill(highs.infinity),
        matrix: { format: 'csr', numRows: rows, numCols, starts, indices, values },
      });
      model.run();
      const radius = model.getSolution().colValue[cols];
      return { status: radius >= 1e-8 ? 'argmaxable' : 'unargmaxable', radius };
    });
  };
}
