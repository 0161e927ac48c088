import { moduleOf } from '../load-package.js';

/** What Dawn found to compute on. */
export interface WebgpuAdapter {
  /** The driver's name for it; may be empty. */
  readonly description: string;
  /** The processor pretending to be a graphics card: for tests, and slower than the wasm backend. */
  readonly isSoftware: boolean;
}

interface Gpu {
  requestAdapter(options: { readonly powerPreference: 'high-performance' }): Promise<{
    readonly info?: { readonly description?: string; readonly isFallbackAdapter?: boolean };
  } | null>;
}

/**
 * Gives Node a `navigator.gpu` from Dawn (npm `webgpu`) where it has none, and asks for the adapter that the WebGPU
 * backend of TensorFlow.js will take. Without an adapter `navigator` is left as it was.
 *
 * @param module npm `webgpu`
 * @throws Error when there is no adapter, saying what to install
 */
export async function provideWebgpu(module: unknown): Promise<WebgpuAdapter> {
  const scope = globalThis as { navigator?: { gpu?: Gpu } };
  const remove = scope.navigator?.gpu === undefined ? addGpu(scope, module) : () => {};
  const adapter = await scope.navigator!.gpu!.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    remove();
    throw new Error(`WebGPU found no adapter: ${advice()}`);
  }
  const { description = '', isFallbackAdapter = false } = adapter.info ?? {};
  return { description, isSoftware: isFallbackAdapter };
}

/** @returns takes `navigator.gpu` away again */
function addGpu(scope: { navigator?: { gpu?: Gpu } }, module: unknown): () => void {
  const dawn = moduleOf<{ create(options: string[]): Gpu; globals: object }>(module, 'create');
  Object.assign(globalThis, dawn.globals);
  // Elsewhere there is one interface; on Linux the search for others takes ten times as long and finds nothing usable.
  const gpu = dawn.create(process.platform === 'linux' ? ['backend=vulkan'] : []);
  // Node 20 has no navigator; from Node 21 on it has one without gpu, which cannot be assigned but can be extended.
  if (scope.navigator === undefined) {
    Object.defineProperty(scope, 'navigator', { value: { gpu }, configurable: true, writable: true });
    return () => {
      delete scope.navigator;
    };
  }
  const { navigator } = scope;
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  return () => {
    delete navigator.gpu;
  };
}

function advice(): string {
  if (process.platform === 'linux') {
    return (
      'it needs a Vulkan driver and libvulkan.so.1 (on Debian and Ubuntu: libvulkan1, and the NVIDIA driver or, ' +
      'for AMD and Intel, mesa-vulkan-drivers). vulkaninfo --summary lists the drivers that are found'
    );
  }
  return process.platform === 'darwin'
    ? 'it needs a graphics card with Metal'
    : 'it needs a graphics card with a Direct3D 12 or Vulkan driver';
}
