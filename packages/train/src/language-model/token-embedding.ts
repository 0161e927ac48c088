import { withGradient } from '@sbn/heads';
import { expandDims, gather, scatterND, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * The rows of an embedding table. The gradient adds up the rows of each token in one pass over them. (TensorFlow.js' own
 * gradient of `gather`, `unsortedSegmentSum`, passes over all rows once for every token of the vocabulary on the cpu
 * backend, and does not exist on wasm.)
 *
 * @param table [vocabulary, dim]
 * @param tokens int32 [rows]
 * @returns [rows, dim]
 */
export function tokenEmbedding(table: Tensor2D, tokens: Tensor1D): Tensor2D {
  return withGradient<Tensor2D>([table], (save) => {
    save([tokens]);
    return {
      value: gather(table, tokens),
      gradFunc: (dy, [indices]) => [
        () => scatterND(expandDims(indices as Tensor1D, 1), dy, [...table.shape]),
      ],
    };
  });
}
