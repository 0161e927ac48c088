import type { SharedMatrix } from '@sbn/kernels';
import type { DetectorSettings } from '../detector/detector-core.js';
import type { OutputRule } from '../layer/output-rule.js';
import type { PreparedSet } from './prepare-item.js';
import type { Task } from './task.js';

/** What a worker thread gets when it starts. The weights are shared, everything else is copied. */
export interface WorkerStart {
  /** The weights in the kernel's memory, with the work area this thread may use; or, where there is none, */
  readonly shared: { readonly matrix: SharedMatrix; readonly slot: number | undefined } | undefined;
  /** the weights in plain shared memory. */
  readonly plain: Float64Array | undefined;
  readonly numLabels: number;
  readonly dim: number;
  readonly bias: Float64Array | undefined;
  readonly rule: OutputRule;
  readonly settings: DetectorSettings;
  readonly task: Task;
}

/** One label set to work on. */
export interface WorkerRequest {
  readonly index: number;
  readonly set: PreparedSet;
}

/** What came of it. */
export type WorkerResponse =
  | { readonly index: number; readonly result: unknown }
  | { readonly index: number; readonly error: unknown };
