import { inflateSync } from 'node:zlib';

/** A decoded picture, as far as tests ask. */
export interface DecodedPng {
  readonly width: number;
  readonly height: number;
  /** How many pixels fulfil a condition; channels are 0 … 255. */
  count(condition: (red: number, green: number, blue: number) => boolean): number;
}

/** Decodes a PNG with 8 bits per channel, RGB or RGBA, not interlaced: what resvg and Chromium write. */
export function decodePng(png: Uint8Array): DecodedPng {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  if (view.getUint32(0) !== 0x89504e47) throw new Error('not a PNG');
  const parts: Uint8Array[] = [];
  for (let at = 8; at < png.length; at += 12 + view.getUint32(at)) {
    const kind = String.fromCharCode(...png.subarray(at + 4, at + 8));
    if (kind === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  const [width, height, depth, color] = [view.getUint32(16), view.getUint32(20), png[24], png[25]];
  if (depth !== 8 || (color !== 2 && color !== 6)) throw new Error(`depth ${depth}, colour type ${color}`);
  const channels = color === 6 ? 4 : 3;
  const stride = width * channels;
  const raw = inflateSync(Buffer.concat(parts));
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]!;
    for (let i = 0; i < stride; i++) {
      const left = i < channels ? 0 : pixels[y * stride + i - channels]!;
      const up = y === 0 ? 0 : pixels[(y - 1) * stride + i]!;
      const corner = y === 0 || i < channels ? 0 : pixels[(y - 1) * stride + i - channels]!;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
      pixels[y * stride + i] = raw[y * (stride + 1) + 1 + i]! + guess;
    }
  }
  return {
    width,
    height,
    count: (condition) => {
      let found = 0;
      for (let at = 0; at < pixels.length; at += channels) {
        if (condition(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!)) found++;
      }
      return found;
    },
  };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}
