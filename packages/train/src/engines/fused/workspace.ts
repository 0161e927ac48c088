import type { Loss } from '@sbn/heads';
import { openThreadTeam, type ThreadTeam } from '@sbn/kernels/thread-team';
import { createKernelMemory, type KernelMemory, trainingModule } from '@sbn/kernels/training';
import { allocateFixedWeights, type FixedWeights } from './fixed-weights.js';
import { type LossRule, lossRule } from './loss-rule.js';
import { describeNetwork, type NetworkDescription } from './network.js';
import { allocateParameter, type ParameterArray, writeRows } from './parameter-arrays.js';
import { createProgram, type Program } from './program.js';
import { type MemoryNeed, requireMemory, type TrainingNeed } from './require-memory.js';
import { trainingModuleName } from './training-phase.js';
import { withMemoryErrors } from './with-memory-errors.js';

/** A model in the kernels' memory, with the program that works on it and the threads that perform it. */
export interface Workspace {
  readonly memory: KernelMemory;
  readonly network: NetworkDescription;
  readonly loss: LossRule;
  /** By the names of the parameters. */
  readonly arrays: ReadonlyMap<string, ParameterArray>;
  readonly fixed: FixedWeights;
  readonly program: Program;
  readonly team: ThreadTeam;
  /** The row of its array that each row of a parameter lies in; undefined where that is its own number. */
  placesOf(array: ParameterArray): Uint32Array | undefined;
  /** Copies the model's parameters in as they are now. */
  takeParameters(): Promise<void>;
}

const noTraining: TrainingNeed = { trained: new Set(), numSlots: 0, keepsGradients: false };

/**
 * Lays a model out for the kernels, parameters included.
 *
 * @throws InputError with code `not-enough-memory`, before anything is allocated where that can be told
 */
export async function openWorkspace(
  options: MemoryNeed & { readonly loss: Loss; readonly threads: number },
): Promise<Workspace> {
  const { model, training, threads } = options;
  const { trained, numSlots, keepsGradients } = training ?? noTraining;
  requireMemory(options);
  const network = describeNetwork(model);
  const loss = lossRule(options.loss.toConfig());
  const shared = threads > 1;
  const { module } = trainingModule({ shared });
  const { memory, arrays, fixed, program } = withMemoryErrors(() => {
    const memory = createKernelMemory({ shared });
    const arrays = new Map(
      model.parameters.map((parameter) => {
        const isTrained = trained.has(parameter.name);
        // Of a table only the touched rows have a gradient, which the program has room for.
        const keepsGradient = isTrained && keepsGradients && parameter.storage.kind !== 'table';
        const array = { parameter, numSlots: isTrained ? numSlots : 0, keepsGradient };
        return [parameter.name, allocateParameter(memory, array)] as const;
      }),
    );
    const fixed = allocateFixedWeights(memory, network.labels);
    const program = createProgram({ memory, network, arrays, fixed, loss, threads, trained, keepsGradients });
    return { memory, arrays, fixed, program };
  });
  const placesOf = ({ parameter }: ParameterArray): Uint32Array | undefined =>
    parameter.name === network.labels.learned?.name ? fixed.positionOf : undefined;
  const takeParameters = async (): Promise<void> => {
    for (const array of arrays.values()) {
      writeRows(memory, array.values, array, await array.parameter.look(), placesOf(array));
    }
  };
  await takeParameters();
  const team = await openThreadTeam({
    memory: memory.memory,
    modules: { [trainingModuleName]: module },
    threads,
  });
  return { memory, network, loss, arrays, fixed, program, team, placesOf, takeParameters };
}
