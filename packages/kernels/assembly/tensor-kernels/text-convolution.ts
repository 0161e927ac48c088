// A convolution over the tokens of texts, and its maximum over the windows of each text. The products of a text [windows]
// [filters] are never written as a whole: a thread computes those of a strip of windows with sixteen filters, keeps the
// largest and where it was, and goes on. Since tokens lie one after the other, a window is a stretch of memory, and the
// windows of a strip are the rows of a matrix that overlap.
//
// The gradient of a maximum touches one window per text and filter, so it is a sum of stretches, each computed by one
// thread in the order of the texts or of the filters.
import { madd } from '../simd/madd';
import { pack16, rowsTimesPanel } from './matrix-product';
import { TextConvolution } from './structs';

/** Bytes of the best of one panel: sixteen products and the windows that they come from. */
const bestBytes: usize = 128;

/** Puts sixteen filters side by side, 0 in the lanes that have none. Chunk: a panel. */
export function packTextFilter(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<TextConvolution>(params);
  const length = p.width * p.dim;
  const filterBytes = <usize>length << 2;
  const first = chunk << 4;
  const filled = min(16, p.filters - first);
  const from = p.filter + <usize>first * filterBytes;
  const to = p.panels + (<usize>chunk * filterBytes << 4);
  if (filled == 16) {
    pack16(from, 4, filterBytes, length, to);
    return;
  }
  memory.fill(to, 0, filterBytes << 4);
  for (let lane: i32 = 0; lane < filled; lane++) {
    const filter = from + <usize>lane * filterBytes;
    for (let k: i32 = 0; k < length; k++) {
      store<f32>(to + (<usize>(16 * k + lane) << 2), load<f32>(filter + (<usize>k << 2)));
    }
  }
}

/** The maxima of one text for some panels of filters. Chunk: text * (panels / panelsPerChunk, rounded up) + their number. */
export function textConvolution(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<TextConvolution>(params);
  const numPanels = (p.filters + 15) >> 4;
  const groups = (numPanels + p.panelsPerChunk - 1) / p.panelsPerChunk;
  const text = chunk / groups;
  const fromPanel = (chunk % groups) * p.panelsPerChunk;
  const toPanel = min(fromPanel + p.panelsPerChunk, numPanels);
  const firstToken = load<u32>(p.offsets + (<usize>text << 2));
  const tokens = <i32>(load<u32>(p.offsets + (<usize>text << 2), 4) - firstToken);
  const input = p.input + (<usize>firstToken * <usize>p.dim << 2);
  const windows = tokens + 2 * p.padding - p.width + 1;
  const length = p.width * p.dim;
  const rowBytes = <usize>p.dim << 2;
  const strip = p.areas + <usize>thread * p.areaBytes;
  const products = strip + p.stripBytes;
  const best = products + (<usize>p.stripWindows << 6);
  for (let panel = fromPanel; panel < toPanel; panel++) {
    const own = best + <usize>(panel - fromPanel) * bestBytes;
    for (let at: usize = 0; at < 64; at += 16) {
      v128.store(own + at, f32x4.splat(-Infinity));
      v128.store(own + at, i32x4.splat(0), 64);
    }
  }
  for (let from: i32 = 0; from < windows; from += p.stripWindows) {
    const count = min(p.stripWindows, windows - from);
    const first = from - p.padding;
    const rows = count + p.width - 1;
    let a = input + <usize>first * rowBytes;
    if (first < 0 || first + rows > tokens) {
      copyPadded(input, tokens, first, rows, rowBytes, strip);
      a = strip;
    }
    for (let panel = fromPanel; panel < toPanel; panel++) {
      const packed = p.panels + (<usize>panel * <usize>length << 6);
      for (let k: i32 = 0; k < length; k += p.panelLength) {
        const some = min(p.panelLength, length - k);
        rowsTimesPanel(a + (<usize>k << 2), rowBytes, count, some, packed + (<usize>k << 6), products, 64, k == 0);
      }
      raise(products, count, from, best + <usize>(panel - fromPanel) * bestBytes);
    }
  }
  for (let panel = fromPanel; panel < toPanel; panel++) {
    const own = best + <usize>(panel - fromPanel) * bestBytes;
    const filled = min(16, p.filters - (panel << 4));
    const at = <usize>(text * p.filters + (panel << 4)) << 2;
    memory.copy(p.maxima + at, own, <usize>filled << 2);
    memory.copy(p.positions + at, own + 64, <usize>filled << 2);
  }
}

