// Convolutions of maps [images][height][width][channels] and the gradient of their filters.
//
// A strip of a map, some rows of one image with the zeros around them, is copied into the work area of the thread. There
// what the filter sees at a place of the output is one stretch of memory for each row of the filter (for each of its
// entries where it is dilated), and the next place sees the same memory a little further on. So the convolution is a
// matrix product whose rows overlap, and nothing is copied out. Output channels lie in SIMD lanes: sixteen of them are a
// tile, for which the filter is packed as [inputs of a place][16].
//
// Two places of sixteen channels, as in matrix-product.ts. At the end of a row of odd length the second reaches into what
// lies behind, and what comes of that is not stored.
import { madd } from '../simd/madd';
import { ConvolutionPass } from './structs';

/** Packs the filter. Chunk: a tile of output channels. */
export function packFilter(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<ConvolutionPass>(params);
  const lanes = min(16, p.outChannels - chunk * 16);
  const taps = p.filterHeight * p.filterWidth;
  let to = p.panels + <usize>chunk * <usize>(taps * p.inChannels) * 64;
  for (let tap: i32 = 0; tap < taps; tap++) {
    for (let channel: i32 = 0; channel < p.inChannels; channel++) {
      memory.fill(to, 0, 64);
      for (let lane: i32 = 0; lane < lanes; lane++) {
        const out = chunk * 16 + lane;
        // Turned: the filter of the gradient by the input, which goes the other way.
        const entry =
          p.isTurned != 0
            ? ((taps - 1 - tap) * p.outChannels + out) * p.inChannels + channel
            : (tap * p.inChannels + channel) * p.outChannels + out;
        store<f32>(to + (<usize>lane << 2), load<f32>(p.filter + (<usize>entry << 2)));
      }
      to += 64;
    }
  }
}

/** output = activation(input * filter + bias). Chunk: image * strips + strip. */
export function convolve(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<ConvolutionPass>(params);
  const image = chunk / p.strips;
  const fromRow = (chunk % p.strips) * p.stripRows;
  const numRows = min(p.stripRows, p.outHeight - fromRow);
  const strip = p.areas + <usize>thread * p.areaBytes;
  fillStrip(p, image, fromRow * p.strideHeight - p.padTop, (numRows - 1) * p.strideHeight + p.reachHeight, strip);

  const pixelBytes = <usize>p.inChannels << 2;
  const rowBytes = <usize>p.stripWidth * pixelBytes;
  const tileBytes = <usize>(p.filterHeight * p.filterWidth * p.inChannels) << 6;
  const outBytes = <usize>p.outChannels << 2;
  const output =
    p.output + (<usize>image * <usize>p.outHeight + <usize>fromRow) * <usize>p.outWidth * outBytes;
  for (let channel: i32 = 0; channel < p.outChannels; channel += 16) {
    const panel = p.panels + <usize>(channel >> 4) * tileBytes;
    const lanes = min(16, p.outChannels - channel);
    for (let row: i32 = 0; row < numRows; row++) {
      let from = strip + <usize>(row * p.strideHeight) * rowBytes;
      let to = output + <usize>(row * p.outWidth) * outBytes + (<usize>channel << 2);
      for (let col: i32 = 0; col < p.outWidth; col += 2) {
        twoPlaces(p, from, rowBytes, pixelBytes, panel, channel, to, min(2, p.outWidth - col), lanes);
        from += <usize>(2 * p.strideWidth) * pixelBytes;
        to += 2 * outBytes;
      }
    }
  }
}

