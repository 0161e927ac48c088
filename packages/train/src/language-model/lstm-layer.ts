import { product, withGradient } from '@sbn/heads';
import { add, concat, ones, reshape, slice, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { lstmSteps, lstmStepsGradient } from './lstm-steps.js';

/** The weights of an LSTM layer. Their rows are four blocks of H: input gate, forget gate, candidate, output gate. */
export interface LstmWeights {
  /** W [4H, in]. */
  readonly inputWeights: Tensor2D;
  /** U [4H, H]. */
  readonly recurrentWeights: Tensor2D;
  /** b [4H]. */
  readonly bias: Tensor1D;
}

/** What an LSTM layer carries from one step to the next. */
export type LstmState = {
  /** h [B, H]. */
  readonly hidden: Tensor2D;
  /** c [B, H]. */
  readonly cell: Tensor2D;
};

/**
 * An LSTM layer (Hochreiter and Schmidhuber, Neural Computation 1997; with the forget gate of Gers et al., 2000) over a
 * whole sequence, as one differentiable step:
 *
 *     a_t = W x_t + U h_{t−1} + b      i, f, o = σ(a_t)      g = tanh(a_t)
 *     c_t = f c_{t−1} + i g            h_t = o tanh(c_t)
 *
 * W x for all steps is one matrix product, and so is each gradient: by W, by U and by x. Only U h_{t−1} goes step by step.
 *
 * @param x [T B, in], row t·B + b is column b of the batch at step t
 * @param state h_0 and c_0, each [B, H]
 * @returns h_1 … h_T [T B, H] and the state after the last step, all differentiable
 */
export function lstmLayer(
  x: Tensor2D,
  { inputWeights, recurrentWeights, bias }: LstmWeights,
  state: LstmState,
  numSteps: number,
): { readonly hidden: Tensor2D; readonly state: LstmState } {
  const batchSize = state.hidden.shape[0];
  const [hidden, cell] = withGradient<[Tensor2D, Tensor2D]>(
    [x, inputWeights, recurrentWeights, bias, state.hidden, state.cell],
    (save) => {
      const steps = lstmSteps(
        {
          gates: tidy(() => add(product(x, inputWeights, { transposeB: true }), bias)),
          recurrent: recurrentWeights,
          initialHidden: state.hidden,
          initialCell: state.cell,
        },
        numSteps,
      );
      save([
        x,
        inputWeights,
        recurrentWeights,
        state.hidden,
        state.cell,
        steps.hidden,
        steps.cells,
        steps.activations,
      ]);
      return {
        value: [steps.hidden, lastRows(steps.cells, batchSize)],
        gradFunc: ([dHidden, dFinalCell], saved) => {
          const [inputs, w, u, h0, c0, outputs, cells, activations] = saved as Tensor2D[];
          const { dGates, dInitialCell } = lstmStepsGradient(
            {
              recurrent: u!,
              initialCell: c0!,
              cells: cells!,
              activations: activations!,
              dHidden,
              dFinalCell,
            },
            numSteps,
          );
          return [
            () => product(dGates, w!),
            () => product(dGates, inputs!, { transposeA: true }),
            () => product(dGates, before(h0!, outputs!), { transposeA: true }),
            () => columnSums(dGates),
            () => product(slice(dGates, 0, batchSize), u!),
            () => dInitialCell,
          ];
        },
      };
    },
  );
  return { hidden, state: { hidden: lastRows(hidden, batchSize), cell } };
}

/** The rows of the step before each row's: h_0 … h_{T−1}. */
function before(initial: Tensor2D, outputs: Tensor2D): Tensor2D {
  return concat([initial, slice(outputs, 0, outputs.shape[0] - initial.shape[0])]);
}

function lastRows(x: Tensor2D, count: number): Tensor2D {
  return slice(x, x.shape[0] - count);
}

/** As a product, which is several times faster than a sum over rows on wasm. */
function columnSums(x: Tensor2D): Tensor1D {
  return reshape(product(ones([1, x.shape[0]]), x), [x.shape[1]]);
}
