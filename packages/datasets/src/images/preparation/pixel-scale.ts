import type { ImagePreparation } from './image-preparation.js';

/** Turns bytes into the numbers a network reads. */
export interface PixelScale {
  /** Writes (byte / 255 − mean) / deviation of every byte of a picture. */
  scaleBytes(bytes: Uint8Array, out: Float32Array): void;
  /** Scales shares of the full brightness, in [0, 1], in place. */
  scaleShares(shares: Float32Array): void;
}

/** The scale of a preparation. A byte has 256 values, so they are looked up and not computed. */
export function pixelScale({ channels, mean, deviation }: ImagePreparation): PixelScale {
  const table = new Float32Array(channels * 256);
  for (let channel = 0; channel < channels; channel++) {
    for (let byte = 0; byte < 256; byte++) {
      table[channel * 256 + byte] = (byte / 255 - mean[channel]!) / deviation[channel]!;
    }
  }
  return {
    scaleBytes(bytes, out) {
      if (channels === 1) {
        for (let i = 0; i < bytes.length; i++) out[i] = table[bytes[i]!]!;
        return;
      }
      for (let i = 0; i < bytes.length; i += 3) {
        out[i] = table[bytes[i]!]!;
        out[i + 1] = table[256 + bytes[i + 1]!]!;
        out[i + 2] = table[512 + bytes[i + 2]!]!;
      }
    },
    scaleShares(shares) {
      for (let i = 0; i < shares.length; i++) {
        const channel = i % channels;
        shares[i] = (shares[i]! - mean[channel]!) / deviation[channel]!;
      }
    },
  };
}
