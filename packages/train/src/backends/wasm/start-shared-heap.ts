import { env, setBackend } from '@tensorflow/tfjs-core';

/** The part of a worker that the start-up code of the backend uses. */
class AbsentWorker {
  onmessage: ((event: { data: unknown }) => void) | undefined;
  postMessage({ cmd }: { cmd?: string }): void {
    // Asked to load the binary: the start waits for the answer.
    if (cmd === 'load') queueMicrotask(() => this.onmessage?.({ data: { cmd: 'loaded' } }));
  }
  on(): void {}
  unref(): void {}
  terminate(): void {}
}

/**
 * Starts the wasm backend with its tensors in a shared memory, so that our threads can work on them.
 *
 * The package has a binary with a shared memory, the one for threads, but never takes it in Node: its flag says that
 * Node has no threads (https://github.com/tensorflow/tfjs/issues/3830), and the workers that it starts are blob URLs,
 * which Node does not load. Here the flag is set and the workers are left out: the binary runs alone, as the
 * single-threaded one does, and what is worth sharing out is done by our kernels in our own thread team.
 *
 * @param setThreadsCount of the package
 * @returns what `setBackend` returns
 */
export async function startOnSharedHeap(setThreadsCount: (count: number) => void): Promise<boolean> {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  // The start-up code assigns Node's Worker to the global name before it makes its own; the accessor swallows that.
  Object.defineProperty(globalThis, 'Worker', { configurable: true, get: () => AbsentWorker, set: () => {} });
  try {
    // XNNPACK would ask for threads that are not there.
    setThreadsCount(1);
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
    return await setBackend('wasm');
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'Worker');
    else Object.defineProperty(globalThis, 'Worker', before);
  }
}
