import type { Batch } from '@sbn/datasets';
import type { Phase } from '@sbn/kernels/thread-team';
import { kernelInputs } from '../kernel-inputs.js';
import type { NetworkDescription } from '../network.js';
import { padded } from '../padded.js';
import { trainingPhase } from '../training-phase.js';
import { createBags } from './bags.js';
import { allocateChunkResults } from './chunk-results.js';
import { allocateDropoutMask } from './dropout-mask.js';
import type { PartialGradients, PartSetting, Scratch, Signal } from './part-setting.js';
import type { Room } from './room.js';

/** The first part of a program: from the examples of a batch to the lanes of the first layer. */
export interface Inputs {
  /** Whether something is trained here, so that the gradient of the rows is needed. */
  readonly isTrained: boolean;
  /** What one thread works in, in bytes. */
  readonly scratchBytes: number;
  /** Gives out the areas that depend on the batch. */
  layOut(room: Room, scratch: Scratch): Signal;
  /** Tells the backward phases where the gradient of the signal comes from. */
  connect(gradients: PartialGradients): void;
  /**
   * Copies a batch in.
   *
   * @param step undefined for a pass without dropout and without updates
   * @returns the phases that make the signal
   */
  load(inputs: Batch['inputs'], step: number | undefined): readonly Phase[];
  /** Updates what is trained here, or keeps its gradients. */
  backward(): readonly Phase[];
  /** Applies the gradients that were kept. */
  late(): readonly Phase[];
  /** Sum of the squares of the gradients that were kept. */
  squares(): number;
  /** The largest absolute number of the signal; NaN when one is. */
  largestOutput(): number;
}

/** Few enough that adding up their sums is nothing. */
const inputChunks = 16;

/** Lays out the inputs: dense rows as they are, or bags reduced to rows; then dropout. */
export function createInputs(setting: PartSetting, network: NetworkDescription): Inputs {
  const { memory, batch } = setting;
  const { inputCols: cols, table, dropout } = network;
  const chunkCols = 16 * Math.ceil(cols / (16 * inputChunks));
  const numChunks = Math.ceil(cols / chunkCols);
  const stride = padded(cols);

  const inputPass = memory.allocateStruct('InputPass');
  const mask = allocateDropoutMask(memory, { ...dropout, layer: 0 });
  const results = allocateChunkResults(memory, numChunks);
  const bags =
    table === undefined
      ? undefined
      : createBags(setting, { table, cols, chunkCols, numChunks, dropout: mask.at });
  let rows = 0;

  return {
    isTrained: bags?.isTrained ?? false,
    scratchBytes: bags?.scratchBytes ?? 0,
    layOut: (room, scratch) => {
      // The last row is read in whole registers.
      rows = memory.allocate(4 * room.lanes * stride + 16);
      const panels = memory.allocate(4 * room.lanes * cols);
      const columns = memory.allocate(4 * room.lanes * stride);
      memory.writeStruct('InputPass', inputPass, {
        batch,
        rows,
        cols,
        rowStride: bags === undefined ? cols : stride,
        chunkCols,
        panels,
        columns,
        dropout: mask.at,
        results: results.at,
      });
      bags?.layOut(room, rows, scratch);
      return { panels, columns };
    },
    connect: (gradients) => bags?.connect(gradients),
    load: (given, step) => {
      const inputs = kernelInputs(given);
      mask.draw(step);
      if ('data' in inputs) {
        memory.floats(rows, inputs.data.length).set(inputs.data);
        return [trainingPhase('loadInputs', inputPass, numChunks)];
      }
      const reduce = bags!.load(inputs);
      // One more chunk, beside those of the columns, sorts the entries for the backward phases.
      const isIndexed = bags!.isTrained && step !== undefined;
      memory.writeStruct('InputPass', inputPass, { bagIndex: isIndexed ? bags!.bagPass : 0 });
      return [reduce, trainingPhase('loadInputs', inputPass, numChunks + (isIndexed ? 1 : 0))];
    },
    backward: () => bags?.backward() ?? [],
    late: () => bags?.late() ?? [],
    squares: () => bags?.squares() ?? 0,
    largestOutput: results.largest,
  };
}
