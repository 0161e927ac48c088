import { compileRelaxed, type RelaxedModule } from '../compile-relaxed.js';
import { wasmBase64 as plain } from '../generated/tensor-kernels.js';
import { wasmBase64 as relaxed } from '../generated/tensor-kernels-relaxed.js';
import { wasmBase64 as shared } from '../generated/tensor-kernels-shared.js';
import { wasmBase64 as sharedRelaxed } from '../generated/tensor-kernels-shared-relaxed.js';

const compiled = new Map<boolean, RelaxedModule>();

/** The kernels on tensors for a shared or an own memory, compiled once. */
export function tensorKernelsModule(options: { readonly shared: boolean }): RelaxedModule {
  const known = compiled.get(options.shared);
  if (known !== undefined) return known;
  const result = options.shared ? compileRelaxed(sharedRelaxed, shared) : compileRelaxed(relaxed, plain);
  compiled.set(options.shared, result);
  return result;
}
