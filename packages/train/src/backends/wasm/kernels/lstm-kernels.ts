import {
  type LstmAttributes,
  type LstmGradientInputs,
  type LstmInputs,
  lstmGradientKernel,
  lstmKernel,
} from '../../../language-model/lstm-kernel.js';
import type { ReplacementKernel } from '../replacement.js';
import { addressOf, makeTensor, type WasmBackend } from '../wasm-backend.js';

const fixes = 'a step of an LSTM layer took some twenty kernels, and as many in the gradient';

/** The steps of an LSTM layer, forwards and backwards. */
export const lstmKernels: readonly ReplacementKernel[] = [
  {
    kernelName: lstmKernel,
    reason: 'own',
    fixes,
    upstream: [],
    create:
      (kernels) =>
      ({ inputs, attrs, backend }) => {
        const wasm = backend as WasmBackend;
        const { gates, recurrent, initialHidden, initialCell } = inputs as unknown as LstmInputs;
        const { numSteps } = attrs as unknown as LstmAttributes;
        const [batch, units] = initialCell.shape;
        const hidden = makeTensor(wasm, [numSteps * batch, units]);
        const cells = makeTensor(wasm, [numSteps * batch, units]);
        const activations = makeTensor(wasm, [numSteps * batch, 4 * units]);
        kernels.lstm({
          numSteps,
          batch,
          units,
          gates: addressOf(wasm, gates),
          recurrent: addressOf(wasm, recurrent),
          initialHidden: addressOf(wasm, initialHidden),
          initialCell: addressOf(wasm, initialCell),
          hidden: addressOf(wasm, hidden),
          cells: addressOf(wasm, cells),
          activations: addressOf(wasm, activations),
        });
        return [hidden, cells, activations];
      },
  },
  {
    kernelName: lstmGradientKernel,
    reason: 'own',
    fixes,
    upstream: [],
    create:
      (kernels) =>
      ({ inputs, attrs, backend }) => {
        const wasm = backend as WasmBackend;
        const given = inputs as unknown as LstmGradientInputs;
        const { recurrent, initialCell, cells, activations, dHidden, dFinalCell } = given;
        const { numSteps } = attrs as unknown as LstmAttributes;
        const [batch, units] = initialCell.shape;
        const dGates = makeTensor(wasm, [numSteps * batch, 4 * units]);
        const dInitialCell = makeTensor(wasm, [batch, units]);
        kernels.lstmGradient({
          numSteps,
          batch,
          units,
          recurrent: addressOf(wasm, recurrent),
          initialCell: addressOf(wasm, initialCell),
          cells: addressOf(wasm, cells),
          activations: addressOf(wasm, activations),
          dHidden: addressOf(wasm, dHidden),
          dFinalCell: addressOf(wasm, dFinalCell),
          dGates: addressOf(wasm, dGates),
          dInitialCell: addressOf(wasm, dInitialCell),
        });
        return [dGates, dInitialCell];
      },
  },
];
