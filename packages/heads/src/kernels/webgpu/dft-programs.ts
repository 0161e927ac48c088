import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { DftAttributes } from '../dft-kernel.js';
import { foldLength } from './fold-length.js';
import type { WebgpuBackend, WebgpuProgram, WebgpuUniforms } from './webgpu-backend.js';

/** The constant tables of a DFT kernel, as TensorFlow.js hands them to it. */
interface Tables {
  readonly roots?: TensorInfo | undefined;
  readonly labelAt?: TensorInfo | undefined;
}

/** The tensors of F c. */
export type DftTensors = Tables & {
  readonly coefficients: TensorInfo;
  readonly addend?: TensorInfo | undefined;
};

/** The tensors of Fᵀ y. */
export type DftAdjointTensors = Tables & { readonly values: TensorInfo };

/** Labels per invocation where n has no useful factor. */
const blockLength = 8;
const workgroupSize = 64;
/** Columns that one workgroup of the adjoint sums; its invocations split the rows. */
const lanes = 32;
const splits = 8;

/**
 * F c in one dispatch. With n = n₁ n₂ an invocation makes the n₂ labels j₁, j₁ + n₁, … of one example: the coefficients,
 * turned by e^(2πi f j₁/n), are folded to n₂ numbers (f mod n₂), and a transform of length n₂, with its symmetries and
 * its constants written out, makes the labels of them. Where n has no useful factor an invocation turns every
 * coefficient once and then for each of its labels.
 *
 * @returns [n, batch]
 */
export function runDft(
  backend: WebgpuBackend,
  { coefficients, addend, ...tables }: DftTensors,
  { numLabels, k }: DftAttributes,
): TensorInfo {
  const batch = coefficients.shape[1]!;
  const fold = foldLength(numLabels, k);
  const stride = fold === 1 ? Math.ceil(numLabels / blockLength) : numLabels / fold;
  const program: WebgpuProgram = {
    ...shared(
      `forward-${fold}${addend === undefined ? '' : '-added'}`,
      addend === undefined ? ['coefficients'] : ['coefficients', 'addend'],
      tables,
      Math.ceil((stride * batch) / workgroupSize),
    ),
    outputShape: [numLabels, batch],
    getUserCode: () => /* wgsl */ `
      ${placeCode(tables)}
      // (a - i b) e^(2πi f row/n)
      fn turned(f : i32, row : i32, column : i32) -> vec2<f32> {
        let a = coefficients[(2 * f - 1) * uniforms.batch + column];
        let b = coefficients[2 * f * uniforms.batch + column];
        let at = 2 * ((f * row) % uniforms.numLabels);
        let c = roots[at];
        let s = roots[at + 1];
        return vec2<f32>(a * c + b * s, a * s - b * c);
      }
      fn write(row : i32, column : i32, value : f32) {
        let place = placeOf(row) * uniforms.batch + column;
        result[place] = value${addend === undefined ? '' : ' + addend[place]'};
      }
      fn main(index : i32) {
        let column = index % uniforms.batch;
        let row = index / uniforms.batch;
        if (row >= uniforms.stride) { return; }
        let constant = uniforms.first * coefficients[column];
        ${fold === 1 ? blockOfLabels() : foldedLabels(fold)}
      }
    `,
  };
  const inputs = [coefficients, ...(addend === undefined ? [] : [addend]), ...tensorsOf(tables)];
  return backend.runWebGPUProgram(program, inputs, 'float32', uniformsOf(numLabels, k, batch, stride));
}

/**
 * Fᵀ y: the same in the opposite order, with sums over the n₁ rows in place of turned copies. Two dispatches, or one
 * where n has no useful factor.
 *
 * @returns [2k+1, batch]
 */
export function runDftAdjoint(
  backend: WebgpuBackend,
  { values, roots, labelAt }: DftAdjointTensors,
  { numLabels, k }: DftAttributes,
): TensorInfo {
  const batch = values.shape[1]!;
  const fold = foldLength(numLabels, k);
  const stride = numLabels / fold;
  const uniforms = uniformsOf(numLabels, k, batch, stride);
  const sums = (input: TensorInfo, others: Tables): TensorInfo => {
    const numGroups = (k + 1) * Math.ceil(batch / lanes);
    const program: WebgpuProgram = {
      ...shared(`sums-${fold}`, ['values'], others, numGroups),
      workgroupSize: [lanes * splits, 1, 1],
      outputShape: [2 * k + 1, batch],
      getUserCode: () => sumsCode(fold, others),
    };
    return backend.runWebGPUProgram(program, [input, ...tensorsOf(others)], 'float32', uniforms);
  };
  if (fold === 1) return sums(values, { roots, labelAt });
  const program: WebgpuProgram = {
    ...shared(`fold-${fold}`, ['values'], { labelAt }, Math.ceil((stride * batch) / workgroupSize)),
    outputShape: [2 * (Math.floor(fold / 2) + 1), stride, batch],
    getUserCode: () => foldCode(fold, { labelAt }),
  };
  const inputs = [values, ...tensorsOf({ labelAt })];
  const folded = backend.runWebGPUProgram(program, inputs, 'float32', uniforms);
  const result = sums(folded, { roots });
  backend.disposeData(folded.dataId);
  return result;
}

