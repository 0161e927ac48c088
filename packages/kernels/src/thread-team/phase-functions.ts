/** One parallel phase: does one chunk of it. `params` is an address in the memory of the team. */
export type PhaseFunction = (params: number, chunk: number, thread: number) => void;

/** A module's phases: its exported functions of three parameters, in the order of the export section. */
export interface ModulePhases {
  readonly module: string;
  readonly names: readonly string[];
  readonly functions: readonly PhaseFunction[];
}

/**
 * Instantiates every module on one memory. Each thread does this for itself and gets the same phases in the same order,
 * so that a position in the list means the same function everywhere.
 *
 * @param modules compiled modules, which may import `env.memory` and nothing else
 * @throws WebAssembly.LinkError or TypeError, whose message starts with the name of the module
 */
export function instantiatePhases(
  modules: Readonly<Record<string, WebAssembly.Module>>,
  memory: WebAssembly.Memory,
): readonly ModulePhases[] {
  return Object.entries(modules).map(([module, compiled]) => {
    let instance: WebAssembly.Instance;
    try {
      instance = new WebAssembly.Instance(compiled, { env: { memory } });
    } catch (error) {
      if (error instanceof Error) error.message = `module ${module}: ${error.message}`;
      throw error;
    }
    const phases = Object.entries(instance.exports).filter(
      (entry): entry is [string, PhaseFunction] => typeof entry[1] === 'function' && entry[1].length === 3,
    );
    return {
      module,
      names: phases.map(([name]) => name),
      functions: phases.map(([, phase]) => phase),
    };
  });
}
