import { getBackend, getKernel, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * A kernel that a backend may have: all T steps of an LSTM layer in one go. What does not depend on the step before (the
 * product with the layer's inputs) is done already. Whoever sets a backend up may register it (`registerKernel` of
 * TensorFlow.js) together with {@link lstmGradientKernel}; without them every step is put together from the operations
 * that every backend has, with the same result to rounding.
 *
 * Rows are ordered by time: row t·B + b of a matrix of T·B rows is column b of the batch at step t. The 4H columns of
 * `gates` and the 4H rows of `recurrent` are four blocks of H: input gate i, forget gate f, candidate g, output gate o.
 *
 *     a_t = gates_t + h_{t−1} recurrentᵀ
 *     i, f, o = σ(a_t)      g = tanh(a_t)
 *     c_t = f c_{t−1} + i g      h_t = o tanh(c_t)
 *
 * Inputs: {@link LstmInputs}. Attributes: {@link LstmAttributes}. Outputs: {@link LstmOutputs}, in a list in the order
 * hidden, cells, activations.
 */
export const lstmKernel = 'SbnLstm';

/**
 * The steps of an LSTM layer backwards. With the gradient dh_t of hidden row t, which gains dGates_{t+1} recurrent, and
 * dc_T = dFinalCell:
 *
 *     dc_t = f_{t+1} dc_{t+1} + dh_t o (1 − tanh² c_t)
 *     dGates_t = [dc_t g i(1−i) | dc_t c_{t−1} f(1−f) | dc_t i (1−g²) | dh_t tanh(c_t) o(1−o)]
 *
 * The gradients by all weights and inputs are products with dGates, which the caller forms: for all steps at once.
 *
 * Inputs: {@link LstmGradientInputs}. Attributes: {@link LstmAttributes}. Outputs: {@link LstmGradientOutputs}, in a
 * list in the order dGates, dInitialCell.
 */
export const lstmGradientKernel = 'SbnLstmGradient';

/** What the steps are computed from; float32. */
export interface LstmInputs {
  /** [T B, 4H]: the part of the gates that comes from the layer's inputs, biases included. */
  readonly gates: Tensor2D;
  /** [4H, H]: weights of the hidden state before. */
  readonly recurrent: Tensor2D;
  /** h_0 [B, H]. */
  readonly initialHidden: Tensor2D;
  /** c_0 [B, H]. */
  readonly initialCell: Tensor2D;
}

/** The size that no shape tells. */
export interface LstmAttributes {
  /** T. */
  readonly numSteps: number;
}

/** What comes out; float32. The final state is in the last B rows of `hidden` and of `cells`. */
export interface LstmOutputs {
  /** h_1 … h_T, [T B, H]. */
  readonly hidden: Tensor2D;
  /** c_1 … c_T, [T B, H]. */
  readonly cells: Tensor2D;
  /** i | f | g | o after their non-linearities, [T B, 4H]. */
  readonly activations: Tensor2D;
}

/** What the gradient is computed from; float32. */
export interface LstmGradientInputs extends Omit<LstmOutputs, 'hidden'> {
  readonly recurrent: Tensor2D;
  readonly initialCell: Tensor2D;
  /** Gradient by `hidden`, [T B, H]. */
  readonly dHidden: Tensor2D;
  /** Gradient by the last cells c_T alone, [B, H]. */
  readonly dFinalCell: Tensor2D;
}

/** What comes out; float32. */
export interface LstmGradientOutputs {
  /** [T B, 4H]. */
  readonly dGates: Tensor2D;
  /** [B, H]. */
  readonly dInitialCell: Tensor2D;
}

/** Whether the current backend has {@link lstmKernel}. */
export function hasLstmKernel(): boolean {
  return getKernel(lstmKernel, getBackend()) !== undefined;
}
