import { wasmBase64 } from './generated/embedding-bag.js';
import { compileKernel, instantiateKernel } from './instantiate.js';

/** Sparse rows in the CSR layout; without `values` every entry is 1. */
export interface Bag {
  readonly numRows: number;
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  readonly values?: Float32Array | undefined;
}

/** The gradient of the table, only for the rows that the batch touched. */
export interface BagGradient {
  /** The touched rows of the table, in order of first appearance in the batch. */
  readonly features: Uint32Array;
  /** One row of `stride` numbers for each touched feature; a view that the next call overwrites. */
  readonly rows: Float32Array;
}

/** An embedding table in WebAssembly memory with its forward sum and its adjoint, in float32. */
export interface EmbeddingBag {
  readonly numFeatures: number;
  readonly dim: number;
  /** Numbers from one row of the table to the next: `dim` rounded up to a multiple of 4. */
  readonly stride: number;
  /**
   * The table, row-major [numFeatures, stride], as a live view: write it to change the embedding. Read the property
   * anew after each call below, because a larger batch may move the memory. The padding must stay 0.
   */
  readonly table: Float32Array;
  /**
   * out[r] = sum over the entries (f, v) of row r of v * table[f].
   *
   * @returns row-major [numRows, stride], a view that the next call overwrites
   * @throws RangeError when a feature is out of range or the layout is inconsistent
   */
  forward(bag: Bag): Float32Array;
  /**
   * The gradient of the table for a gradient of {@link forward}'s result.
   *
   * @param upstream row-major [numRows, stride]
   */
  gradient(bag: Bag, upstream: Float32Array): BagGradient;
}

const pageBytes = 65536;
let compiled: WebAssembly.Module | undefined;

/**
 * Allocates an embedding table of zeros.
 *
 * @param options.numFeatures rows of the table
 * @param options.dim width of an embedding
 * @throws RangeError when a size is not an integer ≥ 1, or the table does not fit in one WebAssembly memory (4 GiB)
 */
export function createEmbeddingBag(options: {
  readonly numFeatures: number;
  readonly dim: number;
}): EmbeddingBag {
  const { numFeatures, dim } = options;
  for (const [name, value] of Object.entries({ numFeatures, dim })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`createEmbeddingBag: ${name} must be an integer >= 1, got ${value}`);
    }
  }
  const stride = Math.ceil(dim / 4) * 4;
  const tableBytes = numFeatures * stride * 4;
  if (tableBytes > 0xf0000000) {
    throw new RangeError(
      `createEmbeddingBag: a ${numFeatures} x ${dim} float32 table does not fit in one WebAssembly memory (4 GiB)`,
    );
  }
  const memory = new WebAssembly.Memory({ initial: Math.ceil(tableBytes / pageBytes) });
  compiled ??= compileKernel(wasmBase64);
  const kernel = instantiateKernel(compiled, memory);
  // Where each feature stands among the touched ones of the current batch; 0 = untouched, else slot + 1.
  const slotOfFeature = new Uint32Array(numFeatures);

  /** Lays arrays out after the table, growing the memory when needed, and returns their addresses. */
  const place = (...byteLengths: number[]): number[] => {
    const addresses: number[] = [];
    let end = tableBytes;
    for (const bytes of byteLengths) {
      addresses.push(end);
      end += Math.ceil(bytes / 16) * 16;
    }
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return addresses;
  };
  const writeUint32 = (at: number, source: Uint32Array): void =>
    new Uint32Array(memory.buffer, at, source.length).set(source);
  const writeValues = (at: number, bag: Bag): void => {
    const view = new Float32Array(memory.buffer, at, bag.indices.length);
    if (bag.values === undefined) view.fill(1);
    else view.set(bag.values);
  };

  return {
    numFeatures,
    dim,
    stride,
    get table() {
      return new Float32Array(memory.buffer, 0, numFeatures * stride);
    },
    forward: (bag) => {
      checkBag(bag, numFeatures);
      const entries = bag.indices.length * 4;
      const outBytes = bag.numRows * stride * 4;
      const [offsets, features, values, out] = place(bag.offsets.length * 4, entries, entries, outBytes);
      writeUint32(offsets!, bag.offsets);
      writeUint32(features!, bag.indices);
      writeValues(values!, bag);
      kernel.bagForward!(0, offsets!, features!, values!, out!, bag.numRows, stride);
      return new Float32Array(memory.buffer, out!, bag.numRows * stride);
    },
    gradient: (bag, upstream) => {
      checkBag(bag, numFeatures);
      if (upstream.length !== bag.numRows * stride) {
        throw new RangeError(
          `EmbeddingBag.gradient: upstream must have ${bag.numRows} x ${stride} entries, got ${upstream.length}`,
        );
      }
      const entries = bag.indices.length;
      const slots = new Uint32Array(entries);
      const touched = new Uint32Array(entries);
      let numTouched = 0;
      for (let entry = 0; entry < entries; entry++) {
        const feature = bag.indices[entry]!;
        if (slotOfFeature[feature] === 0) {
          touched[numTouched++] = feature;
          slotOfFeature[feature] = numTouched;
        }
        slots[entry] = slotOfFeature[feature]! - 1;
      }
      const features = touched.slice(0, numTouched);
      for (const feature of features) slotOfFeature[feature] = 0;
      const [offsetsAt, slotsAt, valuesAt, upstreamAt, gradientAt] = place(
        bag.offsets.length * 4,
        entries * 4,
        entries * 4,
        upstream.length * 4,
        numTouched * stride * 4,
      );
      writeUint32(offsetsAt!, bag.offsets);
      writeUint32(slotsAt!, slots);
      writeValues(valuesAt!, bag);
      new Float32Array(memory.buffer, upstreamAt, upstream.length).set(upstream);
      const rows = new Float32Array(memory.buffer, gradientAt, numTouched * stride).fill(0);
      kernel.bagGradient!(upstreamAt!, offsetsAt!, slotsAt!, valuesAt!, gradientAt!, bag.numRows, stride);
      return { features, rows };
    },
  };
}

/** The kernels read and write by address, so nothing may point outside the table. */
function checkBag(bag: Bag, numFeatures: number): void {
  const { numRows, offsets, indices, values } = bag;
  if (offsets.length !== numRows + 1 || offsets[0] !== 0 || offsets[numRows] !== indices.length) {
    throw new RangeError(
      `EmbeddingBag: offsets must be ${numRows + 1} positions from 0 to ${indices.length}, got ${offsets.length} from ${offsets[0]} to ${offsets[offsets.length - 1]}`,
    );
  }
  for (let row = 0; row < numRows; row++) {
    if (offsets[row]! > offsets[row + 1]!) {
      throw new RangeError(`EmbeddingBag: offsets must not decrease, but row ${row} ends before it starts`);
    }
  }
  if (values !== undefined && values.length !== indices.length) {
    throw new RangeError(`EmbeddingBag: ${indices.length} entries need as many values, got ${values.length}`);
  }
  for (let entry = 0; entry < indices.length; entry++) {
    if (indices[entry]! >= numFeatures) {
      throw new RangeError(
        `EmbeddingBag: feature ${indices[entry]} at entry ${entry} is not in [0, ${numFeatures})`,
      );
    }
  }
}