/** The labels row, row + stride, …: fold length numbers to as many labels. */
function foldedLabels(fold: number): string {
  const half = Math.floor(fold / 2);
  const lines: string[] = [];
  for (let j = 0; j <= half; j++) lines.push(`var even${j} = 0.0; var odd${j} = 0.0;`);
  for (let q = 0; q <= half; q++) {
    lines.push(`{ var sum = vec2<f32>(0.0);
      for (var f = ${q === 0 ? fold : q}; f <= uniforms.k; f += ${fold}) { sum += turned(f, row, column); }`);
    if (q !== 0 && 2 * q !== fold) {
      // Frequency n₂ - q has the same cosines and the opposite sines.
      lines.push(`for (var f = ${fold - q}; f <= uniforms.k; f += ${fold}) {
        sum += vec2<f32>(1.0, -1.0) * turned(f, row, column); }`);
    }
    for (let j = 0; j <= half; j++) {
      lines.push(`even${j} += ${cosine(q * j, fold)} * sum.x; odd${j} += ${sine(q * j, fold)} * sum.y;`);
    }
    lines.push('}');
  }
  for (let j = 0; j < fold; j++) {
    const [mirrored, sign] = j <= half ? [j, '-'] : [fold - j, '+'];
    lines.push(`write(row + ${j} * uniforms.stride, column,
      constant + uniforms.scale * (even${mirrored} ${sign} odd${mirrored}));`);
  }
  return lines.join('\n');
}

/** The same labels without a fold: `turn` of a label is where its root for frequency f is. */
function blockOfLabels(): string {
  const all = Array.from({ length: blockLength }, (_, j) => j);
  return /* wgsl */ `
    ${all.map((j) => `var sum${j} = 0.0; var turn${j} = 0; let step${j} = (${j} * uniforms.stride) % uniforms.numLabels;`).join('\n')}
    for (var f = 1; f <= uniforms.k; f++) {
      let t = turned(f, row, column);
      ${all
        .map(
          (j) => `turn${j} += step${j};
            if (turn${j} >= uniforms.numLabels) { turn${j} -= uniforms.numLabels; }
            sum${j} += t.x * roots[2 * turn${j}] - t.y * roots[2 * turn${j} + 1];`,
        )
        .join('\n')}
    }
    ${all
      .map(
        (j) => `if (row + ${j} * uniforms.stride < uniforms.numLabels) {
          write(row + ${j} * uniforms.stride, column, constant + uniforms.scale * sum${j});
        }`,
      )
      .join('\n')}
  `;
}

/** Transforms of length n₂ of the values at row, row + stride, …: the real parts of all frequencies, then the imaginary. */
function foldCode(fold: number, tables: Tables): string {
  const half = Math.floor(fold / 2);
  const lines: string[] = [];
  const value = (j: number): string =>
    `values[placeOf(row + ${j} * uniforms.stride) * uniforms.batch + column]`;
  for (let j = 0; j <= half; j++) {
    lines.push(`let value${j} = ${value(j)};`);
    const hasMirror = j !== 0 && 2 * j !== fold;
    lines.push(hasMirror ? `let mirror${j} = ${value(fold - j)};` : '');
    lines.push(`let even${j} = value${j}${hasMirror ? ` + mirror${j}` : ''};`);
    lines.push(`let odd${j} = ${hasMirror ? `value${j} - mirror${j}` : '0.0'};`);
  }
  const all = Array.from({ length: half + 1 }, (_, j) => j);
  for (let q = 0; q <= half; q++) {
    const real = all.map((j) => `${cosine(q * j, fold)} * even${j}`).join(' + ');
    const imaginary = all.map((j) => `${sine(q * j, fold)} * odd${j}`).join(' + ');
    lines.push(`result[(${2 * q} * uniforms.stride + row) * uniforms.batch + column] = ${real};`);
    lines.push(`result[(${2 * q + 1} * uniforms.stride + row) * uniforms.batch + column] = ${imaginary};`);
  }
  return /* wgsl */ `
    ${placeCode(tables)}
    fn main(index : i32) {
      let column = index % uniforms.batch;
      let row = index / uniforms.batch;
      if (row >= uniforms.stride) { return; }
      ${lines.join('\n')}
    }
  `;
}

