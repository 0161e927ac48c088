import { product, productKernel } from '@sbn/heads';
import {
  addN,
  engine as autodiff,
  dispose,
  getBackend,
  getKernel,
  keep,
  ones,
  type Scalar,
  square,
  stack,
  sum,
  type Tensor,
  type Tensor2D,
  tensor,
  tidy,
  type Variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { EmbeddingTable, TableGradient } from '../../encoders/embedding-table.js';
import type { NamedArray } from '../../files/safetensors.js';
import { takeTensor } from '../../model/model-file.js';
import { assignValues, type Parameter } from '../../model/parameter.js';
import { adamKernel } from '../../optimizers/adam-kernel.js';
import { checkGroupsMatch, type Optimizer, type ParameterRule } from '../../optimizers/optimizer.js';
import type { StepResult } from '../engine.js';
import { stateName } from '../state-name.js';

/** What one step differentiates. */
export interface Objective {
  /** The objective, which is differentiated by the variables among the parameters and by the leaf. */
  readonly compute: () => Scalar | { readonly objective: Scalar; readonly loss: Scalar };
  /** Where an embedding table comes in: the tensor that was made of its rows, which the caller frees. */
  readonly leaf?:
    | { readonly tensor: Tensor; readonly tableGradient: (upstream: Float32Array) => TableGradient }
    | undefined;
}

/** Updates of parameters by an optimiser, with what it remembers of each. */
export interface GradientStep {
  /**
   * One update. When the loss, or the norm that clipping needs, is not finite, nothing changes.
   *
   * @param at.step steps done before this one, in the whole training
   * @param at.rateFactor multiplies the learning rates
   */
  step(objective: Objective, at: { readonly step: number; readonly rateFactor: number }): Promise<StepResult>;
  /** The optimiser's arrays by name. */
  readState(): Promise<ReadonlyMap<string, NamedArray>>;
  /**
   * Takes over the current parameters and the optimiser's arrays of a checkpoint.
   *
   * @throws InputError (code `parameters-mismatch`)
   */
  restore(state: ReadonlyMap<string, NamedArray>, file: string): Promise<void>;
  dispose(): void;
}

/**
 * TensorFlow.js differentiates, the optimiser updates.
 *
 * Where the update is computed depends on the backend. On `cpu`, and on a `wasm` without our kernels, tensors live in this process, so one plain
 * loop over host memory does the update and the result goes back as a new tensor: as fast as a chain of wasm
 * operations on large parameters, faster on small ones, thirty times faster than the cpu backend. On all others it
 * stays on the device, and a step reads back one tensor of one number (two when clipping). An embedding table is
 * always updated on the host, from the gradient [batch, dim] of its output.
 *
 * @param options.ruleFor the settings of a parameter
 * @param options.updateOn where tensors are updated; the default is as said above
 * @throws InputError (code `group-without-parameters`)
 */
export async function createGradientStep(options: {
  readonly parameters: readonly Parameter[];
  readonly optimizer: Optimizer;
  readonly ruleFor: (name: string) => ParameterRule;
  readonly clipNorm?: number | undefined;
  readonly updateOn?: 'host' | 'device' | undefined;
}): Promise<GradientStep> {
  const { parameters, optimizer, clipNorm } = options;
  checkGroupsMatch(
    optimizer,
    parameters.map(({ name }) => name),
  );
  const updatesHere =
    ['cpu', 'wasm'].includes(getBackend()) && getKernel(adamKernel, getBackend()) === undefined;
  const { updateOn = updatesHere ? 'host' : 'device' } = options;
  const onHost = updateOn === 'host';
  const updaters: Updater[] = [];
  for (const parameter of parameters) {
    const rule = options.ruleFor(parameter.name);
    if (rule.learningRate > 0) updaters.push(await createUpdater(parameter, rule, optimizer, onHost));
  }
  const tableUpdater = updaters.find((updater) => updater.kind === 'table');
  const variableUpdaters = updaters.filter((updater) => updater.kind !== 'table');

  /** Loss and gradients; `joined` is what the host needs to know before the update, in one tensor. */
  const differentiate = ({ compute, leaf }: Objective) =>
    tidy(() => {
      const sources: Tensor[] = variableUpdaters.map(({ variable }) => variable);
      const hasLeaf = leaf !== undefined && tableUpdater !== undefined;
      if (hasLeaf) sources.push(leaf.tensor);
      let loss: Scalar | undefined;
      const { grads } = autodiff().gradients<Scalar>(
        () => {
          const computed = compute();
          const { objective, loss: told } =
            'objective' in computed ? computed : { objective: computed, loss: computed };
          // What is told of may be another number than what is differentiated, and must outlive the pass.
          loss = keep(told);
          return objective;
        },
        sources,
        undefined,
        true,
      );
      // A parameter that the loss does not depend on has no gradient here.
      const gradients: (Tensor | undefined)[] = grads;
      const trained = gradients
        .slice(0, variableUpdaters.length)
        .filter((gradient) => gradient !== undefined);
      const squares =
        clipNorm !== undefined && !onHost && trained.length > 0
          ? addN(trained.map(deviceSumOfSquares))
          : undefined;
      const joined = squares === undefined ? loss! : stack([loss!, squares]);
      if (joined !== loss) loss!.dispose();
      return {
        joined,
        gradients: gradients.slice(0, variableUpdaters.length),
        leafGradient: hasLeaf ? gradients.at(-1) : undefined,
      };
    });

  return {
    step: async (objective, { step, rateFactor }): Promise<StepResult> => {
      const { joined, gradients, leafGradient } = differentiate(objective);
      try {
        const [lossValue, deviceSquares] = (await joined.data()) as Float32Array;
        if (!Number.isFinite(lossValue)) return { loss: lossValue! };
        const hostGradients: (Float32Array | undefined)[] = [];
        if (onHost) {
          for (const gradient of gradients) {
            hostGradients.push(
              gradient === undefined ? undefined : ((await gradient.data()) as Float32Array),
            );
          }
        }
        const tableGradient =
          leafGradient === undefined
            ? undefined
            : objective.leaf!.tableGradient((await leafGradient.data()) as Float32Array);

        let gradientScale = 1;
        let gradientNorm: number | undefined;
        if (clipNorm !== undefined) {
          let squares = deviceSquares ?? 0;
          for (const gradient of hostGradients) squares += sumOfSquares(gradient);
          squares += sumOfSquares(tableGradient?.rows);
          gradientNorm = Math.sqrt(squares);
          if (!Number.isFinite(gradientNorm)) return { loss: lossValue!, gradientNorm };
          gradientScale = Math.min(1, clipNorm / gradientNorm);
        }

        const common = { gradientScale, rateFactor, updateNumber: step + 1 };
        if (tableUpdater !== undefined && tableGradient !== undefined) {
          const { table, slots, rule } = tableUpdater;
          const { values, stride } = table;
          const { features, rows } = tableGradient;
          for (let i = 0; i < features.length; i++) {
            optimizer.updateHost({
              values,
              slots,
              valuesAt: features[i]! * stride,
              gradient: rows,
              gradientAt: i * stride,
              length: table.dim,
              rule,
              ...common,
            });
          }
        }
        variableUpdaters.forEach((updater, i) => {
          const { rule, variable } = updater;
          const gradient = gradients[i];
          if (gradient === undefined) return;
          if (updater.kind === 'host') {
            optimizer.updateHost({
              values: updater.values,
              slots: updater.slots,
              valuesAt: 0,
              gradient: hostGradients[i]!,
              gradientAt: 0,
              length: updater.values.length,
              rule,
              ...common,
            });
            assignValues(variable, updater.values.slice());
          } else {
            const next = tidy(() => {
              const { value, slots } = optimizer.updateDevice({
                value: variable,
                slots: updater.slots,
                gradient,
                rule,
                ...common,
              });
              return { value, slots: [...slots] };
            });
            if (next.value === variable) return;
            variable.assign(next.value);
            dispose([next.value, ...updater.slots]);
            updater.slots = next.slots;
          }
        });
        return { loss: lossValue!, ...(gradientNorm === undefined ? {} : { gradientNorm }) };
      } finally {
        dispose([joined, ...gradients, leafGradient].filter((item) => item !== undefined));
      }
    },
    readState: async () => {
      const state = new Map<string, NamedArray>();
      for (const updater of updaters) {
        const { parameter } = updater;
        for (const [i, slot] of optimizer.slots.entries()) {
          state.set(stateName(slot, parameter), { shape: parameter.shape, data: await readSlot(updater, i) });
        }
      }
      return state;
    },
    restore: async (state, file) => {
      const found = updaters.map(({ parameter }) =>
        optimizer.slots.map((slot) => takeTensor(state, stateName(slot, parameter), parameter.shape, file)),
      );
      for (const [i, updater] of updaters.entries()) {
        if (updater.kind === 'host') updater.values = await updater.parameter.read();
        writeSlots(updater, found[i]!);
      }
    },
    dispose: () => {
      for (const updater of updaters) {
        if (updater.kind === 'device') dispose([...updater.slots]);
      }
    },
  };
}

/** One trained parameter with the optimiser's arrays for it. */
type Updater =
  | {
      readonly kind: 'table';
      readonly parameter: Parameter;
      readonly rule: ParameterRule;
      readonly table: EmbeddingTable;
      /** Laid out like the table, padding included. */
      readonly slots: readonly Float32Array[];
    }
  | {
      readonly kind: 'host';
      readonly parameter: Parameter;
      readonly rule: ParameterRule;
      readonly variable: Variable;
      /** The same numbers as in the variable. */
      values: Float32Array;
      readonly slots: readonly Float32Array[];
    }
  | {
      readonly kind: 'device';
      readonly parameter: Parameter;
      readonly rule: ParameterRule;
      readonly variable: Variable;
      slots: readonly Tensor[];
    };

async function createUpdater(
  parameter: Parameter,
  rule: ParameterRule,
  optimizer: Optimizer,
  onHost: boolean,
): Promise<Updater> {
  const { storage } = parameter;
  const zeros = (size: number): Float32Array[] => optimizer.slots.map(() => new Float32Array(size));
  if (storage.kind === 'table') {
    const { table } = storage;
    return { kind: 'table', parameter, rule, table, slots: zeros(table.numFeatures * table.stride) };
  }
  const { variable } = storage;
  return onHost
    ? { kind: 'host', parameter, rule, variable, values: await parameter.read(), slots: zeros(variable.size) }
    : { kind: 'device', parameter, rule, variable, slots: optimizer.slots.map(() => zerosLike(variable)) };
}

/** A copy of one of the optimiser's arrays, shaped like the parameter. */
async function readSlot(updater: Updater, i: number): Promise<Float32Array> {
  if (updater.kind === 'device') return (await updater.slots[i]!.data()) as Float32Array;
  const slot = updater.slots[i]!;
  if (updater.kind === 'host') return slot.slice();
  const { numFeatures, dim, stride } = updater.table;
  const copy = new Float32Array(numFeatures * dim);
  for (let row = 0; row < numFeatures; row++) {
    copy.set(slot.subarray(row * stride, row * stride + dim), row * dim);
  }
  return copy;
}

function writeSlots(updater: Updater, found: readonly Float32Array[]): void {
  if (updater.kind === 'device') {
    dispose([...updater.slots]);
    updater.slots = found.map((data) => tensor(data, [...updater.parameter.shape]));
    return;
  }
  found.forEach((data, i) => {
    const slot = updater.slots[i]!;
    if (updater.kind === 'host') {
      slot.set(data);
      return;
    }
    const { numFeatures, dim, stride } = updater.table;
    for (let row = 0; row < numFeatures; row++) {
      slot.set(data.subarray(row * dim, (row + 1) * dim), row * stride);
    }
  });
}

/**
 * Where products are fast they add up the columns: on wasm `sum` adds one entry after the other, which takes three times
 * as long, and of two million squares gets the third digit wrong.
 */
function deviceSumOfSquares(x: Tensor): Scalar {
  const squares = square(x);
  if (x.rank !== 2 || getKernel(productKernel, getBackend()) === undefined) return sum<Scalar>(squares);
  return sum(product(ones([1, x.shape[0]!]), squares as Tensor2D));
}

function sumOfSquares(values: Float32Array | undefined): number {
  let total = 0;
  if (values !== undefined) for (let i = 0; i < values.length; i++) total += values[i]! * values[i]!;
  return total;
}
