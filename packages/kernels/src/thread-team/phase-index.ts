import type { ModulePhases } from './phase-functions.js';

/**
 * Makes the look-up from the names of a phase to its position in the list of all phases.
 *
 * @returns a function that throws RangeError, with what there is, for names that are not there
 */
export function createPhaseIndex(modules: readonly ModulePhases[]): (module: string, name: string) => number {
  const index = new Map<string, Map<string, number>>();
  let position = 0;
  for (const { module, names } of modules) {
    index.set(module, new Map(names.map((name) => [name, position++])));
  }
  return (module, name) => {
    const found = index.get(module)?.get(name);
    if (found !== undefined) return found;
    const phases = index.get(module);
    throw new RangeError(
      phases === undefined
        ? `the team has no module '${module}': it was opened with ${[...index.keys()].join(', ') || 'none'}`
        : `module '${module}' has no exported function '${name}' with the three parameters of a phase: ` +
            `it has ${[...phases.keys()].join(', ') || 'none'}`,
    );
  };
}
