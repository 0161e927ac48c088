import { MaxPool } from './structs';

/** The largest entry of every window of pictures, per channel. Chunk: image * outHeight + row of the output. */
export function maxPool(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<MaxPool>(params);
  const pixelBytes = <usize>p.channels << 2;
  const rowBytes = <usize>p.inWidth * pixelBytes;
  const input = p.input + <usize>(chunk / p.outHeight) * <usize>p.inHeight * rowBytes;
  const fromRow = (chunk % p.outHeight) * p.strideHeight - p.padTop;
  let to = p.output + <usize>chunk * <usize>p.outWidth * pixelBytes;
  for (let w: i32 = 0; w < p.outWidth; w++) {
    const fromCol = w * p.strideWidth - p.padLeft;
    let channel: usize = 0;
    for (; channel + 16 <= pixelBytes; channel += 16) {
      let most = f32x4.splat(-Infinity);
      for (let i: i32 = 0; i < p.filterHeight; i++) {
        const row = fromRow + i * p.dilationHeight;
        if (<u32>row >= <u32>p.inHeight) continue;
        const from = input + <usize>row * rowBytes + channel;
        for (let j: i32 = 0; j < p.filterWidth; j++) {
          const col = fromCol + j * p.dilationWidth;
          if (<u32>col >= <u32>p.inWidth) continue;
          most = f32x4.max(most, v128.load(from + <usize>col * pixelBytes));
        }
      }
      v128.store(to + channel, most);
    }
    for (; channel < pixelBytes; channel += 4) {
      let most: f32 = -Infinity;
      for (let i: i32 = 0; i < p.filterHeight; i++) {
        const row = fromRow + i * p.dilationHeight;
        if (<u32>row >= <u32>p.inHeight) continue;
        const from = input + <usize>row * rowBytes + channel;
        for (let j: i32 = 0; j < p.filterWidth; j++) {
          const col = fromCol + j * p.dilationWidth;
          if (<u32>col >= <u32>p.inWidth) continue;
          most = max(most, load<f32>(from + <usize>col * pixelBytes));
        }
      }
      store<f32>(to + channel, most);
    }
    to += pixelBytes;
  }
}

/**
 * The gradient where windows have nothing in common, from the largest entries too: four channels at a time, and every
 * entry is written once. Chunk: an image.
 */
export function separateMaxPoolGradient(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<MaxPool>(params);
  const pixelBytes = <usize>p.channels << 2;
  const rowBytes = <usize>p.inWidth * pixelBytes;
  const offset = <usize>chunk * <usize>p.inHeight * rowBytes;
  let at = <usize>chunk * <usize>(p.outHeight * p.outWidth) * pixelBytes;
  for (let h: i32 = 0; h < p.outHeight; h++) {
    const fromRow = h * p.strideHeight - p.padTop;
    for (let w: i32 = 0; w < p.outWidth; w++) {
      const fromCol = w * p.strideWidth - p.padLeft;
      for (let channel: usize = 0; channel < pixelBytes; channel += 16) {
        // The last group of channels may begin before the last one ends: its entries are written twice alike.
        if (channel + 16 > pixelBytes) {
          if (pixelBytes < 16) {
            for (; channel < pixelBytes; channel += 4) passOn(p, offset, at, channel, fromRow, fromCol);
            break;
          }
          channel = pixelBytes - 16;
        }
        const most = v128.load(p.output + at + channel);
        const slope = v128.load(p.outputGradient + at + channel);
        let open = f32x4.eq(most, most);
        for (let i: i32 = 0; i < p.filterHeight; i++) {
          const row = fromRow + i;
          if (<u32>row >= <u32>p.inHeight) continue;
          for (let j: i32 = 0; j < p.filterWidth; j++) {
            const col = fromCol + j;
            if (<u32>col >= <u32>p.inWidth) continue;
            const place = offset + <usize>row * rowBytes + <usize>col * pixelBytes + channel;
            const isFirst = v128.and(open, f32x4.eq(v128.load(p.input + place), most));
            v128.store(p.inputGradient + place, v128.and(slope, isFirst));
            open = v128.andnot(open, isFirst);
          }
        }
      }
      at += pixelBytes;
    }
  }
}

/** The same for one channel. */
function passOn(p: MaxPool, offset: usize, at: usize, channel: usize, fromRow: i32, fromCol: i32): void {
  const pixelBytes = <usize>p.channels << 2;
  const most = load<f32>(p.output + at + channel);
  for (let i: i32 = 0; i < p.filterHeight; i++) {
    const row = fromRow + i;
    if (<u32>row >= <u32>p.inHeight) continue;
    for (let j: i32 = 0; j < p.filterWidth; j++) {
      const col = fromCol + j;
      if (<u32>col >= <u32>p.inWidth) continue;
      const place = offset + <usize>(row * p.inWidth + col) * pixelBytes + channel;
      if (load<f32>(p.input + place) == most) {
        store<f32>(p.inputGradient + place, load<f32>(p.outputGradient + at + channel));
        return;
      }
    }
  }
}

/** Every entry of the output gives its gradient to the first of the largest entries of its window. Chunk: an image. */
export function maxPoolGradient(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<MaxPool>(params);
  const channels = <usize>p.channels;
  const offset = <usize>chunk * <usize>p.inDepth * <usize>p.inHeight * <usize>p.inWidth * channels;
  const input = p.input + (offset << 2);
  const gradient = p.inputGradient + (offset << 2);
  let dy =
    p.outputGradient +
    ((<usize>chunk * <usize>p.outDepth * <usize>p.outHeight * <usize>p.outWidth * channels) << 2);
  for (let d: i32 = 0; d < p.outDepth; d++) {
    const fromDepth = d * p.strideDepth - p.padFront;
    for (let h: i32 = 0; h < p.outHeight; h++) {
      const fromRow = h * p.strideHeight - p.padTop;
      for (let w: i32 = 0; w < p.outWidth; w++) {
        const fromCol = w * p.strideWidth - p.padLeft;
        for (let c: usize = 0; c < channels; c++) {
          const place = largest(p, input + (c << 2), fromDepth, fromRow, fromCol);
          if (place != usize.MAX_VALUE) {
            const at = gradient + ((place + c) << 2);
            store<f32>(at, load<f32>(at) + load<f32>(dy));
          }
          dy += 4;
        }
      }
    }
  }
}

/** Where the largest entry of a window is, in entries behind `input`; the largest number where no entry is a number. */
function largest(p: MaxPool, input: usize, fromDepth: i32, fromRow: i32, fromCol: i32): usize {
  let best: usize = usize.MAX_VALUE;
  let most = -f32.MAX_VALUE * 2;
  for (let i: i32 = 0; i < p.filterDepth; i++) {
    const depth = fromDepth + i * p.dilationDepth;
    if (<u32>depth >= <u32>p.inDepth) continue;
    for (let j: i32 = 0; j < p.filterHeight; j++) {
      const row = fromRow + j * p.dilationHeight;
      if (<u32>row >= <u32>p.inHeight) continue;
      for (let k: i32 = 0; k < p.filterWidth; k++) {
        const col = fromCol + k * p.dilationWidth;
        if (<u32>col >= <u32>p.inWidth) continue;
        const pixel = (<usize>depth * <usize>p.inHeight + <usize>row) * <usize>p.inWidth + <usize>col;
        const place = pixel * <usize>p.channels;
        const value = load<f32>(input + (place << 2));
        if (value > most || (best == usize.MAX_VALUE && value == most)) {
          most = value;
          best = place;
        }
      }
    }
  }
  return best;
}
