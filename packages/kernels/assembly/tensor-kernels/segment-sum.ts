import { SegmentSum } from './structs';

const colsPerChunk: i32 = 64;

/** Columns [chunk * 64, ...) of all rows, in the order of the rows: sums do not depend on who adds them up. */
export function segmentSum(params: usize, chunk: i32, thread: i32): void {
  const p = changetype<SegmentSum>(params);
  const rowBytes = <usize>p.cols << 2;
  const offset = <usize>(chunk * colsPerChunk) << 2;
  const width = min(<usize>colsPerChunk << 2, rowBytes - offset);
  let from = p.values + offset;
  for (let row: i32 = 0; row < p.rows; row++) {
    const segment = load<u32>(p.segments + (<usize>row << 2));
    if (segment < <u32>p.numSegments) {
      let at = from;
      let to = p.sums + <usize>segment * rowBytes + offset;
      const end = to + width;
      for (; to + 16 <= end; to += 16) {
        v128.store(to, f32x4.add(v128.load(to), v128.load(at)));
        at += 16;
      }
      for (; to < end; to += 4) {
        store<f32>(to, load<f32>(to) + load<f32>(at));
        at += 4;
      }
    }
    from += rowBytes;
  }
}
