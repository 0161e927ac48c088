import type { DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';

/**
 * A compute shader as the WebGPU backend of TensorFlow.js 4.22 runs it. The backend declares `result`, one array per
 * input (read only, named as in `variableNames`) and the struct `uniforms`, and calls `main` of the user code.
 */
export interface WebgpuProgram {
  /** Names the compiled shader: programs with the same key, types and ranks share it. */
  readonly shaderKey: string;
  readonly outputShape: number[];
  readonly variableNames: string[];
  /** WGSL fields that are appended to the struct `uniforms`. */
  readonly uniforms: string;
  readonly workgroupSize: [number, number, number];
  /** Which dimensions of the output lie along x; all of them: then `main` takes the index of the invocation. */
  readonly dispatchLayout: { readonly x: number[] };
  /** Workgroups; the backend folds a long x into y and z, so that there may be a few more than asked for. */
  readonly dispatch: [number, number, number];
  readonly getUserCode: () => string;
}

/** Values of a program's own uniforms, in the order of their fields. */
export type WebgpuUniforms = readonly {
  readonly type: 'int32' | 'uint32' | 'float32';
  readonly data: number[];
}[];

/** What our kernels need of the WebGPU backend of TensorFlow.js. */
export interface WebgpuBackend extends KernelBackend {
  runWebGPUProgram(
    program: WebgpuProgram,
    inputs: readonly TensorInfo[],
    outputType: DataType,
    uniforms?: WebgpuUniforms,
  ): TensorInfo;
}
