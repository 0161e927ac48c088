// What a gradient does to a parameter. The arrays are read and written once, four entries at a time.
import { madd } from '../simd/madd';
import { UpdateRule } from './structs';

/** Frozen: there is no gradient to compute either. */
export const updateNone: i32 = 0;
export const updateAdam: i32 = 1;
export const updateSgd: i32 = 2;
/** The gradient is kept for later, because its norm over all parameters has to be known first. */
export const updateLater: i32 = 3;

/**
 * Applies a rule of kind Adam or SGD.
 *
 * @param count entries, a multiple of 4
 * @returns after SGD the largest absolute value, NaN when one is NaN; 0 after Adam, whose steps have a bound by themselves
 */
export function update(
  rule: UpdateRule,
  values: usize,
  first: usize,
  second: usize,
  gradient: usize,
  count: i32,
): f32 {
  if (rule.kind != updateAdam) return sgd(rule, values, gradient, count);
  adam(rule, values, first, second, gradient, count);
  return 0;
}

function adam(
  rule: UpdateRule,
  values: usize,
  first: usize,
  second: usize,
  gradient: usize,
  count: i32,
): void {
  const beta1 = f32x4.splat(rule.beta1);
  const gain1 = f32x4.splat(rule.gain1 * rule.gradientScale);
  const beta2 = f32x4.splat(rule.beta2);
  const gain2 = f32x4.splat(rule.gain2 * rule.gradientScale * rule.gradientScale);
  const secondScale = f32x4.splat(rule.secondScale);
  const epsilon = f32x4.splat(rule.epsilon);
  const rate = f32x4.splat(rule.rate);
  const keep = f32x4.splat(rule.keep);
  // Moments of parameters without gradient shrink step by step; as subnormal numbers they would make a step many times
  // slower. Adding this and taking it away again leaves 0 of all that is smaller than its last digit, and the rest as it is.
  const flush = f32x4.splat(1e-30);
  const bytes = <usize>count << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = v128.load(gradient + at);
    let m = madd(beta1, v128.load(first + at), f32x4.mul(gain1, g));
    let v = madd(beta2, v128.load(second + at), f32x4.mul(gain2, f32x4.mul(g, g)));
    m = f32x4.sub(f32x4.add(m, flush), flush);
    v = f32x4.sub(f32x4.add(v, flush), flush);
    v128.store(first + at, m);
    v128.store(second + at, v);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, secondScale)), epsilon);
    const change = f32x4.div(f32x4.mul(rate, m), root);
    v128.store(values + at, f32x4.sub(f32x4.mul(keep, v128.load(values + at)), change));
  }
}

function sgd(rule: UpdateRule, values: usize, gradient: usize, count: i32): f32 {
  const rate = f32x4.splat(rule.rate * rule.gradientScale);
  const keep = f32x4.splat(rule.keep);
  let largest = i32x4.splat(0);
  const bytes = <usize>count << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const change = f32x4.mul(rate, v128.load(gradient + at));
    const w = f32x4.sub(f32x4.mul(keep, v128.load(values + at)), change);
    v128.store(values + at, w);
    // As whole numbers, absolute values have the same order, with NaN above all: one instruction in place of seven.
    largest = i32x4.max_s(largest, f32x4.abs(w));
  }
  return largestLane(largest);
}

/** The sum of the squares of `count` numbers, a multiple of 4. */
export function sumOfSquares(at: usize, count: i32): f64 {
  let even = f64x2.splat(0);
  let odd = even;
  const end = at + (<usize>count << 2);
  for (; at < end; at += 16) {
    const x = v128.load(at);
    const low = f64x2.promote_low_f32x4(x);
    const high = f64x2.promote_low_f32x4(
      i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7),
    );
    even = f64x2.add(even, f64x2.mul(low, low));
    odd = f64x2.add(odd, f64x2.mul(high, high));
  }
  const total = f64x2.add(even, odd);
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

/** The largest of four lanes; NaN when one is NaN. */
export function largestLane(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}
