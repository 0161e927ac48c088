import { WebgpuError } from './webgpu-error.js';

/** The part of TensorFlow.js's WebGPU backend that reads. */
export interface ReadableBackend {
  readonly device: {
    readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
    addEventListener(
      type: 'uncapturederror',
      listener: (event: { readonly error: { readonly message: string } }) => void,
    ): void;
  };
  read(dataId: object): Promise<unknown>;
  readSync(dataId: object): unknown;
}

const watched = new WeakSet<ReadableBackend>();

/**
 * Lets failures of the device show. WebGPU reports none where it happens: what was queued gives zeros, or memory as it
 * was. From the first failure on every read of the backend throws a {@link WebgpuError}, so that no wrong number gets
 * out. Watching a backend again changes nothing.
 */
export function watchDevice(backend: ReadableBackend): void {
  if (watched.has(backend)) return;
  watched.add(backend);
  let failure: WebgpuError | undefined;
  const lost = backend.device.lost.then(({ reason, message }) => {
    failure = new WebgpuError(
      `The WebGPU device was lost (${[reason, message].filter(Boolean).join(': ')}), and all tensors with it. ` +
        'Start the program again; a training goes on from its last checkpoint.',
      { code: 'webgpu-device-lost' },
    );
  });
  backend.device.addEventListener('uncapturederror', ({ error }) => {
    failure ??= failureOf(error);
  });
  const [read, readSync] = [backend.read.bind(backend), backend.readSync.bind(backend)];
  backend.read = async (dataId) => {
    try {
      const values = await read(dataId);
      if (failure === undefined) return values;
    } catch (cause) {
      // A lost device refuses the read before it tells that it is lost.
      await Promise.race([lost, new Promise((resolve) => setTimeout(resolve, 1000))]);
      if (failure === undefined) throw cause;
    }
    throw failure;
  };
  backend.readSync = (dataId) => {
    if (failure !== undefined) throw failure;
    return readSync(dataId);
  };
}

function failureOf(error: { readonly message: string }): WebgpuError {
  const isMemory = error.constructor.name === 'GPUOutOfMemoryError';
  const message = isMemory
    ? `WebGPU ran out of memory: ${error.message} Use a smaller batch or model.`
    : `WebGPU failed, and what it has computed since is wrong: ${error.message}`;
  return new WebgpuError(message, {
    code: isMemory ? 'webgpu-out-of-memory' : 'webgpu-failed',
    cause: error,
  });
}
