import { compileRelaxed, type RelaxedModule } from '../compile-relaxed.js';
import { wasmBase64 as plain } from '../generated/training.js';
import { wasmBase64 as relaxed } from '../generated/training-relaxed.js';
import { wasmBase64 as shared } from '../generated/training-shared.js';
import { wasmBase64 as sharedRelaxed } from '../generated/training-shared-relaxed.js';

const compiled = new Map<boolean, RelaxedModule>();

/** The training kernels for a shared or an own memory, compiled once. */
export function trainingModule(options: { readonly shared: boolean }): RelaxedModule {
  const known = compiled.get(options.shared);
  if (known !== undefined) return known;
  const result = options.shared ? compileRelaxed(sharedRelaxed, shared) : compileRelaxed(relaxed, plain);
  compiled.set(options.shared, result);
  return result;
}
