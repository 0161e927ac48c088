// What this machine can do at most: one kernel for each kind of limit. Compiled by open-floor.mjs, with and without fused
// multiply-add; the functions are phases of a thread team.
import { madd } from '../../packages/kernels/assembly/simd/madd';
import { exponential, logarithm } from '../../packages/kernels/assembly/simd/math';

/** What a phase is told. Five fields of four bytes, written by open-floor.mjs. */
@unmanaged
class Work {
  /** How often `products` and `lossEntries` go round. */
  rounds: i32;
  /** Where every chunk leaves 16 bytes, so that no compiler can leave the work out. */
  results: usize;
  /** The first of the three arrays of `updateArrays`, one behind the other. */
  arrays: usize;
  /** Distance from one array to the next. */
  arrayBytes: usize;
  /** How much of each array a chunk changes; a multiple of 64. */
  chunkBytes: usize;
}

/** 48 multiply-adds of four lanes in a round. None waits for memory, and 12 chains are more than an addition takes clocks. */
export function products(params: usize, chunk: i32, thread: i32): void {
  const work = changetype<Work>(params);
  const a = f32x4.splat(0.999);
  const b = f32x4.splat(<f32>(chunk + 1));
  let s0 = b;
  let s1 = b;
  let s2 = b;
  let s3 = b;
  let s4 = b;
  let s5 = b;
  let s6 = b;
  let s7 = b;
  let s8 = b;
  let s9 = b;
  let s10 = b;
  let s11 = b;
  for (let round: i32 = 0; round < work.rounds; round++) {
    for (let part: i32 = 0; part < 4; part++) {
      s0 = madd(s0, a, b);
      s1 = madd(s1, a, b);
      s2 = madd(s2, a, b);
      s3 = madd(s3, a, b);
      s4 = madd(s4, a, b);
      s5 = madd(s5, a, b);
      s6 = madd(s6, a, b);
      s7 = madd(s7, a, b);
      s8 = madd(s8, a, b);
      s9 = madd(s9, a, b);
      s10 = madd(s10, a, b);
      s11 = madd(s11, a, b);
    }
  }
  const even = f32x4.add(f32x4.add(f32x4.add(s0, s2), f32x4.add(s4, s6)), f32x4.add(s8, s10));
  const odd = f32x4.add(f32x4.add(f32x4.add(s1, s3), f32x4.add(s5, s7)), f32x4.add(s9, s11));
  v128.store(work.results + (<usize>chunk << 4), f32x4.add(even, odd));
}

/**
 * 16 entries of the sigmoid cross entropy in a round, with their derivatives: e^-|z| and a division each. Σ log(1 + e) is the
 * logarithm of a product, so that one logarithm serves 32 entries.
 */
export function lossEntries(params: usize, chunk: i32, thread: i32): void {
  const work = changetype<Work>(params);
  const one = f32x4.splat(1);
  const step = f32x4.splat(1e-4);
  let z0 = f32x4.splat(<f32>chunk);
  let z1 = f32x4.add(z0, one);
  let z2 = f32x4.add(z1, one);
  let z3 = f32x4.add(z2, one);
  let sum = f32x4.splat(0);
  for (let round: i32 = 0; round < work.rounds; round += 8) {
    product = one;
    for (let part: i32 = 0; part < 8; part++) {
      z0 = f32x4.sub(z0, step);
      z1 = f32x4.sub(z1, step);
      z2 = f32x4.sub(z2, step);
      z3 = f32x4.sub(z3, step);
      sum = f32x4.add(sum, f32x4.add(lossEntry(z0), lossEntry(z1)));
      sum = f32x4.add(sum, f32x4.add(lossEntry(z2), lossEntry(z3)));
    }
    sum = f32x4.add(sum, logarithm(product));
  }
  v128.store(work.results + (<usize>chunk << 4), sum);
}

/** Of 1 + e^-|z| for the entries since the last logarithm; at most 2^32. */
let product: v128 = f32x4.splat(1);

/** max(z, 0) + σ(z), so that both count. */
// @ts-ignore: decorator
@inline
function lossEntry(z: v128): v128 {
  const e = exponential(f32x4.neg(f32x4.abs(z)));
  const sum = f32x4.add(f32x4.splat(1), e);
  product = f32x4.mul(product, sum);
  const larger = f32x4.div(f32x4.splat(1), sum);
  const p = v128.bitselect(larger, f32x4.mul(e, larger), f32x4.gt(z, f32x4.splat(0)));
  return f32x4.add(p, f32x4.max(z, f32x4.splat(0)));
}

/** Reads three arrays and writes them, as Adam does with weights and moments, with hardly any arithmetic. */
export function updateArrays(params: usize, chunk: i32, thread: i32): void {
  const work = changetype<Work>(params);
  const factor = f32x4.splat(0.999);
  let w = work.arrays + <usize>chunk * work.chunkBytes;
  const end = w + work.chunkBytes;
  for (; w < end; w += 64) {
    const m = w + work.arrayBytes;
    const v = m + work.arrayBytes;
    for (let at: usize = 0; at < 64; at += 16) {
      const first = f32x4.mul(v128.load(m + at), factor);
      const second = f32x4.mul(v128.load(v + at), factor);
      v128.store(w + at, f32x4.sub(v128.load(w + at), f32x4.mul(first, second)));
      v128.store(m + at, first);
      v128.store(v + at, second);
    }
  }
}
