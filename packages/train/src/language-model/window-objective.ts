import { labelSetsFromClasses } from '@sbn/core';
import type { TextWindow } from '@sbn/datasets';
import { add, keep, mean, mul, type Scalar, slice, square, sub, type Tensor2D } from '@tensorflow/tfjs-core';
import type { LanguageModel } from './language-model.js';
import type { LstmState } from './lstm-layer.js';
import type { ActivationPenalties } from './train-language-model-options.js';

/**
 * What a training step differentiates: the mean negative log likelihood of a window's tokens, and the penalties of Merity
 * et al. (2017): α mean(features²) + β mean((h_t − h_{t−1})²), h the outputs of the last layer.
 *
 * @param state the states before the window; no gradient goes back into them
 * @param step dropout follows it
 * @returns the objective, the likelihood alone, and the states after the window, which the caller frees
 */
export function windowObjective(
  model: LanguageModel,
  window: TextWindow,
  state: readonly LstmState[],
  step: number,
  penalties: Required<ActivationPenalties>,
): { readonly objective: Scalar; readonly loss: Scalar; readonly state: LstmState[] } {
  const { numSteps, inputs, targets } = window;
  const read = model.read(inputs, state, { numSteps, dropoutStep: step });
  const loss = model.head.loss(read.features, labelSetsFromClasses(targets, model.vocabularySize));
  for (const { hidden, cell } of read.state) [hidden, cell].forEach(keep);
  let objective = loss;
  if (penalties.activation > 0) {
    objective = add(objective, mul(mean<Scalar>(square(read.features)), penalties.activation));
  }
  if (penalties.temporal > 0 && numSteps > 1) {
    objective = add(
      objective,
      mul(temporalChange(read.hidden, inputs.length / numSteps), penalties.temporal),
    );
  }
  return { objective, loss, state: read.state };
}

function temporalChange(hidden: Tensor2D, batchSize: number): Scalar {
  const rows = hidden.shape[0] - batchSize;
  return mean<Scalar>(square(sub(slice(hidden, batchSize), slice(hidden, 0, rows))));
}
