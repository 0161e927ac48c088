import { wasmBase64 } from './generated/row-factor.js';
import { compileKernel, instantiateKernel } from './instantiate.js';

/**
 * A growing list of vectors in R^D, and an orthogonal factorisation of some of them (the chosen ones, always linearly
 * independent): what an active-set method works with. Float64, in WebAssembly memory of its own.
 *
 * The factorisation is a full orthonormal basis of R^D whose first vectors span the chosen rows, and the triangle that
 * expresses the rows in it; it is updated by a reflection when a row is appended and by plane rotations when one is
 * removed, both O(D^2). Source: Gill, Golub, Murray, Saunders, "Methods for modifying matrix factorizations",
 * Mathematics of Computation 28 (1974).
 */
export interface RowFactor {
  readonly dimension: number;
  /** How many rows the list holds. */
  readonly count: number;
  /** How many rows are chosen. */
  readonly chosen: number;
  /** The part of the last projected vector that is orthogonal to the chosen rows: D numbers, overwritten by every call. */
  readonly rest: Float64Array;
  /** The numbers that combine the chosen rows to the other part: the first `chosen` count, overwritten by every call. */
  readonly coefficients: Float64Array;
  /** Puts a vector of D numbers at the end of the list and returns its number. */
  add(row: ArrayLike<number>): number;
  /** Forgets all rows of the list but these (increasing), which become rows 0, 1, 2, …; the factorisation stays. */
  retain(rows: readonly number[]): void;
  /** Copies a row of the list. */
  row(index: number): Float64Array;
  /** All rows times x: `count` numbers, as a view that the next call overwrites. */
  multiply(x: ArrayLike<number>): Float64Array;
  /** The first `length` of `rows` times x, in their order; no more than there is room for in the list. */
  multiplyAt(rows: Uint32Array, length: number, x: ArrayLike<number>): Float64Array;
  /** Splits a row of the list into `rest` and `coefficients`. Returns ‖rest‖². */
  project(row: number): number;
  /** Splits any vector of D numbers likewise. */
  projectVector(vector: ArrayLike<number>): number;
  /** Splits the vector that was projected last anew after one `remove`: cheaper than from scratch. */
  reproject(): number;
  /** Chooses the vector that was projected last. Its rest must not be zero: that is not checked. */
  append(): void;
  /** Takes the `index`-th of the chosen rows out. */
  remove(index: number): void;
  /** Chooses no row. */
  clear(): void;
  /**
   * The point nearest to `center` where the chosen rows have the given products:
   * point = center + Σ_i multipliers[i] row_i. Both results are views that the next call of any method overwrites.
   */
  nearest(
    center: ArrayLike<number>,
    targets: ArrayLike<number>,
  ): { readonly point: Float64Array; readonly multipliers: Float64Array };
}

const pageBytes = 65536;
let compiled: WebAssembly.Module | undefined;

/**
 * Makes an empty list and factorisation.
 *
 * @param dimension D >= 1
 * @throws RangeError when the dimension is no positive integer; also, from `add`, when memory is exhausted (4 GiB)
 */
