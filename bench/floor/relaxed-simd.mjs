/** A module with one fused multiply-add. */
const probe = Uint8Array.of(
  ...[
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 1, 253, 15, 65, 2,
  ],
  ...[253, 15, 65, 3, 253, 15, 253, 133, 2, 11],
);

/** Whether this runtime has relaxed SIMD, and with it fused multiply-add, without being told. */
export const hasRelaxedSimd = () => WebAssembly.validate(probe);

/** What tells Node to have it: its versions before 22 know it and leave it off. */
export const relaxedFlags = hasRelaxedSimd() ? [] : ['--experimental-wasm-relaxed-simd'];
