import { describe, expect, it } from 'vitest';
import { trigonometricBasis } from '../bases/trigonometric-basis.js';
import { vandermondeBasis } from '../bases/vandermonde-basis.js';
import { multiplyMatrices } from '../linear-algebra/multiply-matrices.js';
import { transposeMatrix } from '../linear-algebra/transpose-matrix.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { createRandom } from '../random/random.js';
import { randomMatrix } from '../testing/random-matrix.js';
import { averagedSigmoidLogitsReference } from './averaged-sigmoid-logits.js';
import { dftLogitsReference } from './dft-logits.js';
import { sigmoidBottleneckLogitsReference } from './sigmoid-bottleneck-logits.js';
import { sigmoidLogitsReference } from './sigmoid-logits.js';
import { vandermondeLogitsReference } from './vandermonde-logits.js';

function expectClose(actual: Matrix, expected: Matrix): void {
  expect([actual.rows, actual.cols]).toEqual([expected.rows, expected.cols]);
  actual.data.forEach((value, i) => {
    expect(value).toBeCloseTo(expected.data[i]!, 12);
  });
}

/** Rows of [fixed | slack] times coefficients, by the matrix product. */
function expectedLogits(
  layer: Matrix,
  hidden: Matrix,
  inputWeights: Matrix,
  inputBias: Float64Array,
): Matrix {
  const coefficients = multiplyMatrices(hidden, transposeMatrix(inputWeights));
  coefficients.data.forEach((value, i) => {
    coefficients.data[i] = value + inputBias[i % coefficients.cols]!;
  });
  return multiplyMatrices(coefficients, transposeMatrix(layer));
}

function besides(left: Matrix, right: Matrix): Matrix {
  const cols = left.cols + right.cols;
  return createMatrix(
    left.rows,
    cols,
    Float64Array.from({ length: left.rows * cols }, (_, i) => {
      const [r, c] = [Math.floor(i / cols), i % cols];
      return c < left.cols ? left.data[r * left.cols + c]! : right.data[r * right.cols + c - left.cols]!;
    }),
  );
}

describe('reference logits', () => {
  const hidden = randomMatrix(3, 4, 1);
  const numLabels = 9;

  it('sigmoid, by hand', () => {
    const logits = sigmoidLogitsReference({
      hidden: createMatrix(2, 2, [1, 2, 0, -1]),
      weights: createMatrix(3, 2, [1, 0, 0, 1, 2, 3]),
      bias: Float64Array.of(0.5, 0, -1),
    });
    expect(logits).toEqual(createMatrix(2, 3, [1.5, 2, 7, 0.5, -1, -4]));
  });

  it('averaged sigmoid: the logit of a mean of probabilities, also where all of them vanish', () => {
    const weights = createMatrix(1, 2, [1, 2]);
    const bias = Float64Array.of(-1);
    // z = W h + b of the three positions: -1, 0 and 2.
    const map = createMatrix(1, 6, [0, 0, 1, 0, 1, 1]);
    const p = (1 / (1 + Math.E) + 1 / 2 + 1 / (1 + Math.exp(-2))) / 3;
    const { data } = averagedSigmoidLogitsReference({ hidden: map, positions: 3, weights, bias });
    expect([...data]).toEqual([expect.closeTo(Math.log(p / (1 - p)), 14)]);
    const far = createMatrix(1, 4, [-999, 0, -999, 0]);
    const options = { hidden: far, positions: 2, weights, bias };
    expect([...averagedSigmoidLogitsReference(options).data]).toEqual([-1000]);
    expect(() => averagedSigmoidLogitsReference({ ...options, positions: 3 })).toThrow(
      /multiple of positions = 3 columns, got 4/,
    );
  });

  it('sigmoid bottleneck', () => {
    const inputWeights = randomMatrix(2, 4, 2);
    const inputBias = randomMatrix(1, 2, 3).data;
    const labelWeights = randomMatrix(numLabels, 2, 4);
    expectClose(
      sigmoidBottleneckLogitsReference({ hidden, inputWeights, inputBias, labelWeights }),
      expectedLogits(labelWeights, hidden, inputWeights, inputBias),
    );
  });

  it('DFT, with slack and permutation', () => {
    const inputWeights = randomMatrix(7, 4, 5);
    const inputBias = randomMatrix(1, 7, 6).data;
    const slackWeights = randomMatrix(numLabels, 2, 7);
    const basis = trigonometricBasis({ numLabels, k: 2 });
    expectClose(
      dftLogitsReference({ hidden, inputWeights, inputBias, slackWeights, numLabels, k: 2 }),
      expectedLogits(besides(basis, slackWeights), hidden, inputWeights, inputBias),
    );
    const permutation = createRandom(1).shuffle([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const permuted = createMatrix(
      numLabels,
      5,
      permutation.flatMap((row) => [...basis.data.subarray(row * 5, row * 5 + 5)]),
    );
    expectClose(
      dftLogitsReference({ hidden, inputWeights, inputBias, slackWeights, numLabels, k: 2, permutation }),
      expectedLogits(besides(permuted, slackWeights), hidden, inputWeights, inputBias),
    );
  });

  it('Vandermonde, without slack and bias', () => {
    const inputWeights = randomMatrix(5, 4, 8);
    for (const points of ['chebyshev', 'equispaced'] as const) {
      expectClose(
        vandermondeLogitsReference({ hidden, inputWeights, numLabels, dim: 5, points }),
        expectedLogits(
          vandermondeBasis({ numLabels, dim: 5, points }),
          hidden,
          inputWeights,
          new Float64Array(5),
        ),
      );
    }
  });

  it('refuses shapes that disagree', () => {
    const weights = randomMatrix(numLabels, 3);
    expect(() => sigmoidLogitsReference({ hidden, weights })).toThrow(
      /weights must have 4 columns like hidden, got 3/,
    );
    expect(() =>
      sigmoidLogitsReference({ hidden, weights: randomMatrix(2, 4), bias: new Float64Array(3) }),
    ).toThrow(/bias must have 2 entries, got 3/);
    const inputWeights = randomMatrix(6, 4);
    expect(() => dftLogitsReference({ hidden, inputWeights, numLabels, k: 2 })).toThrow(
      /must have 5 rows \(5 fixed \+ 0 slack\), got 6/,
    );
    expect(() =>
      dftLogitsReference({ hidden, inputWeights, numLabels, k: 2, slackWeights: randomMatrix(8, 1) }),
    ).toThrow(/slackWeights must have 9 rows, got 8/);
    expect(() => dftLogitsReference({ hidden, inputWeights, numLabels, k: 5 })).toThrow(RangeError);
    expect(() => dftLogitsReference({ hidden, inputWeights, numLabels, k: 2, permutation: [0] })).toThrow(
      /9 entries/,
    );
  });
});
