/**
 * WGSL functions that keep float32 accuracy where the language's own do not promise it: `log` may be off by 2^-21 near 1
 * (WGSL, 15.7.4), which is more than the whole of softplus(-15).
 */
export const numbersWgsl = /* wgsl */ `
  // 2 artanh(t) for 0 <= t <= 1/3; the next term of the series is below 1e-8 of the sum.
  fn twiceArtanh(t : f32) -> f32 {
    let s = t * t;
    return 2.0 * t * (1.0 + s * (1.0 / 3.0 + s * (1.0 / 5.0 + s * (1.0 / 7.0 + s * (1.0 / 9.0
      + s * (1.0 / 11.0 + s * (1.0 / 13.0 + s / 15.0)))))));
  }

  // log(1 + e^-|z|)
  fn logOnePlusExp(z : f32) -> f32 {
    let e = exp(-abs(z));
    return twiceArtanh(e / (2.0 + e));
  }

  fn softplus(z : f32) -> f32 {
    return max(z, 0.0) + logOnePlusExp(z);
  }

  fn sigmoid(z : f32) -> f32 {
    let e = exp(-abs(z));
    return select(e, 1.0, z >= 0.0) / (1.0 + e);
  }

  // x^gamma for x >= 0
  fn power(x : f32, gamma : f32) -> f32 {
    if (gamma == 0.0) { return 1.0; }
    if (gamma == 1.0) { return x; }
    if (gamma == 2.0) { return x * x; }
    if (x <= 0.0) { return 0.0; }
    return pow(x, gamma);
  }
`;