/** Of `places` places the first `lanes` channels from `channel` on. */
function twoPlaces(
  p: ConvolutionPass,
  from: usize,
  rowBytes: usize,
  pixelBytes: usize,
  panel: usize,
  channel: i32,
  to: usize,
  places: i32,
  lanes: i32,
): void {
  const step = <usize>p.strideWidth * pixelBytes;
  const length = <usize>p.stretchLength << 2;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  for (let i: i32 = 0; i < p.filterHeight; i++) {
    for (let j: i32 = 0; j < p.stretchesPerRow; j++) {
      let left0 = from + <usize>(i * p.dilationHeight) * rowBytes + <usize>(j * p.dilationWidth) * pixelBytes;
      let left1 = left0 + step;
      for (const end = left0 + length; left0 < end; ) {
        const x0 = v128.load(panel);
        const x1 = v128.load(panel, 16);
        const x2 = v128.load(panel, 32);
        const x3 = v128.load(panel, 48);
        const wa = v128.load32_splat(left0);
        a0 = madd(wa, x0, a0);
        a1 = madd(wa, x1, a1);
        a2 = madd(wa, x2, a2);
        a3 = madd(wa, x3, a3);
        const wb = v128.load32_splat(left1);
        b0 = madd(wb, x0, b0);
        b1 = madd(wb, x1, b1);
        b2 = madd(wb, x2, b2);
        b3 = madd(wb, x3, b3);
        left0 += 4;
        left1 += 4;
        panel += 64;
      }
    }
  }
  const bias = p.bias == 0 ? 0 : p.bias + (<usize>channel << 2);
  finishPlace(p, a0, a1, a2, a3, bias, to, lanes);
  if (places > 1) finishPlace(p, b0, b1, b2, b3, bias, to + (<usize>p.outChannels << 2), lanes);
}

function finishPlace(
  p: ConvolutionPass,
  x0: v128,
  x1: v128,
  x2: v128,
  x3: v128,
  bias: usize,
  to: usize,
  lanes: i32,
): void {
  finishFour(p, x0, bias, to, lanes);
  if (lanes > 4) finishFour(p, x1, bias == 0 ? 0 : bias + 16, to + 16, lanes - 4);
  if (lanes > 8) finishFour(p, x2, bias == 0 ? 0 : bias + 32, to + 32, lanes - 8);
  if (lanes > 12) finishFour(p, x3, bias == 0 ? 0 : bias + 48, to + 48, lanes - 12);
}

/** Bias and activation of up to four channels; only real lanes are read and stored. */
function finishFour(p: ConvolutionPass, x: v128, bias: usize, to: usize, lanes: i32): void {
  if (bias != 0) x = f32x4.add(x, lanes >= 4 ? v128.load(bias) : loadLanes(bias, lanes));
  if (p.isRectified != 0) x = f32x4.max(x, f32x4.splat(0));
  storeLanes(to, x, lanes);
}

/** Fewer than four floats, zeros behind them. */
function loadLanes(from: usize, lanes: i32): v128 {
  let x = v128.load32_zero(from);
  if (lanes > 1) x = f32x4.replace_lane(x, 1, load<f32>(from, 4));
  if (lanes > 2) x = f32x4.replace_lane(x, 2, load<f32>(from, 8));
  return x;
}

/**
 * Rows [firstRow, firstRow + numRows) of an image with zeros around it, columns from -padLeft on, `stripWidth` wide. With a
 * gap of g the entries of the input are g apart and zeros are between them.
 */
function fillStrip(p: ConvolutionPass, image: i32, firstRow: i32, numRows: i32, strip: usize): void {
  const pixelBytes = <usize>p.inChannels << 2;
  const rowBytes = <usize>p.stripWidth * pixelBytes;
  const inputRowBytes = <usize>p.inWidth * pixelBytes;
  const offset = <usize>image * <usize>p.inHeight * inputRowBytes;
  for (let i: i32 = 0; i < numRows; i++) {
    const to = strip + <usize>i * rowBytes;
    const place = firstRow + i;
    const row = place / p.gapHeight;
    if (place < 0 || place % p.gapHeight != 0 || row >= p.inHeight) {
      memory.fill(to, 0, rowBytes);
      continue;
    }
    const from = offset + <usize>row * inputRowBytes;
    if (p.gapWidth == 1) {
      const skipped = max(0, -p.padLeft);
      // A narrow strip may end within the zeros before the first column.
      const start = min(p.stripWidth, max(0, p.padLeft));
      const count = max(0, min(p.inWidth - skipped, p.stripWidth - start));
      const end = start + count;
      memory.fill(to, 0, <usize>start * pixelBytes);
      copyMasked(p, from + <usize>skipped * pixelBytes, to + <usize>start * pixelBytes, count * p.inChannels);
      memory.fill(to + <usize>end * pixelBytes, 0, <usize>(p.stripWidth - end) * pixelBytes);
      continue;
    }
    memory.fill(to, 0, rowBytes);
    for (let col: i32 = 0; col < p.inWidth; col++) {
      const at = col * p.gapWidth + p.padLeft;
      if (<u32>at >= <u32>p.stripWidth) continue;
      copyMasked(p, from + <usize>col * pixelBytes, to + <usize>at * pixelBytes, p.inChannels);
    }
  }
}

