import { Dropout } from './structs';

/** The 32-bit finaliser of MurmurHash3 on four lanes. */
// @ts-ignore: decorator
@inline
function mix(word: v128): v128 {
  let h = v128.xor(word, i32x4.shr_u(word, 16));
  h = i32x4.mul(h, i32x4.splat(<i32>0x85ebca6b));
  h = v128.xor(h, i32x4.shr_u(h, 13));
  h = i32x4.mul(h, i32x4.splat(<i32>0xc2b2ae35));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/** The factors 0 or 1 / (1 - rate) of the entries with the given numbers; `dropoutMask` of @sbn/train, four at a time. */
// @ts-ignore: decorator
@inline
export function dropoutFactors(dropout: Dropout, entries: v128): v128 {
  const words = mix(i32x4.add(i32x4.splat(dropout.key), i32x4.mul(entries, i32x4.splat(<i32>0x9e3779b9))));
  const isDropped = u32x4Less(words, dropout.threshold);
  return v128.andnot(f32x4.splat(dropout.keep), isDropped);
}

// @ts-ignore: decorator
@inline
function u32x4Less(words: v128, limit: u32): v128 {
  return v128.lt<u32>(words, i32x4.splat(<i32>limit));
}
