import type { TensorRuntime } from '@sbn/kernels/tensor-kernels';
import {
  type DataId,
  type DataType,
  engine,
  type KernelBackend,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/** What we use of the backend object of @tensorflow/tfjs-backend-wasm 4.22, most of which its types leave out. */
export interface WasmBackend extends KernelBackend {
  readonly wasm: EmscriptenModule;
  readonly dataIdMap: { get(dataId: DataId): HeapData };
  makeOutput(
    shape: readonly number[],
    dtype: DataType,
    memoryOffset?: number,
    values?: ArrayBufferView,
  ): TensorInfo;
  refCount(dataId: DataId): number;
  incRef(dataId: DataId): void;
  readSync(dataId: DataId): Float32Array | Int32Array | Uint8Array;
  disposeData(dataId: DataId, force?: boolean): boolean;
}

interface HeapData {
  readonly id: number;
  readonly memoryOffset: number;
  readonly shape: readonly number[];
}

/** A WebAssembly.Memory. */
type WasmMemory = TensorRuntime['memory'];

interface EmscriptenModule {
  readonly HEAPU8: Uint8Array;
  /** Only the threaded build tells its memory by name. */
  readonly wasmMemory?: WasmMemory;
  readonly asm: Readonly<Record<string, unknown>>;
  _malloc(bytes: number): number;
  _free(address: number): void;
  readonly tfjs: {
    disposeData(id: number): void;
    registerTensor(id: number, size: number, address: number): void;
  };
}

/** The wasm backend, if it has been started. (`findBackend` would begin to start it.) */
export function startedWasmBackend(): WasmBackend | undefined {
  return engine().registry.wasm as WasmBackend | undefined;
}

/** The memory in which the backend keeps all tensors. */
export function heapOf({ wasm }: WasmBackend): WasmMemory {
  const memory = wasm.wasmMemory ?? Object.values(wasm.asm).find(isMemory);
  if (memory === undefined || memory.buffer !== wasm.HEAPU8.buffer) {
    throw new Error(
      'the memory of the wasm backend is not where @tensorflow/tfjs-backend-wasm 4.22 keeps it: install that version',
    );
  }
  return memory;
}

function isMemory(member: unknown): member is WasmMemory {
  return Object.prototype.toString.call(member) === '[object WebAssembly.Memory]';
}

/** Where the entries of a tensor start. */
export function addressOf(backend: WasmBackend, { dataId }: Pick<TensorInfo, 'dataId'>): number {
  return backend.dataIdMap.get(dataId).memoryOffset >>> 0;
}

/** A new tensor on the heap, its entries undefined. */
export function makeTensor(backend: WasmBackend, shape: readonly number[]): TensorInfo {
  return backend.makeOutput([...shape], 'float32');
}

/** A new tensor on the heap, its entries 0. */
export function makeZeros(backend: WasmBackend, shape: readonly number[]): TensorInfo {
  const made = makeTensor(backend, shape);
  entriesOf(backend, made).fill(0);
  return made;
}

/** The entries of a float32 tensor, in place. The view is good until memory is allocated. */
export function entriesOf(backend: WasmBackend, tensor: Pick<TensorInfo, 'dataId' | 'shape'>): Float32Array {
  const size = tensor.shape.reduce((product, length) => product * length, 1);
  return new Float32Array(backend.wasm.HEAPU8.buffer, addressOf(backend, tensor), size);
}

/** The same entries under another shape. */
export function sameEntries(
  backend: WasmBackend,
  { dataId, dtype }: TensorInfo,
  shape: readonly number[],
): TensorInfo {
  backend.incRef(dataId);
  return { dataId, dtype, shape: [...shape] };
}

/**
 * Tells the backend that the entries of a tensor are about to be written in place. XNNPACK keeps packed copies of
 * operands (filters, the right side of its own products) for as long as it knows the tensor's number, and would go on
 * computing with them.
 */
export function forgetPackedCopies(backend: WasmBackend, { dataId, shape }: TensorInfo): void {
  const { id, memoryOffset } = backend.dataIdMap.get(dataId);
  const size = shape.reduce((product, length) => product * length, 1);
  backend.wasm.tfjs.disposeData(id);
  backend.wasm.tfjs.registerTensor(id, size, memoryOffset);
}