/** Copies `count` floats that lie `from` bytes behind the input; 0 where the mask is not positive. */
function copyMasked(p: ConvolutionPass, from: usize, to: usize, count: i32): void {
  const input = p.input + from;
  const bytes = <usize>count << 2;
  if (p.inputMask == 0) {
    memory.copy(to, input, bytes);
    return;
  }
  const mask = p.inputMask + from;
  const zero = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    v128.store(to + at, v128.and(v128.load(input + at), f32x4.gt(v128.load(mask + at), zero)));
  }
  for (; at < bytes; at += 4) {
    store<f32>(to + at, load<f32>(mask + at) > 0 ? load<f32>(input + at) : 0);
  }
}

/**
 * Some images' share of the gradient by the filter, Σ input dy, and by the bias, Σ dy, as [tile][inputs of a place][8] and
 * [tile][8]. Here `output` is dy, and a stretch is padded to `stretchRows`, a multiple of four.
 * Chunk: a group of images.
 */
export function filterGradient(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<ConvolutionPass>(params);
  const tiles = (p.outChannels + 7) >> 3;
  const stretches = p.filterHeight * p.stretchesPerRow;
  const tileBytes = <usize>(stretches * p.stretchRows) << 5;
  const filter = p.panels + <usize>chunk * p.groupBytes;
  const bias = filter + <usize>tiles * tileBytes;
  memory.fill(filter, 0, p.groupBytes);
  const strip = p.areas + <usize>thread * p.areaBytes;
  const slopes = strip + p.stripBytes;
  const pixelBytes = <usize>p.inChannels << 2;
  const rowBytes = <usize>p.stripWidth * pixelBytes;
  const step = <usize>p.strideWidth * pixelBytes;
  const first = chunk * p.imagesPerGroup;
  const last = min(first + p.imagesPerGroup, p.images);
  for (let image = first; image < last; image++) {
    for (let fromRow: i32 = 0; fromRow < p.outHeight; fromRow += p.stripRows) {
      const numRows = min(p.stripRows, p.outHeight - fromRow);
      fillStrip(p, image, fromRow * p.strideHeight - p.padTop, (numRows - 1) * p.strideHeight + p.reachHeight, strip);
      for (let tile: i32 = 0; tile < tiles; tile++) {
        packSlopes(p, image * p.outHeight + fromRow, numRows, tile, slopes, bias + (<usize>tile << 5));
        let to = filter + <usize>tile * tileBytes;
        for (let i: i32 = 0; i < p.filterHeight; i++) {
          for (let j: i32 = 0; j < p.stretchesPerRow; j++) {
            const from = strip + <usize>(i * p.dilationHeight) * rowBytes + <usize>(j * p.dilationWidth) * pixelBytes;
            for (let k: i32 = 0; k < p.stretchRows; k += 4) {
              const left = from + (<usize>k << 2);
              fourInputs(left, step, <usize>p.strideHeight * rowBytes, slopes, p.outWidth, numRows, to);
              to += 128;
            }
          }
        }
      }
    }
  }
}

/** dy of some rows and eight channels as [places][8], and its sums added to `bias` [8]. */
function packSlopes(p: ConvolutionPass, fromRow: i32, numRows: i32, tile: i32, to: usize, bias: usize): void {
  const outBytes = <usize>p.outChannels << 2;
  const offset = <usize>(fromRow * p.outWidth) * outBytes + (<usize>tile << 5);
  const lanes = min(8, p.outChannels - tile * 8);
  const zero = f32x4.splat(0);
  let from = p.output + offset;
  let mask = p.outputMask + offset;
  let sum0 = v128.load(bias);
  let sum1 = v128.load(bias, 16);
  for (const end = to + (<usize>(numRows * p.outWidth) << 5); to < end; to += 32) {
    let x0 = lanes >= 4 ? v128.load(from) : loadLanes(from, lanes);
    let x1 = lanes >= 8 ? v128.load(from, 16) : lanes > 4 ? loadLanes(from + 16, lanes - 4) : zero;
    if (p.outputMask != 0) {
      const y0 = lanes >= 4 ? v128.load(mask) : loadLanes(mask, lanes);
      const y1 = lanes >= 8 ? v128.load(mask, 16) : lanes > 4 ? loadLanes(mask + 16, lanes - 4) : zero;
      x0 = v128.and(x0, f32x4.gt(y0, zero));
      x1 = v128.and(x1, f32x4.gt(y1, zero));
    }
    v128.store(to, x0);
    v128.store(to, x1, 16);
    sum0 = f32x4.add(sum0, x0);
    sum1 = f32x4.add(sum1, x1);
    from += outBytes;
    mask += outBytes;
  }
  v128.store(bias, sum0);
  v128.store(bias, sum1, 16);
}

