/** The wasm backend cannot be used as asked for. */
export class WasmError extends Error {
  override readonly name = 'WasmError';
  readonly code: 'not-installed' | 'failed' | 'heap-not-shared' | 'memory';

  constructor(message: string, code: WasmError['code'], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
