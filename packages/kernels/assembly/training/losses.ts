// The losses of @sbn/heads on logits, entry by entry, with their derivatives (the formulas, with their sources, are in the
// doc comments of sigmoidCrossEntropy, focalLoss and asymmetricLoss there). All are finite for any finite logit.
import { madd } from '../simd/madd';
import { exponential, logarithm, logarithmOfOnePlus, power } from '../simd/math';
import { LossRule } from './structs';

/** softplus(z) - y z. */
const crossEntropy: i32 = 0;
/** Cross entropy times p^γ; asymmetric loss without a margin is this too. */
const focused: i32 = 1;
/** Asymmetric loss with a probability margin for inactive labels. */
const shifted: i32 = 2;

// What the functions below compute of four logits at once. Globals, because a wasm function gives back one value at little
// cost and two only through memory; every thread has its own instance.
let value: v128 = f32x4.splat(0);
let derivative: v128 = f32x4.splat(0);

/** The loss of four logits with the target of an inactive label. */
// @ts-ignore: decorator
@inline
function inactiveEntries(z: v128, rule: LossRule, kind: i32): void {
  const one = f32x4.splat(1);
  const e = exponential(v128.or(z, i32x4.splat(<i32>0x80000000)));
  const larger = f32x4.div(one, f32x4.add(one, e));
  const smaller = f32x4.mul(e, larger);
  const isPositive = f32x4.gt(z, f32x4.splat(0));
  const p = v128.bitselect(larger, smaller, isPositive);
  const log = logarithmOfOnePlus(e);
  const softplus = f32x4.add(f32x4.pmax(z, f32x4.splat(0)), log);
  const target = rule.inactiveTarget;
  if (kind == crossEntropy) {
    value = softplus;
    derivative = p;
    if (target != 0) {
      value = f32x4.sub(value, f32x4.mul(f32x4.splat(target), z));
      derivative = f32x4.sub(derivative, f32x4.splat(target));
    }
    return;
  }
  const notP = v128.bitselect(smaller, larger, isPositive);
  asInactive(rule, kind, p, notP, softplus);
  if (target != 0) {
    const share = f32x4.splat(1 - target);
    const ownValue = f32x4.mul(share, value);
    const ownDerivative = f32x4.mul(share, derivative);
    asActive(rule, p, notP, f32x4.add(f32x4.pmax(f32x4.neg(z), f32x4.splat(0)), log));
    value = f32x4.add(ownValue, f32x4.mul(f32x4.splat(target), value));
    derivative = f32x4.add(ownDerivative, f32x4.mul(f32x4.splat(target), derivative));
  }
}

/** The loss of four logits with the target of an active label. */
function activeEntries(z: v128, rule: LossRule): void {
  const one = f32x4.splat(1);
  const e = exponential(v128.or(z, i32x4.splat(<i32>0x80000000)));
  const larger = f32x4.div(one, f32x4.add(one, e));
  const smaller = f32x4.mul(e, larger);
  const isPositive = f32x4.gt(z, f32x4.splat(0));
  const p = v128.bitselect(larger, smaller, isPositive);
  const notP = v128.bitselect(smaller, larger, isPositive);
  const log = logarithmOfOnePlus(e);
  const softplusOfMinus = f32x4.add(f32x4.pmax(f32x4.neg(z), f32x4.splat(0)), log);
  const target = rule.activeTarget;
  asActive(rule, p, notP, softplusOfMinus);
  if (target != 1) {
    const ownValue = f32x4.mul(f32x4.splat(target), value);
    const ownDerivative = f32x4.mul(f32x4.splat(target), derivative);
    asInactive(rule, rule.kind, p, notP, f32x4.add(f32x4.pmax(z, f32x4.splat(0)), log));
    value = f32x4.add(ownValue, f32x4.mul(f32x4.splat(1 - target), value));
    derivative = f32x4.add(ownDerivative, f32x4.mul(f32x4.splat(1 - target), derivative));
  }
}

/** y = 1: q^γ softplus(-z) with q = 1 - p; -q^γ (γ p softplus(-z) + q). */
function asActive(rule: LossRule, p: v128, notP: v128, softplusOfMinus: v128): void {
  const gamma = rule.gammaPositive;
  const factor = f32x4.mul(f32x4.splat(rule.positiveFactor), power(notP, gamma));
  value = f32x4.mul(factor, softplusOfMinus);
  const slope = f32x4.add(f32x4.mul(f32x4.mul(p, softplusOfMinus), f32x4.splat(gamma)), notP);
  derivative = f32x4.neg(f32x4.mul(factor, slope));
}

/** y = 0: p^γ softplus(z) and its derivative; with a margin m, p is replaced by max(p - m, 0). */
function asInactive(rule: LossRule, kind: i32, p: v128, notP: v128, softplus: v128): void {
  const gamma = rule.gammaNegative;
  const gammas = f32x4.splat(gamma);
  if (kind != shifted) {
    const factor = f32x4.mul(f32x4.splat(rule.negativeFactor), power(p, gamma));
    value = f32x4.mul(factor, softplus);
    derivative = f32x4.mul(factor, f32x4.add(f32x4.mul(f32x4.mul(notP, softplus), gammas), p));
    return;
  }
  const margin = f32x4.splat(rule.clip);
  const excess = f32x4.sub(p, margin);
  const q = f32x4.pmax(excess, f32x4.splat(0));
  const rest = f32x4.pmin(f32x4.add(notP, margin), f32x4.splat(1));
  const minusLog = f32x4.neg(logarithm(rest));
  const factor = power(q, gamma);
  value = f32x4.mul(factor, minusLog);
  const ratio = f32x4.div(minusLog, f32x4.pmax(q, f32x4.splat(1e-30)));
  const slope = f32x4.add(f32x4.mul(ratio, gammas), f32x4.div(f32x4.splat(1), rest));
  const product = f32x4.mul(f32x4.mul(factor, slope), f32x4.mul(p, notP));
  derivative = v128.and(product, f32x4.gt(excess, f32x4.splat(0)));
}

