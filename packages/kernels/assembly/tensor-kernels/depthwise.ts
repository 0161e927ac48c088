// Gradients of a depthwise convolution: out[c m + q] = Σ_ij x[c] filter[i][j][c][q] with m = multiplier.
import { DepthwiseConvolution } from './structs';

/** Gradient of the filter, zeros before. Chunk: place i * filterWidth + j of the filter. */
export function depthwiseFilterGradient(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<DepthwiseConvolution>(params);
  const i = chunk / p.filterWidth;
  const j = chunk % p.filterWidth;
  const gradient = p.filter + ((<usize>chunk * <usize>p.outChannels) << 2);
  for (let image: i32 = 0; image < p.images; image++) {
    for (let outRow: i32 = 0; outRow < p.outHeight; outRow++) {
      const inRow = outRow * p.strideHeight - p.padTop + i * p.dilationHeight;
      if (<u32>inRow >= <u32>p.inHeight) continue;
      for (let outCol: i32 = 0; outCol < p.outWidth; outCol++) {
        const inCol = outCol * p.strideWidth - p.padLeft + j * p.dilationWidth;
        if (<u32>inCol >= <u32>p.inWidth) continue;
        const x = inputPixel(p, image, inRow, inCol);
        addProducts(gradient, outputPixel(p, image, outRow, outCol), x, p.inChannels, p.multiplier);
      }
    }
  }
}

/** Gradient of the input, zeros before. Chunk: image * inHeight + row of the input. */
export function depthwiseInputGradient(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<DepthwiseConvolution>(params);
  const image = chunk / p.inHeight;
  const inRow = chunk % p.inHeight;
  for (let i: i32 = 0; i < p.filterHeight; i++) {
    const rowsDown = inRow + p.padTop - i * p.dilationHeight;
    const outRow = rowsDown / p.strideHeight;
    if (rowsDown < 0 || outRow * p.strideHeight != rowsDown || outRow >= p.outHeight) continue;
    for (let j: i32 = 0; j < p.filterWidth; j++) {
      const filter = p.filter + ((<usize>(i * p.filterWidth + j) * <usize>p.outChannels) << 2);
      for (let outCol: i32 = 0; outCol < p.outWidth; outCol++) {
        const inCol = outCol * p.strideWidth - p.padLeft + j * p.dilationWidth;
        if (<u32>inCol >= <u32>p.inWidth) continue;
        const dx = inputPixel(p, image, inRow, inCol);
        addSums(dx, outputPixel(p, image, outRow, outCol), filter, p.inChannels, p.multiplier);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function inputPixel(p: DepthwiseConvolution, image: i32, row: i32, col: i32): usize {
  const pixel = (<usize>image * <usize>p.inHeight + <usize>row) * <usize>p.inWidth + <usize>col;
  return p.input + ((pixel * <usize>p.inChannels) << 2);
}

// @ts-ignore: decorator
@inline
function outputPixel(p: DepthwiseConvolution, image: i32, row: i32, col: i32): usize {
  const pixel = (<usize>image * <usize>p.outHeight + <usize>row) * <usize>p.outWidth + <usize>col;
  return p.output + ((pixel * <usize>p.outChannels) << 2);
}

/** to[c m + q] += a[c m + q] b[c]. */
function addProducts(to: usize, a: usize, b: usize, channels: i32, multiplier: i32): void {
  if (multiplier == 1) {
    addEntryProducts(to, a, b, channels);
    return;
  }
  for (let c: i32 = 0; c < channels; c++) {
    const factor = load<f32>(b);
    for (let q: i32 = 0; q < multiplier; q++) {
      store<f32>(to, load<f32>(to) + load<f32>(a) * factor);
      to += 4;
      a += 4;
    }
    b += 4;
  }
}

/** to[c] += Σ_q a[c m + q] b[c m + q]. */
function addSums(to: usize, a: usize, b: usize, channels: i32, multiplier: i32): void {
  if (multiplier == 1) {
    addEntryProducts(to, a, b, channels);
    return;
  }
  for (let c: i32 = 0; c < channels; c++) {
    let sum = load<f32>(to);
    for (let q: i32 = 0; q < multiplier; q++) {
      sum += load<f32>(a) * load<f32>(b);
      a += 4;
      b += 4;
    }
    store<f32>(to, sum);
    to += 4;
  }
}

/** to[c] += a[c] b[c]. */
function addEntryProducts(to: usize, a: usize, b: usize, length: i32): void {
  const end = to + (<usize>length << 2);
  for (; to + 16 <= end; to += 16) {
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(v128.load(a), v128.load(b))));
    a += 16;
    b += 16;
  }
  for (; to < end; to += 4) {
    store<f32>(to, load<f32>(to) + load<f32>(a) * load<f32>(b));
    a += 4;
    b += 4;
  }
}
