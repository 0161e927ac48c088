import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { EntryLossConfig } from '../../losses/loss-config.js';
import type { LabelLossAttributes } from '../label-loss-kernel.js';
import { entryLosses } from './entry-loss.js';
import { numbersWgsl } from './numbers.js';
import type { WebgpuBackend, WebgpuProgram, WebgpuUniforms } from './webgpu-backend.js';

/** Labels that one invocation goes through: it finds its place in the label set of its row once. */
const labelsPerInvocation = 16;
const workgroupSize = 64;

/** The tensors of a loss kernel, as TensorFlow.js hands them to it. */
export interface LabelLossTensors {
  readonly logits: TensorInfo;
  readonly labelSets?: TensorInfo | undefined;
  readonly labels?: TensorInfo | undefined;
  readonly labelWeights?: TensorInfo | undefined;
}

/**
 * The reduced loss in at most two dispatches: sums over workgroups, and their sum.
 *
 * @returns a scalar on the device
 */
export function runLabelLoss(
  backend: WebgpuBackend,
  tensors: LabelLossTensors,
  attributes: LabelLossAttributes,
): TensorInfo {
  const { names, inputs, sizes } = describe(tensors, attributes);
  const numGroups = Math.ceil(sizes.numInvocations / workgroupSize);
  const program: WebgpuProgram = {
    ...shared('value', attributes.config, tensors, names, numGroups),
    outputShape: numGroups === 1 ? [] : [numGroups],
    getUserCode: () => /* wgsl */ `
      ${codeOf(attributes.config, tensors)}
      var<workgroup> sums : array<f32, ${workgroupSize}>;
      fn main(index : i32) {
        var sum = 0.0;
        if (index < uniforms.numInvocations) {
          var walk = startWalk(index);
          while (walk.label < walk.end) {
            let z = logits[walk.place];
            let label = nextLabel(&walk);
            sum += ${tensors.labelWeights === undefined ? '' : 'labelWeights[walk.label - 1] *'} select(
              entryLoss(z, targetOf(label), label), uniforms.NAN, isnan(z));
          }
        }
        sums[localIndex] = sum;
        for (var half = ${workgroupSize / 2}u; half > 0u; half /= 2u) {
          workgroupBarrier();
          if (localIndex < half) { sums[localIndex] += sums[localIndex + half]; }
        }
        let group = index / ${workgroupSize};
        if (localIndex == 0u && group < uniforms.numGroups) { result[group] = sums[0] * uniforms.scale; }
      }
    `,
  };
  const sums = backend.runWebGPUProgram(program, inputs, 'float32', uniformsOf(sizes, attributes, numGroups));
  if (numGroups === 1) return sums;
  const total = backend.runWebGPUProgram(sumProgram, [sums], 'float32', [
    { type: 'int32', data: [numGroups] },
  ]);
  backend.disposeData(sums.dataId);
  return total;
}

/**
 * The gradient of the reduced loss by the logits, times dy, in one dispatch.
 *
 * @returns of the logits' shape
 */
export function runLabelLossGradient(
  backend: WebgpuBackend,
  tensors: LabelLossTensors & { readonly dy: TensorInfo },
  attributes: LabelLossAttributes,
): TensorInfo {
  const { names, inputs, sizes } = describe(tensors, attributes);
  const numGroups = Math.ceil(sizes.numInvocations / workgroupSize);
  const program: WebgpuProgram = {
    ...shared('gradient', attributes.config, tensors, [...names, 'dy'], numGroups),
    outputShape: [...tensors.logits.shape],
    getUserCode: () => /* wgsl */ `
      ${codeOf(attributes.config, tensors)}
      fn main(index : i32) {
        if (index >= uniforms.numInvocations) { return; }
        let factor = uniforms.scale * dy[0];
        var walk = startWalk(index);
        while (walk.label < walk.end) {
          let place = walk.place;
          let z = logits[place];
          let label = nextLabel(&walk);
          result[place] = factor * ${
            tensors.labelWeights === undefined ? '' : 'labelWeights[walk.label - 1] *'
          } select(entryDerivative(z, targetOf(label), label), uniforms.NAN, isnan(z));
        }
      }
    `,
  };
  return backend.runWebGPUProgram(
    program,
    [...inputs, tensors.dy],
    'float32',
    uniformsOf(sizes, attributes, numGroups),
  );
}

/** The sum of a vector by one workgroup. */
const sumProgram: WebgpuProgram = {
  shaderKey: 'sbnSum',
  outputShape: [],
  variableNames: ['x'],
  uniforms: 'count : i32, ',
  workgroupSize: [256, 1, 1],
  dispatchLayout: { x: [] },
  dispatch: [1, 1, 1],
  getUserCode: () => /* wgsl */ `
    var<workgroup> sums : array<f32, 256>;
    fn main(index : i32) {
      var sum = 0.0;
      for (var i = i32(localIndex); i < uniforms.count; i += 256) { sum += x[i]; }
      sums[localIndex] = sum;
      for (var half = 128u; half > 0u; half /= 2u) {
        workgroupBarrier();
        if (localIndex < half) { sums[localIndex] += sums[localIndex + half]; }
      }
      if (index == 0) { result[0] = sums[0]; }
    }
  `,
};

