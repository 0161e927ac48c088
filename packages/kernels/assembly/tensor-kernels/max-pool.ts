import { MaxPool } from './structs';

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
