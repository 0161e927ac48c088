export { type InPlaceAdamOptions, inPlaceAdam } from './in-place-adam.js';
export type { Replacement } from './replacement.js';
export { startWasm, type WasmOptions, type WasmSession } from './start-wasm.js';
export { WasmError } from './wasm-error.js';
