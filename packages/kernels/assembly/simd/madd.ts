/**
 * a * b + c in four float32 lanes: one fused instruction where the module is compiled with relaxed SIMD, else two. The
 * fused one rounds once, so the two builds agree to rounding and not to the bit.
 */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}
