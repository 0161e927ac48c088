// Adam on float32 arrays: one pass over parameters, moments and gradient.
import { madd } from '../simd/madd';
import { AdamUpdate } from './structs';

const chunkLength: i32 = 16384;

/** Entries [chunk * 16384, ...) of an update. */
export function adam(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<AdamUpdate>(params);
  const offset = (<usize>chunk * <usize>chunkLength) << 2;
  const count = min(chunkLength, p.length - chunk * chunkLength);
  let w = p.values + offset;
  let m = p.first + offset;
  let v = p.second + offset;
  let g = p.gradient + offset;
  const end = w + (<usize>count << 2);
  for (; w + 16 <= end; w += 16) {
    const scaled = f32x4.mul(v128.load(g), f32x4.splat(p.gradientScale));
    const first = madd(v128.load(m), f32x4.splat(p.beta1), f32x4.mul(scaled, f32x4.splat(p.gain1)));
    const square = f32x4.mul(f32x4.mul(scaled, scaled), f32x4.splat(p.gain2));
    const second = madd(v128.load(v), f32x4.splat(p.beta2), square);
    v128.store(m, first);
    v128.store(v, second);
    const root = f32x4.sqrt(f32x4.mul(second, f32x4.splat(p.secondScale)));
    const change = f32x4.div(
      f32x4.mul(first, f32x4.splat(p.firstScale)),
      f32x4.add(root, f32x4.splat(p.epsilon)),
    );
    v128.store(w, f32x4.sub(f32x4.mul(v128.load(w), f32x4.splat(p.keep)), change));
    m += 16;
    v += 16;
    g += 16;
  }
  for (; w < end; w += 4) {
    const scaled = load<f32>(g) * p.gradientScale;
    const first = load<f32>(m) * p.beta1 + scaled * p.gain1;
    const second = load<f32>(v) * p.beta2 + scaled * scaled * p.gain2;
    store<f32>(m, first);
    store<f32>(v, second);
    const root = sqrt<f32>(second * p.secondScale);
    store<f32>(w, load<f32>(w) * p.keep - (first * p.firstScale) / (root + p.epsilon));
    m += 4;
    v += 4;
    g += 4;
  }
}
