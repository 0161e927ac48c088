import type { KernelMemory } from '@sbn/kernels/training';
import type { Parameter } from '../../model/parameter.js';
import { padded } from './padded.js';

/** Where one parameter and what belongs to it lie in the kernels' memory: rows [rows][stride], padding 0. */
export interface ParameterArray {
  readonly parameter: Parameter;
  readonly rows: number;
  readonly cols: number;
  /** `cols` rounded up to 4; a bias is one row. */
  readonly stride: number;
  /** Address of the `Trained` struct. */
  readonly trained: number;
  /** Address of the `UpdateRule` struct. */
  readonly rule: number;
  readonly values: number;
  /** One address per slot of the optimiser. */
  readonly slots: readonly number[];
  /** Numbers of one of these arrays, padding included. */
  readonly length: number;
}

/** What {@link allocateParameter} needs to know. */
export interface ParameterArrayOptions {
  readonly parameter: Parameter;
  readonly numSlots: number;
  /** Whether to have room for a gradient of the whole array. */
  readonly keepsGradient: boolean;
}

/** A bias is one row; rows are padded to a multiple of 4. */
function layoutOf({ shape }: Parameter): {
  readonly rows: number;
  readonly cols: number;
  readonly stride: number;
} {
  const isMatrix = shape.length === 2;
  const cols = shape[isMatrix ? 1 : 0]!;
  return { rows: isMatrix ? shape[0]! : 1, cols, stride: padded(cols) };
}

/** Numbers that one array of a parameter takes, padding included. */
export function paddedLength(parameter: Parameter): number {
  const { rows, stride } = layoutOf(parameter);
  return rows * stride;
}

/** Gives a parameter its places; the slots are 0. */
export function allocateParameter(
  memory: KernelMemory,
  { parameter, numSlots, keepsGradient }: ParameterArrayOptions,
): ParameterArray {
  const { rows, cols, stride } = layoutOf(parameter);
  const length = rows * stride;
  const rule = memory.allocateStruct('UpdateRule');
  const trained = memory.allocateStruct('Trained');
  const values = memory.allocate(4 * length);
  const slots = Array.from({ length: numSlots }, () => memory.allocate(4 * length));
  const gradient = keepsGradient ? memory.allocate(4 * length) : 0;
  memory.writeStruct('Trained', trained, {
    values,
    first: slots[0] ?? 0,
    second: slots[1] ?? 0,
    gradient,
    rule,
  });
  return { parameter, rows, cols, stride, trained, rule, values, slots, length };
}

/**
 * Copies rows of `cols` numbers into an array with padding.
 *
 * @param placeOf the row of the array that each row goes to; its own number when left out
 */
export function writeRows(
  memory: KernelMemory,
  at: number,
  { rows, cols, stride, length }: ParameterArray,
  data: Float32Array,
  placeOf?: Uint32Array,
): void {
  const to = memory.floats(at, length);
  if (placeOf === undefined && stride === cols) {
    to.set(data);
    return;
  }
  for (let row = 0; row < rows; row++) {
    const place = placeOf === undefined ? row : placeOf[row]!;
    to.set(data.subarray(row * cols, (row + 1) * cols), place * stride);
  }
}

/**
 * The inverse of {@link writeRows}: the rows without padding, in their own order.
 *
 * @param data where to put them; a new array when left out
 */
export function readRows(
  memory: KernelMemory,
  at: number,
  { rows, cols, stride, length }: ParameterArray,
  placeOf?: Uint32Array,
  data: Float32Array = new Float32Array(rows * cols),
): Float32Array {
  const from = memory.floats(at, length);
  if (placeOf === undefined && stride === cols) {
    data.set(from);
    return data;
  }
  for (let row = 0; row < rows; row++) {
    const place = placeOf === undefined ? row : placeOf[row]!;
    data.set(from.subarray(place * stride, place * stride + cols), row * cols);
  }
  return data;
}
