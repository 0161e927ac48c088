import { ChunkResult, LateUpdate, Trained, UpdateRule } from './structs';
import { update } from './update';

/** Phase: a chunk of the entries of one array, from gradients that were kept. */
export function lateUpdate(params: usize, chunk: i32, thread: i32): void {
  const late = changetype<LateUpdate>(params);
  const trained = changetype<Trained>(late.trained);
  const first = chunk * late.chunkCount;
  const at = <usize>first << 2;
  const found = update(
    changetype<UpdateRule>(trained.rule),
    trained.values + at,
    trained.first + at,
    trained.second + at,
    trained.gradient + at,
    min(late.chunkCount, late.count - first),
  );
  changetype<ChunkResult>(late.results + <usize>chunk * offsetof<ChunkResult>()).largest = found;
}