interface Sizes {
  readonly batch: number;
  readonly numLabels: number;
  readonly numInvocations: number;
}

function describe(
  { logits, labelSets, labels, labelWeights }: LabelLossTensors,
  { isTransposed }: LabelLossAttributes,
): { readonly names: string[]; readonly inputs: TensorInfo[]; readonly sizes: Sizes } {
  const targets: [string, TensorInfo] =
    labelSets === undefined ? ['labels', labels!] : ['labelSets', labelSets];
  const weights: [string, TensorInfo][] = labelWeights === undefined ? [] : [['labelWeights', labelWeights]];
  const all: readonly [string, TensorInfo][] = [['logits', logits], targets, ...weights];
  const [rows, cols] = logits.shape as [number, number];
  const [batch, numLabels] = isTransposed ? [cols, rows] : [rows, cols];
  return {
    names: all.map(([name]) => name),
    inputs: all.map(([, tensor]) => tensor),
    sizes: { batch, numLabels, numInvocations: batch * Math.ceil(numLabels / labelsPerInvocation) },
  };
}

function shared(
  purpose: string,
  config: EntryLossConfig,
  { labelSets, labelWeights }: LabelLossTensors,
  variableNames: string[],
  numGroups: number,
): Omit<WebgpuProgram, 'outputShape' | 'getUserCode'> {
  const form = `${labelSets === undefined ? 'dense' : 'sparse'}${labelWeights === undefined ? '' : '-weighted'}`;
  return {
    shaderKey: `sbnLabelLoss-${config.kind}-${purpose}-${form}`,
    variableNames,
    uniforms:
      'batch : i32, numLabels : i32, numInvocations : i32, numGroups : i32, labelStride : i32, rowStride : i32, ' +
      `scale : f32, inactiveTarget : f32, activeTarget : f32, ${entryLosses[config.kind].uniforms}`,
    workgroupSize: [workgroupSize, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [numGroups, 1, 1],
  };
}

function uniformsOf(
  { batch, numLabels, numInvocations }: Sizes,
  { config, isTransposed }: LabelLossAttributes,
  numGroups: number,
): WebgpuUniforms {
  const { amount, target } = config.labelSmoothing ?? { amount: 0, target: 0 };
  const integers = [
    batch,
    numLabels,
    numInvocations,
    numGroups,
    ...(isTransposed ? [batch, 1] : [1, numLabels]),
  ];
  const numbers = [
    config.reduction === 'mean' ? 1 / (batch * numLabels) : 1 / batch,
    amount * target,
    1 - amount + amount * target,
  ];
  return [
    ...integers.map((value) => ({ type: 'int32' as const, data: [value] })),
    ...numbers.map((value) => ({ type: 'float32' as const, data: [value] })),
    ...entryLosses[config.kind].valuesOf(config),
  ];
}

/**
 * The walk of one invocation over its labels, each 0 or 1 or, in a dense table, any number between. Neighbouring invocations have neighbouring
 * rows, which in label-major logits lie side by side.
 */
function codeOf(config: EntryLossConfig, { labelSets }: LabelLossTensors): string {
  const sparse = /* wgsl */ `
    // The first of the row's labels that is not below the walk's first label.
    fn firstActive(walk : Walk) -> i32 {
      var low = labelSets[walk.row];
      var high = labelSets[walk.row + 1];
      while (low < high) {
        let middle = (low + high) / 2;
        if (labelSets[uniforms.batch + 1 + middle] < walk.label) { low = middle + 1; } else { high = middle; }
      }
      return low;
    }
    fn labelOf(walk : ptr<function, Walk>) -> f32 {
      let at = (*walk).next;
      if (at < labelSets[(*walk).row + 1] && labelSets[uniforms.batch + 1 + at] == (*walk).label) {
        (*walk).next = at + 1;
        return 1.0;
      }
      return 0.0;
    }
  `;
  const dense = /* wgsl */ `
    fn firstActive(walk : Walk) -> i32 { return 0; }
    fn labelOf(walk : ptr<function, Walk>) -> f32 {
      // The backend keeps the integers of a tensor that was cast from them.
      return f32(labels[(*walk).row * uniforms.numLabels + (*walk).label]);
    }
  `;
  return /* wgsl */ `
    struct Walk { row : i32, label : i32, end : i32, place : i32, next : i32 };
    ${numbersWgsl}
    ${entryLosses[config.kind].code}
    ${labelSets === undefined ? dense : sparse}
    fn startWalk(index : i32) -> Walk {
      var walk : Walk;
      walk.row = index % uniforms.batch;
      walk.label = (index / uniforms.batch) * ${labelsPerInvocation};
      walk.end = min(walk.label + ${labelsPerInvocation}, uniforms.numLabels);
      walk.place = walk.label * uniforms.labelStride + walk.row * uniforms.rowStride;
      walk.next = firstActive(walk);
      return walk;
    }
    fn nextLabel(walk : ptr<function, Walk>) -> f32 {
      let label = labelOf(walk);
      (*walk).label += 1;
      (*walk).place += uniforms.labelStride;
      return label;
    }
    fn targetOf(label : f32) -> f32 {
      return uniforms.inactiveTarget + label * (uniforms.activeTarget - uniforms.inactiveTarget);
    }
  `;
}