/** Per frequency f and column: the sum over rows of e^(2πi f row/n) times the folded value of f mod n₂. */
function sumsCode(fold: number, tables: Tables): string {
  const read =
    fold === 1
      ? 'let value = vec2<f32>(values[placeOf(row) * uniforms.batch + column], 0.0);'
      : `let value = vec2<f32>(
          values[(2 * q * uniforms.stride + row) * uniforms.batch + column],
          sign * values[((2 * q + 1) * uniforms.stride + row) * uniforms.batch + column]);`;
  return /* wgsl */ `
    ${placeCode(tables)}
    var<workgroup> sums : array<vec2<f32>, ${lanes * splits}>;
    fn main(index : i32) {
      let blocks = (uniforms.batch + ${lanes - 1}) / ${lanes};
      let group = index / ${lanes * splits};
      let f = group / blocks;
      let lane = i32(localIndex) % ${lanes};
      let column = (group % blocks) * ${lanes} + lane;
      var q = f % ${fold};
      var sign = 1.0;
      if (2 * q > ${fold}) { q = ${fold} - q; sign = -1.0; }
      var sum = vec2<f32>(0.0);
      if (f <= uniforms.k && column < uniforms.batch) {
        for (var row = i32(localIndex) / ${lanes}; row < uniforms.stride; row += ${splits}) {
          ${read}
          let at = 2 * ((f * row) % uniforms.numLabels);
          let c = roots[at];
          let s = roots[at + 1];
          sum += vec2<f32>(c * value.x - s * value.y, c * value.y + s * value.x);
        }
      }
      sums[localIndex] = sum;
      for (var half = ${(lanes * splits) / 2}u; half >= ${lanes}u; half /= 2u) {
        workgroupBarrier();
        if (localIndex < half) { sums[localIndex] += sums[localIndex + half]; }
      }
      if (localIndex >= ${lanes}u || f > uniforms.k || column >= uniforms.batch) { return; }
      let total = sums[localIndex];
      if (f == 0) {
        result[column] = uniforms.first * total.x;
      } else {
        result[(2 * f - 1) * uniforms.batch + column] = uniforms.scale * total.x;
        result[2 * f * uniforms.batch + column] = uniforms.scale * total.y;
      }
    }
  `;
}

function placeCode({ labelAt }: Tables): string {
  return `fn placeOf(row : i32) -> i32 { return ${labelAt === undefined ? 'row' : 'labelAt[row]'}; }`;
}

function tensorsOf({ roots, labelAt }: Tables): TensorInfo[] {
  return [roots, labelAt].filter((tensor) => tensor !== undefined);
}

function shared(
  purpose: string,
  inputNames: readonly string[],
  { roots, labelAt }: Tables,
  numGroups: number,
): Omit<WebgpuProgram, 'outputShape' | 'getUserCode'> {
  return {
    shaderKey: `sbnDft-${purpose}${labelAt === undefined ? '' : '-permuted'}`,
    variableNames: [
      ...inputNames,
      ...(roots === undefined ? [] : ['roots']),
      ...(labelAt === undefined ? [] : ['labelAt']),
    ],
    uniforms: 'numLabels : i32, k : i32, batch : i32, stride : i32, first : f32, scale : f32, ',
    workgroupSize: [workgroupSize, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [numGroups, 1, 1],
  };
}

function uniformsOf(numLabels: number, k: number, batch: number, stride: number): WebgpuUniforms {
  return [
    ...[numLabels, k, batch, stride].map((value) => ({ type: 'int32' as const, data: [value] })),
    ...[Math.sqrt(1 / numLabels), Math.sqrt(2 / numLabels)].map((value) => ({
      type: 'float32' as const,
      data: [value],
    })),
  ];
}

function cosine(turn: number, length: number): string {
  return literal(Math.cos((2 * Math.PI * (turn % length)) / length));
}

function sine(turn: number, length: number): string {
  return literal(Math.sin((2 * Math.PI * (turn % length)) / length));
}

/** Exact zeros and ones let the compiler leave products out. */
function literal(value: number): string {
  const rounded = Math.abs(value - Math.round(value)) < 1e-15 ? Math.round(value) : value;
  return `(${rounded.toFixed(12)})`;
}
