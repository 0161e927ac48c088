import { Convolution } from './structs';

/**
 * Copies what the filter sees at each place of the output, zeros where it reaches over the edge; the gradient of the
 * filter is then one matrix product. Chunk: image * outHeight + row of the output.
 */
export function gatherPatches(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<Convolution>(params);
  const image = chunk / p.outHeight;
  const outRow = chunk % p.outHeight;
  const pixelBytes = <usize>p.inChannels << 2;
  const rowBytes = <usize>p.inWidth * pixelBytes;
  const from = p.input + <usize>image * <usize>p.inHeight * rowBytes;
  const patchBytes = <usize>(p.filterHeight * p.filterWidth) * pixelBytes;
  let to = p.patches + <usize>chunk * <usize>p.outWidth * patchBytes;
  for (let outCol: i32 = 0; outCol < p.outWidth; outCol++) {
    for (let i: i32 = 0; i < p.filterHeight; i++) {
      const inRow = outRow * p.strideHeight - p.padTop + i * p.dilationHeight;
      for (let j: i32 = 0; j < p.filterWidth; j++) {
        const inCol = outCol * p.strideWidth - p.padLeft + j * p.dilationWidth;
        if (<u32>inRow < <u32>p.inHeight && <u32>inCol < <u32>p.inWidth) {
          memory.copy(to, from + <usize>inRow * rowBytes + <usize>inCol * pixelBytes, pixelBytes);
        } else {
          memory.fill(to, 0, pixelBytes);
        }
        to += pixelBytes;
      }
    }
  }
}
