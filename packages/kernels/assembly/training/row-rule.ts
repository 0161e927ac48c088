// What becomes of the rows of learned label weights before they meet the coefficients.
import { madd } from '../simd/madd';
import { panelOffset, sumOfRow } from './rows';
import { BatchShape } from './structs';

/** z = w·h (+ b). */
export const free: i32 = 0;
/** z = w·h - ½|w|²: the bias that lets every label win. */
export const preventing: i32 = 1;
/** z = (w / |w|)·h. */
export const unit: i32 = 2;

/**
 * The numbers that a rule needs of the rows of a block: -½|w|² or 1/|w|.
 *
 * @param weights rows of `rowBytes`, of which padding is 0
 * @param numbers where to put them
 */
export function numbersOfRows(rule: i32, weights: usize, rowBytes: usize, rows: i32, numbers: usize): void {
  for (let row: i32 = 0; row < rows; row++) {
    const square = dot(weights, weights, rowBytes);
    // A row of zeros has no direction: it stays zeros.
    const inverse: f32 = square == 0 ? 0 : 1 / sqrt<f32>(square);
    store<f32>(numbers + (<usize>row << 2), rule == preventing ? -0.5 * square : inverse);
    weights += rowBytes;
  }
}

/** Multiplies each row of a block's panels by its number. */
export function scaleRows(batch: BatchShape, numbers: usize, rows: i32, panels: usize): void {
  for (let p: i32 = 0; p < batch.panels16 + batch.panels4; p++) {
    const rowBytes: usize = p < batch.panels16 ? 64 : 16;
    let at = panels + panelOffset(batch, p, rows);
    for (let row: i32 = 0; row < rows; row++) {
      const factor = v128.load32_splat(numbers + (<usize>row << 2));
      for (const end = at + rowBytes; at < end; at += 16) v128.store(at, f32x4.mul(factor, v128.load(at)));
    }
  }
}

/**
 * Makes the gradient by the rows themselves of dZ Xᵀ.
 *
 * @param dz panels of the block, which {@link scaleRows} has scaled where the rows are unit ones
 */
export function gradientThroughRule(
  rule: i32,
  batch: BatchShape,
  weights: usize,
  rowBytes: usize,
  rows: i32,
  numbers: usize,
  dz: usize,
  gradient: usize,
): void {
  for (let row: i32 = 0; row < rows; row++) {
    let factor: f32;
    if (rule == preventing) {
      factor = -sumOfRow(batch, dz, rows, row);
    } else {
      // What is along the row does not turn it.
      const inverse = load<f32>(numbers + (<usize>row << 2));
      factor = -dot(weights, gradient, rowBytes) * inverse * inverse;
    }
    const factors = f32x4.splat(factor);
    for (let at: usize = 0; at < rowBytes; at += 16) {
      v128.store(gradient + at, madd(factors, v128.load(weights + at), v128.load(gradient + at)));
    }
    weights += rowBytes;
    gradient += rowBytes;
  }
}

function dot(x: usize, y: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) sum = madd(v128.load(x + at), v128.load(y + at), sum);
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}