/** Four neighbouring inputs of a place times eight slopes, summed over all places of a strip and added to `to` [4][8]. */
function fourInputs(
  from: usize,
  step: usize,
  rowBytes: usize,
  slopes: usize,
  width: i32,
  numRows: i32,
  to: usize,
): void {
  let a0 = v128.load(to);
  let a1 = v128.load(to, 16);
  let b0 = v128.load(to, 32);
  let b1 = v128.load(to, 48);
  let c0 = v128.load(to, 64);
  let c1 = v128.load(to, 80);
  let d0 = v128.load(to, 96);
  let d1 = v128.load(to, 112);
  for (let row: i32 = 0; row < numRows; row++) {
    let left = from + <usize>row * rowBytes;
    for (const end = slopes + (<usize>width << 5); slopes < end; slopes += 32) {
      const x0 = v128.load(slopes);
      const x1 = v128.load(slopes, 16);
      const wa = v128.load32_splat(left);
      a0 = madd(wa, x0, a0);
      a1 = madd(wa, x1, a1);
      const wb = v128.load32_splat(left, 4);
      b0 = madd(wb, x0, b0);
      b1 = madd(wb, x1, b1);
      const wc = v128.load32_splat(left, 8);
      c0 = madd(wc, x0, c0);
      c1 = madd(wc, x1, c1);
      const wd = v128.load32_splat(left, 12);
      d0 = madd(wd, x0, d0);
      d1 = madd(wd, x1, d1);
      left += step;
    }
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to, b0, 32);
  v128.store(to, b1, 48);
  v128.store(to, c0, 64);
  v128.store(to, c1, 80);
  v128.store(to, d0, 96);
  v128.store(to, d1, 112);
}

/** Adds the groups up, in their order, into `filter` and, where there is one, `bias`. Chunk: a tile of output channels. */
export function addFilterGradients(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<ConvolutionPass>(params);
  const tiles = (p.outChannels + 7) >> 3;
  const stretches = p.filterHeight * p.stretchesPerRow;
  const tileBytes = <usize>(stretches * p.stretchRows) << 5;
  const lanes = min(8, p.outChannels - chunk * 8);
  const groups = (p.images + p.imagesPerGroup - 1) / p.imagesPerGroup;
  const outBytes = <usize>p.outChannels << 2;
  let to = p.filter + (<usize>chunk << 5);
  for (let stretch: i32 = 0; stretch < stretches; stretch++) {
    let from = p.panels + <usize>chunk * tileBytes + (<usize>(stretch * p.stretchRows) << 5);
    for (let k: i32 = 0; k < p.stretchLength; k++) {
      addGroups(from, p.groupBytes, groups, to, lanes);
      from += 32;
      to += outBytes;
    }
  }
  if (p.bias != 0) {
    const from = p.panels + <usize>tiles * tileBytes + (<usize>chunk << 5);
    addGroups(from, p.groupBytes, groups, p.bias + (<usize>chunk << 5), lanes);
  }
}

function addGroups(from: usize, groupBytes: usize, groups: i32, to: usize, lanes: i32): void {
  let x0 = f32x4.splat(0);
  let x1 = x0;
  for (let group: i32 = 0; group < groups; group++) {
    x0 = f32x4.add(x0, v128.load(from));
    x1 = f32x4.add(x1, v128.load(from, 16));
    from += groupBytes;
  }
  storeLanes(to, x0, lanes);
  if (lanes > 4) storeLanes(to + 16, x1, lanes - 4);
}

/** The first four lanes, or as many as there are. */
function storeLanes(to: usize, x: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(to, x);
    return;
  }
  store<f32>(to, f32x4.extract_lane(x, 0));
  if (lanes > 1) store<f32>(to, f32x4.extract_lane(x, 1), 4);
  if (lanes > 2) store<f32>(to, f32x4.extract_lane(x, 2), 8);
}