/**
 * Products of subnormal numbers take a hundred times as long as others, and a derivative below 1e-30 changes nothing: to 0.
 */
// @ts-ignore: decorator
@inline
function withoutTiny(x: v128): v128 {
  return v128.and(x, f32x4.gt(f32x4.abs(x), f32x4.splat(1e-30)));
}

/**
 * Replaces the logits of a block by the derivative of the loss, as if no label were active.
 *
 * @param z one panel [rows][lanes], lanes 16 or 4
 * @param labelWeights the factors of the rows, or 0
 * @param filled of the last four lanes, how many have an example (1 to 4); the others get 0
 * @returns sum of the losses times their factors, without `scale`
 */
export function lossOfPanel(
  z: usize,
  rows: i32,
  lanes: i32,
  filled: i32,
  rule: LossRule,
  labelWeights: usize,
): f64 {
  const rowBytes = <usize>lanes << 2;
  if (labelWeights == 0) return lossOfStretch(z, z + <usize>rows * rowBytes, filled, rule, 1);
  let total: f64 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const from = z + <usize>row * rowBytes;
    total += lossOfStretch(from, from + rowBytes, filled, rule, load<f32>(labelWeights + (<usize>row << 2)));
  }
  return total;
}

function lossOfStretch(from: usize, end: usize, filled: i32, rule: LossRule, weight: f32): f64 {
  const scale = f32x4.splat(rule.scale * weight);
  let total = f64x2.splat(0);
  // Sixteen summands in float32 before the sum goes on in float64.
  while (from < end) {
    const to = min(from + 256, end);
    const sum =
      rule.kind == crossEntropy
        ? crossEntropies(from, to, filled, rule.inactiveTarget, scale)
        : losses(from, to, filled, rule, scale);
    total = f64x2.add(total, f64x2.promote_low_f32x4(sum));
    total = f64x2.add(total, f64x2.promote_low_f32x4(highHalf(sum)));
    from = to;
  }
  return <f64>weight * (f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1));
}

// @ts-ignore: decorator
@inline
function highHalf(x: v128): v128 {
  return i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
}

/**
 * The usual loss has a loop of its own, without calls and with everything in registers. Of softplus(z) = max(z, 0) +
 * log(1 + e), e = exp(-|z|), the logarithms of at most sixteen summands are taken as one, of the product of 1 + e; where e
 * is so small that this would round it away, the first two terms of the series are summed up instead.
 */
// @ts-ignore: decorator
@inline
function crossEntropies(from: usize, end: usize, filled: i32, target: f32, scale: v128): v128 {
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  const targets = f32x4.splat(target);
  let sum = zero;
  let product = one;
  for (let at = from; at < end; at += 16) {
    const z = v128.load(at);
    let e = exponential(v128.or(z, i32x4.splat(<i32>0x80000000)));
    const larger = f32x4.div(one, f32x4.add(one, e));
    const p = f32x4.mul(larger, v128.bitselect(one, e, f32x4.gt(z, zero)));
    let rest = f32x4.sub(f32x4.pmax(z, zero), f32x4.mul(targets, z));
    let slope = withoutTiny(f32x4.mul(f32x4.sub(p, targets), scale));
    if (filled < 4) {
      const mask = i32x4.gt_s(i32x4.splat(filled), i32x4(0, 1, 2, 3));
      e = v128.and(e, mask);
      rest = v128.and(rest, mask);
      slope = v128.and(slope, mask);
    }
    v128.store(at, slope);
    const isSmall = f32x4.lt(e, f32x4.splat(1 / 512));
    const small = v128.and(e, isSmall);
    product = f32x4.mul(product, f32x4.add(one, v128.andnot(e, isSmall)));
    sum = f32x4.add(sum, madd(f32x4.mul(small, f32x4.splat(-0.5)), small, f32x4.add(rest, small)));
  }
  return f32x4.add(sum, logarithm(product));
}

function losses(from: usize, end: usize, filled: i32, rule: LossRule, scale: v128): v128 {
  const mask = i32x4.gt_s(i32x4.splat(filled), i32x4(0, 1, 2, 3));
  let sum = f32x4.splat(0);
  for (let at = from; at < end; at += 16) {
    inactiveEntries(v128.load(at), rule, rule.kind);
    sum = f32x4.add(sum, v128.and(value, mask));
    v128.store(at, v128.and(withoutTiny(f32x4.mul(derivative, scale)), mask));
  }
  return sum;
}

/**
 * The derivative of the loss by one logit of an active label, times scale and factor.
 *
 * @param at where to put it
 * @returns what the sum of the losses changes by, compared with an inactive label
 */
export function activeEntry(z: f32, rule: LossRule, weight: f32, at: usize): f64 {
  const logits = f32x4.splat(z);
  inactiveEntries(logits, rule, rule.kind);
  const inactive = f32x4.extract_lane(value, 0);
  activeEntries(logits, rule);
  const active = f32x4.extract_lane(value, 0);
  store<f32>(at, f32x4.extract_lane(derivative, 0) * rule.scale * weight);
  return <f64>weight * (<f64>active - <f64>inactive);
}