/** Rows [first, first + rows) of a text, with zeros where it has none. */
function copyPadded(input: usize, tokens: i32, first: i32, rows: i32, rowBytes: usize, to: usize): void {
  for (let row = first; row < first + rows; row++) {
    if (row < 0 || row >= tokens) memory.fill(to, 0, rowBytes);
    else memory.copy(to, input + <usize>row * rowBytes, rowBytes);
    to += rowBytes;
  }
}

/** Takes over the products [count][16] that are larger than the best so far. NaN comes through. */
function raise(products: usize, count: i32, from: i32, best: usize): void {
  for (let lane: usize = 0; lane < 64; lane += 16) {
    let largest = v128.load(best + lane);
    let place = v128.load(best + lane, 64);
    let at = products + lane;
    for (let i: i32 = 0; i < count; i++) {
      const x = v128.load(at);
      place = v128.bitselect(i32x4.splat(from + i), place, f32x4.gt(x, largest));
      largest = f32x4.max(x, largest);
      at += 64;
    }
    v128.store(best + lane, largest);
    v128.store(best + lane, place, 64);
  }
}

/** The gradient by the tokens of one text. */
export function textInputGradient(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<TextConvolution>(params);
  const firstToken = load<u32>(p.offsets + (<usize>chunk << 2));
  const lastToken = load<u32>(p.offsets + (<usize>chunk << 2), 4);
  const rowBytes = <usize>p.dim << 2;
  memory.fill(p.inputGradient + <usize>firstToken * rowBytes, 0, <usize>(lastToken - firstToken) * rowBytes);
  for (let filter: i32 = 0; filter < p.filters; filter++) addWindow(p, chunk, filter, true);
}

/** The gradient by some filters. */
export function textFilterGradient(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<TextConvolution>(params);
  const first = chunk * p.filtersPerChunk;
  const end = min(first + p.filtersPerChunk, p.filters);
  const filterBytes = <usize>(p.width * p.dim) << 2;
  memory.fill(p.filterGradient + <usize>first * filterBytes, 0, <usize>(end - first) * filterBytes);
  for (let filter = first; filter < end; filter++) {
    for (let text: i32 = 0; text < p.texts; text++) addWindow(p, text, filter, false);
  }
}

/** What the window of one text and one filter adds to the gradient of the input, or of the filter. */
// @ts-ignore: decorator
@inline
function addWindow(p: TextConvolution, text: i32, filter: i32, toInput: bool): void {
  const at = <usize>(text * p.filters + filter) << 2;
  const slope = load<f32>(p.slopes + at);
  if (slope == 0) return;
  const firstToken = load<u32>(p.offsets + (<usize>text << 2));
  const tokens = <i32>(load<u32>(p.offsets + (<usize>text << 2), 4) - firstToken);
  // The padding is zeros, and nothing is learned of it.
  const start = load<i32>(p.positions + at) - p.padding;
  const from = max(start, 0);
  const end = min(start + p.width, tokens);
  const ofInput = <usize>(firstToken + from) * <usize>p.dim << 2;
  const ofFilter = <usize>((filter * p.width + from - start) * p.dim) << 2;
  const length = (end - from) * p.dim;
  if (toInput) addScaled(p.inputGradient + ofInput, p.filter + ofFilter, slope, length);
  else addScaled(p.filterGradient + ofFilter, p.input + ofInput, slope, length);
}

/** to += factor * from. */
function addScaled(to: usize, from: usize, factor: f32, length: i32): void {
  const factors = f32x4.splat(factor);
  const end = to + (<usize>length << 2);
  for (; to + 16 <= end; to += 16) {
    v128.store(to, madd(factors, v128.load(from), v128.load(to)));
    from += 16;
  }
  for (; to < end; to += 4) {
    store<f32>(to, load<f32>(to) + factor * load<f32>(from));
    from += 4;
  }
}
