import { createRandom } from '@sbn/core';
import { type Tensor1D, type Tensor2D, tensor, type Variable, variable, zeros } from '@tensorflow/tfjs-core';
import { type LstmState, lstmLayer } from './lstm-layer.js';
import { dropEntries, dropForAllSteps } from './sequence-dropout.js';

/** Where in a sequence and in the training a pass is. */
export interface SequencePass {
  /** T. */
  readonly numSteps: number;
  /** The training step that dropout follows; undefined switches dropout off. */
  readonly dropoutStep?: number | undefined;
}

/** LSTM layers on top of each other. */
export interface LstmStack {
  readonly variables: readonly Variable[];
  /** A stable name for each of `variables`, in the same order. */
  readonly variableNames: readonly string[];
  /** Zeros, one state per layer. */
  initialState(batchSize: number): LstmState[];
  /**
   * @param x [T B, in], row t·B + b is column b of the batch at step t
   * @param state one per layer
   * @returns the outputs of the last layer [T B, H], without dropout, and the states after the last step
   */
  run(
    x: Tensor2D,
    state: readonly LstmState[],
    pass: SequencePass,
  ): { readonly hidden: Tensor2D; readonly state: LstmState[] };
  dispose(): void;
}

/**
 * Makes a stack of LSTM layers. All weights and biases of a layer start uniform in ±1/√H, H its width, as in common
 * frameworks.
 *
 * Weight drop (Merity et al., *Regularizing and Optimizing LSTM Language Models*, ICLR 2018) sets entries of the
 * recurrent weights to 0 for a whole sequence. Between the layers dropout is variational (Gal and Ghahramani, NeurIPS
 * 2016): one mask for all steps of a sequence.
 *
 * @param options.dropout.hidden rate between two layers
 * @param options.dropout.recurrent rate of weight drop
 */
export function lstmStack(options: {
  readonly inDim: number;
  readonly hiddenDims: readonly number[];
  readonly dropout: { readonly hidden: number; readonly recurrent: number };
  readonly seed: number;
}): LstmStack {
  const { inDim, hiddenDims, dropout, seed } = options;
  const layers = hiddenDims.map((width, i) => {
    const fanIn = i === 0 ? inDim : hiddenDims[i - 1]!;
    const limit = 1 / Math.sqrt(width);
    const draw = (name: string, shape: readonly number[]): Variable => {
      const random = createRandom([seed, 'lstm', i, name]);
      const values = new Float32Array(shape.reduce((size, length) => size * length, 1));
      for (let j = 0; j < values.length; j++) values[j] = (2 * random.uniform() - 1) * limit;
      const initial = tensor(values, [...shape]);
      const made = variable(initial);
      initial.dispose();
      return made;
    };
    return {
      inputWeights: draw('inputWeights', [4 * width, fanIn]) as unknown as Tensor2D & Variable,
      recurrentWeights: draw('recurrentWeights', [4 * width, width]) as unknown as Tensor2D & Variable,
      bias: draw('bias', [4 * width]) as unknown as Tensor1D & Variable,
    };
  });

  return {
    variables: layers.flatMap(({ inputWeights, recurrentWeights, bias }) => [
      inputWeights,
      recurrentWeights,
      bias,
    ]),
    variableNames: layers.flatMap((_, i) =>
      ['inputWeights', 'recurrentWeights', 'bias'].map((name) => `lstm${i + 1}/${name}`),
    ),
    initialState: (batchSize) =>
      hiddenDims.map((width) => ({ hidden: zeros([batchSize, width]), cell: zeros([batchSize, width]) })),
    run: (x, state, { numSteps, dropoutStep }) => {
      const next: LstmState[] = [];
      let inputs = x;
      let hidden = x;
      layers.forEach((weights, i) => {
        const recurrentWeights = dropEntries(weights.recurrentWeights, {
          rate: dropout.recurrent,
          seed,
          layer: -1 - i,
          step: dropoutStep,
        });
        const output = lstmLayer(inputs, { ...weights, recurrentWeights }, state[i]!, numSteps);
        next.push(output.state);
        hidden = output.hidden;
        inputs = dropForAllSteps(hidden, numSteps, {
          rate: i + 1 < layers.length ? dropout.hidden : 0,
          seed,
          layer: 2 + i,
          step: dropoutStep,
        });
      });
      return { hidden, state: next };
    },
    dispose: () => {
      for (const { inputWeights, recurrentWeights, bias } of layers) {
        inputWeights.dispose();
        recurrentWeights.dispose();
        bias.dispose();
      }
    },
  };
}
