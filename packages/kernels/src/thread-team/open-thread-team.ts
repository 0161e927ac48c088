import { openTeam } from './open-team.js';
import type { ThreadTeam, ThreadTeamOptions } from './thread-team.js';

/** The built worker: seen from `src` and from `dist` it is in the same place, and Node cannot load the source. */
const builtWorker = new URL('../../dist/thread-team/worker.js', import.meta.url);

/**
 * Opens a team of threads that run WebAssembly functions on one memory, for Node.
 *
 * The calling thread takes part, so that `threads: 1` starts no worker and needs no shared memory. Waits until every
 * worker is ready. Between two calls a worker stays awake for a moment, and then sleeps.
 *
 * @example
 * const team = await openThreadTeam({ memory, modules: { sums }, threads: 2 });
 * team.run({ module: 'sums', name: 'addRows', params: address, numChunks: 64 });
 * await team.dispose();
 *
 * @throws RangeError when `threads` or `stallTimeout` is out of range
 * @throws ThreadTeamError `no-shared-memory`, or `start-failed` when a module or a worker does not start
 */
export function openThreadTeam(options: ThreadTeamOptions): Promise<ThreadTeam> {
  return openTeam(options, builtWorker);
}
