/** The exports of one of our modules: loops that take addresses and sizes and return nothing. */
export type KernelExports = Readonly<Record<string, (...args: number[]) => void>>;

/** Compiles a module once; WebAssembly modules are immutable, so every memory can share the compiled code. */
export function compileKernel(wasmBase64: string): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(atob(wasmBase64), (char) => char.charCodeAt(0)));
}

/** Runs a compiled module on a memory of the caller's. */
export function instantiateKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
}
