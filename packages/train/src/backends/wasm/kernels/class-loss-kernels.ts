import {
  type ClassLossAttributes,
  type ClassLossGradientInputs,
  type ClassLossInputs,
  classLossGradientKernel,
  classLossKernel,
} from '@sbn/heads';
import { pieceTableBytes, type ScoreTask } from '@sbn/kernels/tensor-kernels';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { ReplacementKernel } from '../replacement.js';
import { addressOf, entriesOf, makeTensor, type WasmBackend } from '../wasm-backend.js';

const fixes =
  'scores, softmax and the likelihood of a class took some ten passes over the logits, and as many copies';

/** The likelihoods of single classes, from the logits to the gradients in two passes over them. */
export const classLossKernels: readonly ReplacementKernel[] = [
  {
    kernelName: classLossKernel,
    reason: 'own',
    fixes,
    upstream: [],
    create:
      (kernels) =>
      ({ inputs, attrs, backend }) => {
        const wasm = backend as WasmBackend;
        const given = inputs as unknown as ClassLossInputs;
        const cols = given.logits.shape[1];
        const likelihoods = makeTensor(wasm, [cols]);
        const normalizers = makeTensor(wasm, [2, cols]);
        const { scoreFunction } = attrs as unknown as ClassLossAttributes;
        const table =
          scoreFunction.kind === 'plif' ? makeTensor(wasm, [pieceTableBytes(scoreFunction) / 4]) : undefined;
        kernels.classLoss({
          ...taskOf(wasm, given, scoreFunction, table),
          likelihoods: addressOf(wasm, likelihoods),
          normalizers: addressOf(wasm, normalizers),
        });
        return [likelihoods, normalizers, ...(table === undefined ? [] : [table])];
      },
  },
  {
    kernelName: classLossGradientKernel,
    reason: 'own',
    fixes,
    upstream: [],
    create:
      (kernels) =>
      ({ inputs, attrs, backend }) => {
        const wasm = backend as WasmBackend;
        const given = inputs as unknown as ClassLossGradientInputs;
        const { logits, bias, center, slope, slopes, normalizers, kept, dy } = given;
        const gradient = makeTensor(wasm, logits.shape);
        const byBias = bias === undefined ? undefined : makeTensor(wasm, bias.shape);
        const bySlopes = slopes === undefined ? undefined : makeTensor(wasm, slopes.shape);
        const byNumbers = kernels.classLossGradient({
          ...taskOf(wasm, given, (attrs as unknown as ClassLossAttributes).scoreFunction, kept),
          normalizers: addressOf(wasm, normalizers),
          dy: addressOf(wasm, dy),
          gradient: addressOf(wasm, gradient),
          ...(byBias === undefined ? {} : { biasGradient: addressOf(wasm, byBias) }),
          ...(bySlopes === undefined ? {} : { parametersGradient: addressOf(wasm, bySlopes) }),
        });
        const number = (value: number): TensorInfo => {
          const tensor = makeTensor(wasm, [1]);
          entriesOf(wasm, tensor)[0] = value;
          return tensor;
        };
        return [
          gradient,
          ...(byBias === undefined ? [] : [byBias]),
          ...(center === undefined ? [] : [number(byNumbers.center)]),
          ...(slope === undefined ? [] : [number(byNumbers.slope)]),
          ...(bySlopes === undefined ? [] : [bySlopes]),
        ];
      },
  },
];

/** @param table of `plif`: made with the values, and kept for the gradient */
function taskOf(
  wasm: WasmBackend,
  inputs: ClassLossInputs,
  scoreFunction: ClassLossAttributes['scoreFunction'],
  table: TensorInfo | undefined,
) {
  const { logits, bias, classes } = inputs;
  const [rows, cols] = logits.shape;
  return {
    logits: addressOf(wasm, logits),
    ...(bias === undefined ? {} : { bias: addressOf(wasm, bias) }),
    rows,
    cols,
    // A copy: an allocation can move the memory.
    classes: (wasm.readSync(classes.dataId) as Int32Array).slice(),
    score: scoreOf(wasm, inputs, scoreFunction, table),
  };
}

function scoreOf(
  wasm: WasmBackend,
  { center, slope, slopes }: ClassLossInputs,
  config: ClassLossAttributes['scoreFunction'],
  table: TensorInfo | undefined,
): ScoreTask {
  switch (config.kind) {
    case 'sigsoftmax':
      return {
        kind: 'sigsoftmax',
        center: center === undefined ? config.center : entriesOf(wasm, center)[0]!,
        slope: slope === undefined ? config.slope : entriesOf(wasm, slope)[0]!,
        learned: center !== undefined || slope !== undefined,
      };
    case 'plif':
      return { ...config, parameters: addressOf(wasm, slopes!), table: addressOf(wasm, table!) };
    default:
      return config;
  }
}