export function createRowFactor(dimension: number): RowFactor {
  if (!Number.isInteger(dimension) || dimension < 1) {
    throw new RangeError(`createRowFactor: dimension must be an integer >= 1, got ${dimension}`);
  }
  compiled ??= compileKernel(wasmBase64);
  const stride = dimension + (dimension & 1);
  const rowBytes = stride * 8;
  // Fixed areas first, then room for products and row numbers, then the rows, which grow at the end.
  const basisAt = 0;
  const triangleAt = basisAt + dimension * rowBytes;
  const vectorAt = triangleAt + dimension * rowBytes;
  const productsAt = vectorAt + rowBytes;
  const restAt = productsAt + rowBytes;
  const coefficientsAt = restAt + rowBytes;
  const rotationsAt = coefficientsAt + rowBytes;
  const targetsAt = rotationsAt + 2 * rowBytes;
  const multipliersAt = targetsAt + rowBytes;
  const pointAt = multipliersAt + rowBytes;
  const rowsAt = pointAt + rowBytes;
  let capacity = 4 * dimension + 64;
  const pagesFor = (rows: number): number => Math.ceil((rowsAt + rows * (rowBytes + 16)) / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pagesFor(capacity) });
  const kernel = instantiateKernel(compiled, memory);
  const { project, reproject } = kernel as unknown as Record<string, (...args: number[]) => number>;
  const view = (at: number, length: number): Float64Array => new Float64Array(memory.buffer, at, length);
  const openViews = () => {
    const outAt = rowsAt + capacity * rowBytes;
    return {
      basis: view(basisAt, dimension * stride),
      vector: view(vectorAt, dimension),
      rest: view(restAt, dimension),
      coefficients: view(coefficientsAt, dimension),
      targets: view(targetsAt, dimension),
      multipliers: view(multipliersAt, dimension),
      point: view(pointAt, dimension),
      rows: view(rowsAt, capacity * stride),
      out: view(outAt, capacity),
      indices: new Uint32Array(memory.buffer, outAt + capacity * 8, capacity),
      outAt,
      indicesAt: outAt + capacity * 8,
    };
  };
  let views = openViews();
  let count = 0;
  let chosen = 0;
  let restSquare = 0;
  const grow = (): void => {
    memory.grow(Math.max(0, pagesFor(2 * capacity) - memory.buffer.byteLength / pageBytes));
    capacity *= 2;
    views = openViews();
  };
  const projectAt = (at: number): number => {
    restSquare = project!(
      basisAt,
      triangleAt,
      at,
      productsAt,
      restAt,
      coefficientsAt,
      chosen,
      dimension,
      stride,
    );
    return restSquare;
  };
  const clear = (): void => {
    chosen = 0;
    views.basis.fill(0);
    for (let j = 0; j < dimension; j++) views.basis[j * stride + j] = 1;
  };
  clear();
  const checkRow = (method: string, row: number | undefined): void => {
    if (!(row! >= 0 && row! < count && Number.isInteger(row))) {
      throw new RangeError(`RowFactor.${method}: the list has ${count} rows, and none is ${row}`);
    }
  };
  const checkVector = (method: string, { length }: ArrayLike<number>): void => {
    if (length !== dimension) {
      throw new RangeError(`RowFactor.${method}: expected ${dimension} numbers, got ${length}`);
    }
  };
  return {
    dimension,
    get count() {
      return count;
    },
    get chosen() {
      return chosen;
    },
    get rest() {
      return views.rest;
    },
    get coefficients() {
      return views.coefficients;
    },
    add: (row) => {
      checkVector('add', row);
      if (count === capacity) grow();
      const at = count * stride;
      views.rows.set(row, at);
      if (stride > dimension) views.rows[at + dimension] = 0;
      return count++;
    },
    retain: (kept) => {
      kept.forEach((from, k) => {
        checkRow('retain', from);
        if (k > 0 && !(from > kept[k - 1]!)) throw new RangeError('RowFactor.retain: rows must increase');
      });
      kept.forEach((from, to) => {
        views.rows.copyWithin(to * stride, from * stride, (from + 1) * stride);
      });
      count = kept.length;
    },
    row: (index) => {
      checkRow('row', index);
      return views.rows.slice(index * stride, index * stride + dimension);
    },
    multiply: (x) => {
      checkVector('multiply', x);
      views.vector.set(x);
      kernel.rowProducts!(rowsAt, vectorAt, views.outAt, count, stride);
      return views.out.subarray(0, count);
    },
    multiplyAt: (rows, length, x) => {
      checkVector('multiplyAt', x);
      if (!(length >= 0 && length <= capacity)) {
        throw new RangeError(`RowFactor.multiplyAt: length must be in [0, ${capacity}], got ${length}`);
      }
      views.vector.set(x);
      for (let i = 0; i < length; i++) {
        checkRow('multiplyAt', rows[i]);
        views.indices[i] = rows[i]!;
      }
      kernel.rowProductsAt!(rowsAt, vectorAt, views.outAt, views.indicesAt, length, stride);
      return views.out.subarray(0, length);
    },
    project: (row) => {
      checkRow('project', row);
      return projectAt(rowsAt + row * rowBytes);
    },
    projectVector: (vector) => {
      checkVector('projectVector', vector);
      views.vector.set(vector);
      return projectAt(vectorAt);
    },
    append: () => {
      if (chosen === dimension) {
        throw new RangeError(`RowFactor.append: ${dimension} rows are chosen, as many as can be independent`);
      }
      kernel.append!(basisAt, triangleAt, productsAt, restAt, restSquare, chosen, dimension, stride);
      chosen++;
    },
    remove: (index) => {
      if (!(index >= 0 && index < chosen && Number.isInteger(index))) {
        throw new RangeError(`RowFactor.remove: ${chosen} rows are chosen, and none is number ${index}`);
      }
      kernel.remove!(basisAt, triangleAt, rotationsAt, productsAt, index, chosen, stride);
      chosen--;
    },
    reproject: () => {
      restSquare = reproject!(
        basisAt,
        triangleAt,
        productsAt,
        restAt,
        coefficientsAt,
        chosen,
        dimension,
        stride,
      );
      return restSquare;
    },
    clear,
    nearest: (center, targets) => {
      checkVector('nearest', center);
      if (targets.length < chosen || targets.length > dimension) {
        throw new RangeError(
          `RowFactor.nearest: expected ${chosen} to ${dimension} targets, got ${targets.length}`,
        );
      }
      views.vector.set(center);
      views.targets.set(targets);
      kernel.nearest!(
        basisAt,
        triangleAt,
        vectorAt,
        targetsAt,
        productsAt,
        multipliersAt,
        pointAt,
        chosen,
        stride,
      );
      return { point: views.point, multipliers: views.multipliers };
    },
  };
}
