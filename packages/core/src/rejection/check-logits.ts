import { describeKind } from '../checks/check-integer.js';

/** Checks the shape of logits and that all are finite. */
export function checkLogits(
  place: string,
  logits: unknown,
  numRows: number,
  numLogits: number,
): asserts logits is Float32Array | Float64Array {
  if (!(logits instanceof Float32Array || logits instanceof Float64Array)) {
    throw new TypeError(
      `${place}: logits must be a Float32Array or a Float64Array, got ${describeKind(logits)}`,
    );
  }
  if (logits.length !== numRows * numLogits) {
    throw new RangeError(
      `${place}: ${numRows} rows of ${numLogits} logits need ${numRows * numLogits} numbers, got ${logits.length}`,
    );
  }
  for (let i = 0; i < logits.length; i++) {
    if (!Number.isFinite(logits[i])) {
      throw new RangeError(
        `${place}: logits must be finite, that of row ${Math.floor(i / numLogits)}, class ${i % numLogits} is ${logits[i]}`,
      );
    }
  }
}
