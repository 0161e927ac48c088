// Bags of features: their rows of a table summed up, and lazy updates of the rows that a batch touches.
import { BagPass, ChunkResult, Trained, UpdateRule } from './structs';
import { sumOfSquares, update, updateLater } from './update';

/** Phase: the reduced rows of a chunk of examples. */
export function bagRows(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<BagPass>(params);
  const table = changetype<Trained>(pass.table).values;
  const rowBytes = <usize>pass.stride << 2;
  const end = min((chunk + 1) * pass.chunkExamples, pass.examples);
  for (let example = chunk * pass.chunkExamples; example < end; example++) {
    const to = pass.rows + <usize>example * rowBytes;
    memory.fill(to, 0, rowBytes);
    const start = load<i32>(pass.offsets + (<usize>example << 2));
    const stop = load<i32>(pass.offsets + (<usize>example << 2), 4);
    let total: f64 = 0;
    for (let i = start; i < stop; i++) {
      total += pass.entryValues == 0 ? 1 : abs<f64>(<f64>load<f32>(pass.entryValues + (<usize>i << 2)));
    }
    for (let i = start; i < stop; i++) {
      const own: f32 = pass.entryValues == 0 ? 1 : load<f32>(pass.entryValues + (<usize>i << 2));
      let factor = own;
      if (pass.isMean) factor = total == 0 ? 0 : <f32>(<f64>own / total);
      store<f32>(pass.factors + (<usize>i << 2), factor);
      const from = table + <usize>load<u32>(pass.features + (<usize>i << 2)) * rowBytes;
      const factors = f32x4.splat(factor);
      for (let at: usize = 0; at < rowBytes; at += 16) {
        v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(factors, v128.load(from + at))));
      }
    }
  }
}

/** The entries of the batch gathered by feature, each feature's in the order of the batch; needs the factors of bagRows. */
export function bagIndex(params: usize): void {
  const pass = changetype<BagPass>(params);
  const numEntries = load<i32>(pass.offsets + (<usize>pass.examples << 2));
  let numDistinct: i32 = 0;
  for (let i: i32 = 0; i < numEntries; i++) {
    const slot = pass.slotOf + (<usize>load<u32>(pass.features + (<usize>i << 2)) << 2);
    let found = load<i32>(slot);
    if (found == 0) {
      store<u32>(pass.distinct + (<usize>numDistinct << 2), load<u32>(pass.features + (<usize>i << 2)));
      found = ++numDistinct;
      store<i32>(slot, found);
      store<i32>(pass.starts + (<usize>found << 2), 0);
    }
    // Counts are one further than they will be read, so that their running sum is where each feature begins.
    const count = pass.starts + (<usize>found << 2);
    store<i32>(count, load<i32>(count) + 1);
  }
  store<i32>(pass.starts, 0);
  for (let d: i32 = 0; d < numDistinct; d++) {
    const at = pass.starts + (<usize>d << 2);
    store<i32>(at, load<i32>(at, 4) + load<i32>(at), 4);
  }
  // From the last to the first entry, each goes to the end of its feature's stretch; so the ends become the starts.
  for (let example = pass.examples - 1; example >= 0; example--) {
    const start = load<i32>(pass.offsets + (<usize>example << 2));
    for (let i = load<i32>(pass.offsets + (<usize>example << 2), 4) - 1; i >= start; i--) {
      const slot = load<i32>(pass.slotOf + (<usize>load<u32>(pass.features + (<usize>i << 2)) << 2));
      const end = pass.starts + (<usize>slot << 2);
      const at = load<i32>(end) - 1;
      store<i32>(end, at);
      store<i32>(pass.entryExamples + (<usize>at << 2), example);
      store<f32>(pass.entryFactors + (<usize>at << 2), load<f32>(pass.factors + (<usize>i << 2)));
    }
  }
  for (let d: i32 = 0; d < numDistinct; d++) {
    store<i32>(pass.starts + (<usize>d << 2), load<i32>(pass.starts + (<usize>d << 2), 4));
    store<i32>(pass.slotOf + (<usize>load<u32>(pass.distinct + (<usize>d << 2)) << 2), 0);
  }
  store<i32>(pass.starts + (<usize>numDistinct << 2), numEntries);
  store<i32>(pass.numDistinct, numDistinct);
}

/** Phase: gradient and update of a chunk of the distinct features. */
export function bagUpdate(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<BagPass>(params);
  const trained = changetype<Trained>(pass.table);
  const rule = changetype<UpdateRule>(trained.rule);
  const rowBytes = <usize>pass.stride << 2;
  const scratch = pass.scratch + <usize>thread * pass.scratchBytes;
  const end = min((chunk + 1) * pass.chunkFeatures, load<i32>(pass.numDistinct));
  let squares: f64 = 0;
  for (let d = chunk * pass.chunkFeatures; d < end; d++) {
    const gradient = rule.kind == updateLater ? pass.keptGradients + <usize>d * rowBytes : scratch;
    memory.fill(gradient, 0, rowBytes);
    const stop = load<i32>(pass.starts + (<usize>d << 2), 4);
    for (let i = load<i32>(pass.starts + (<usize>d << 2)); i < stop; i++) {
      const from = pass.rowGradients + <usize>load<i32>(pass.entryExamples + (<usize>i << 2)) * rowBytes;
      const factors = v128.load32_splat(pass.entryFactors + (<usize>i << 2));
      for (let at: usize = 0; at < rowBytes; at += 16) {
        v128.store(
          gradient + at,
          f32x4.add(v128.load(gradient + at), f32x4.mul(factors, v128.load(from + at))),
        );
      }
    }
    if (rule.kind == updateLater) squares += sumOfSquares(gradient, pass.stride);
    else updateRow(pass, trained, rule, d, gradient);
  }
  store<f64>(pass.results + <usize>chunk * offsetof<ChunkResult>(), squares, 8);
}

/** Phase: the update of a chunk of the distinct features whose gradients were kept. */
export function bagLateUpdate(params: usize, chunk: i32, thread: i32): void {
  const pass = changetype<BagPass>(params);
  const trained = changetype<Trained>(pass.table);
  const end = min((chunk + 1) * pass.chunkFeatures, load<i32>(pass.numDistinct));
  for (let d = chunk * pass.chunkFeatures; d < end; d++) {
    const gradient = pass.keptGradients + <usize>d * (<usize>pass.stride << 2);
    updateRow(pass, trained, changetype<UpdateRule>(trained.rule), d, gradient);
  }
}

function updateRow(pass: BagPass, trained: Trained, rule: UpdateRule, d: i32, gradient: usize): void {
  const at = <usize>load<u32>(pass.distinct + (<usize>d << 2)) * (<usize>pass.stride << 2);
  update(rule, trained.values + at, trained.first + at, trained.second + at, gradient, pass.stride);
}
