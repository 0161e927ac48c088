import { findBackend, getBackend, type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';
import type { EmbeddingTable } from '../encoders/embedding-table.js';

/** One trainable array of a model, under the name that checkpoints and parameter groups use. */
export interface Parameter {
  /** `encoder/…` or `head/…`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Number of entries. */
  readonly size: number;
  /** Where the entries live: a TensorFlow.js variable or an embedding table in host memory. */
  readonly storage:
    | { readonly kind: 'variable'; readonly variable: Variable }
    | { readonly kind: 'table'; readonly table: EmbeddingTable };
  /** A copy of the entries, row-major. */
  read(): Promise<Float32Array>;
  /** The entries, row-major, to be looked at once and not kept: no copy where the backend needs none. */
  look(): Promise<Float32Array>;
  /**
   * Overwrites the entries with a copy of `values`.
   *
   * @throws RangeError when their number differs
   */
  write(values: Float32Array): void;
  /**
   * Lets `write` overwrite all entries: in the memory where they are, as far as the backend allows it, so that a large
   * parameter does not exist twice.
   */
  fill(write: (entries: Float32Array) => void): void;
}

/** The parameter that a TensorFlow.js variable holds. */
export function variableParameter(name: string, variable: Variable): Parameter {
  return {
    name,
    shape: variable.shape,
    size: variable.size,
    storage: { kind: 'variable', variable },
    // The cpu backend hands out its own memory, which the next update must not change under the reader.
    read: async () => ((await variable.data()) as Float32Array).slice(),
    look: async () => (await variable.data()) as Float32Array,
    write: (values) => {
      checkSize(name, variable.size, values);
      assignValues(variable, values.slice());
    },
    fill: (write) => {
      const own = ownMemory(variable);
      if (own !== undefined) {
        write(own);
        return;
      }
      const values = new Float32Array(variable.size);
      write(values);
      assignValues(variable, values);
    },
  };
}

/** The parameter that an embedding table holds. */
export function tableParameter(name: string, table: EmbeddingTable): Parameter {
  return {
    name,
    shape: [table.numFeatures, table.dim],
    size: table.numFeatures * table.dim,
    storage: { kind: 'table', table },
    read: async () => table.read(),
    look: async () => table.read(),
    write: (values) => {
      checkSize(name, table.numFeatures * table.dim, values);
      table.write(values);
    },
    fill: (write) => {
      const values = new Float32Array(table.numFeatures * table.dim);
      write(values);
      table.write(values);
    },
  };
}

/**
 * Gives a variable a new tensor with `values`, which may become the tensor's own. A new tensor, and not new content of the old one: the wasm
 * backend keeps a packed copy of tensors it has multiplied by, and would go on using it.
 */
export function assignValues(variable: Variable, values: Float32Array): void {
  const fresh: Tensor = tensor(values, variable.shape, 'float32');
  variable.assign(fresh);
  fresh.dispose();
}

/** The memory of a variable that nobody else sees: on the cpu backend, which hands it out, when no clone shares it. */
function ownMemory(variable: Variable): Float32Array | undefined {
  if (getBackend() !== 'cpu' || findBackend('cpu').refCount(variable.dataId) !== 1) return undefined;
  return variable.dataSync() as Float32Array;
}

function checkSize(name: string, size: number, values: Float32Array): void {
  if (values.length !== size) {
    throw new RangeError(`parameter ${name}: expected ${size} numbers, got ${values.length}`);
  }
}
