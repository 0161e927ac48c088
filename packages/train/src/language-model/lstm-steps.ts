import {
  add,
  concat,
  engine,
  matMul,
  mul,
  type NamedAttrMap,
  type NamedTensorMap,
  sigmoid,
  slice,
  split,
  square,
  sub,
  type Tensor2D,
  tanh,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import {
  hasLstmKernel,
  type LstmGradientInputs,
  type LstmGradientOutputs,
  type LstmInputs,
  type LstmOutputs,
  lstmGradientKernel,
  lstmKernel,
} from './lstm-kernel.js';

/** All steps of an LSTM layer, the way that is fast on the current backend: see `lstmKernel`. Records no gradient. */
export function lstmSteps(inputs: LstmInputs, numSteps: number): LstmOutputs {
  if (!hasLstmKernel()) return stepByStep(inputs, numSteps);
  const [hidden, cells, activations] = run(lstmKernel, inputs, numSteps);
  return { hidden: hidden!, cells: cells!, activations: activations! };
}

/** The same steps backwards: see `lstmGradientKernel`. */
export function lstmStepsGradient(inputs: LstmGradientInputs, numSteps: number): LstmGradientOutputs {
  if (!hasLstmKernel()) return stepByStepBackwards(inputs, numSteps);
  const [dGates, dInitialCell] = run(lstmGradientKernel, inputs, numSteps);
  return { dGates: dGates!, dInitialCell: dInitialCell! };
}

function run(
  kernelName: string,
  inputs: LstmInputs | LstmGradientInputs,
  numSteps: number,
): readonly Tensor2D[] {
  const attributes = { numSteps } as unknown as NamedAttrMap;
  return engine().runKernel(kernelName, { ...inputs } as unknown as NamedTensorMap, attributes) as Tensor2D[];
}

function stepByStep(
  { gates, recurrent, initialHidden, initialCell }: LstmInputs,
  numSteps: number,
): LstmOutputs {
  return tidy(() => {
    // Once, so that a backend which packs right operands does it once too.
    const weights = transpose(recurrent);
    const hidden: Tensor2D[] = [];
    const cells: Tensor2D[] = [];
    const activations: Tensor2D[] = [];
    let [h, c] = [initialHidden, initialCell];
    for (const own of timeSteps(gates, numSteps)) {
      tidy(() => {
        const [a, b, candidate, d] = quarters(add(own, matMul(h, weights)));
        const [i, f, g, o] = [sigmoid(a), sigmoid(b), tanh(candidate), sigmoid(d)];
        c = add(mul(f, c), mul(i, g));
        h = mul(o, tanh(c));
        activations.push(concat([i, f, g, o], 1));
        return [h, c, activations.at(-1)!];
      });
      hidden.push(h);
      cells.push(c);
    }
    return { hidden: concat(hidden), cells: concat(cells), activations: concat(activations) };
  });
}

function stepByStepBackwards(inputs: LstmGradientInputs, numSteps: number): LstmGradientOutputs {
  const { recurrent, initialCell, cells, activations, dHidden, dFinalCell } = inputs;
  return tidy(() => {
    const [i, f, g, o] = quarters(activations);
    const before = concat([initialCell, slice(cells, 0, cells.shape[0] - initialCell.shape[0])]);
    const tanhCells = tanh(cells);
    // All that does not depend on the step after, for all steps at once.
    const byCell = concat<Tensor2D>([mul(g, slope(i)), mul(before, slope(f)), sub(i, mul(i, square(g)))], 1);
    const byHidden = timeSteps(mul(tanhCells, slope(o)), numSteps);
    const cellByHidden = timeSteps(sub(o, mul(o, square(tanhCells))), numSteps);
    const factors = timeSteps(byCell, numSteps);
    const forgets = timeSteps(f, numSteps);
    const upstream = timeSteps(dHidden, numSteps);
    const dGates: Tensor2D[] = [];
    let dc = dFinalCell;
    for (let t = numSteps - 1; t >= 0; t--) {
      tidy(() => {
        const later = dGates[0];
        const dh = later === undefined ? upstream[t]! : add(upstream[t]!, matMul(later, recurrent));
        const total = add<Tensor2D>(dc, mul(dh, cellByHidden[t]!));
        dGates.unshift(
          concat(
            [mul<Tensor2D>(concat([total, total, total], 1), factors[t]!), mul<Tensor2D>(dh, byHidden[t]!)],
            1,
          ),
        );
        dc = mul(total, forgets[t]!);
        return [dc, dGates[0]!];
      });
    }
    return { dGates: concat(dGates), dInitialCell: dc };
  });
}

/** x(1 − x): the derivative of the sigmoid function where its value is x. */
function slope(x: Tensor2D): Tensor2D {
  return sub(x, square(x));
}

function quarters(x: Tensor2D): [Tensor2D, Tensor2D, Tensor2D, Tensor2D] {
  return split(x, 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
}

/** The rows of each time step. */
function timeSteps(x: Tensor2D, numSteps: number): Tensor2D[] {
  return split(x, numSteps, 0) as Tensor2D[];
}
