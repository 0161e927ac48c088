import type { SparseRows } from '@sbn/core';
import type { Phase } from '@sbn/kernels/thread-team';
import type { NetworkDescription } from '../network.js';
import { padded } from '../padded.js';
import { trainingPhase } from '../training-phase.js';
import { allocateVaryingResults, type ChunkResults } from './chunk-results.js';
import type { PartialGradients, PartSetting, Scratch } from './part-setting.js';
import type { Room } from './room.js';

/** Bags of features that a table reduces to rows, and the table's updates. */
export interface Bags {
  /** Whether the table is trained. */
  readonly isTrained: boolean;
  /** Address of the BagPass. */
  readonly bagPass: number;
  /** What one thread works in, in bytes. */
  readonly scratchBytes: number;
  /**
   * Gives out the areas that depend on the batch.
   *
   * @param rows address of what the bags are reduced to, [lanes][cols padded]
   */
  layOut(room: Room, rows: number, scratch: Scratch): void;
  /** Tells the backward phases where the gradient of the rows comes from, before dropout. */
  connect(gradients: PartialGradients): void;
  /** Copies the bags in; the phase reduces them. */
  load(inputs: SparseRows): Phase;
  /** Updates the table, or keeps its gradients; nothing where it is not trained. */
  backward(): readonly Phase[];
  /** Applies the gradients that were kept. */
  late(): readonly Phase[];
  /** Sum of the squares of the gradients that were kept. */
  squares(): number;
}

/** What {@link createBags} is made from. */
export interface BagsOptions {
  readonly table: NonNullable<NetworkDescription['table']>;
  readonly cols: number;
  /** How the columns of the rows are cut. */
  readonly chunkCols: number;
  readonly numChunks: number;
  /** Address of the Dropout of the rows. */
  readonly dropout: number;
}

const examplesPerChunk = 8;
const featuresPerChunk = 64;

interface Areas {
  readonly offsets: number;
  readonly features: number;
  readonly values: number;
  readonly results: ChunkResults;
}

/** Lays out a table of features and the bags that are taken from it. */
export function createBags(setting: PartSetting, options: BagsOptions): Bags {
  const { memory, batch, arrays, trained, keepsGradients } = setting;
  const { table, cols, chunkCols, numChunks, dropout } = options;
  const isTrained = trained.has(table.name);
  const stride = padded(cols);
  const bagPass = memory.allocateStruct('BagPass');
  const inputGradient = memory.allocateStruct('InputGradient');
  const slotOf = memory.allocate(4 * table.numFeatures);
  memory.words(slotOf, table.numFeatures).fill(0);
  const numDistinct = memory.allocate(4);
  let areas: Areas | undefined;

  const numFeatureChunks = (): number => Math.ceil(memory.words(numDistinct, 1)[0]! / featuresPerChunk);

  return {
    isTrained,
    bagPass,
    scratchBytes: 4 * stride,
    layOut: ({ lanes, entries }, rows, scratch) => {
      const offsets = memory.allocate(4 * (lanes + 1));
      const features = memory.allocate(4 * entries);
      const values = memory.allocate(4 * entries);
      const rowGradients = isTrained ? memory.allocate(4 * lanes * stride) : 0;
      const results = allocateVaryingResults(memory, Math.ceil(entries / featuresPerChunk), numFeatureChunks);
      memory.writeStruct('BagPass', bagPass, {
        dim: cols,
        stride,
        table: arrays.get(table.name)!.trained,
        isMean: table.isMean ? 1 : 0,
        offsets,
        features,
        factors: memory.allocate(4 * entries),
        rows,
        chunkExamples: examplesPerChunk,
        rowGradients,
        slotOf,
        distinct: memory.allocate(4 * entries),
        numDistinct,
        starts: memory.allocate(4 * (entries + 2)),
        entryExamples: memory.allocate(4 * entries),
        entryFactors: memory.allocate(4 * entries),
        chunkFeatures: featuresPerChunk,
        keptGradients: isTrained && keepsGradients ? memory.allocate(4 * entries * stride) : 0,
        results: results.at,
        ...scratch,
      });
      memory.writeStruct('InputGradient', inputGradient, {
        batch,
        cols,
        chunkCols,
        rowStride: stride,
        dropout,
        rowGradients,
      });
      // Padding columns of the gradient are never written, and would be added to the table's padding.
      if (rowGradients !== 0) memory.floats(rowGradients, lanes * stride).fill(0);
      areas = { offsets, features, values, results };
    },
    connect: (gradients) => memory.writeStruct('InputGradient', inputGradient, gradients),
    load: (inputs) => {
      const { offsets, features, values } = areas!;
      const { numRows, indices } = inputs;
      memory.words(offsets, numRows + 1).set(inputs.offsets);
      memory.words(features, indices.length).set(indices);
      if (inputs.values !== undefined) memory.floats(values, indices.length).set(inputs.values);
      memory.writeStruct('BagPass', bagPass, {
        examples: numRows,
        entryValues: inputs.values === undefined ? 0 : values,
      });
      return trainingPhase('bagRows', bagPass, Math.ceil(numRows / examplesPerChunk));
    },
    backward: () =>
      isTrained
        ? [
            trainingPhase('inputGradient', inputGradient, numChunks),
            trainingPhase('bagUpdate', bagPass, numFeatureChunks()),
          ]
        : [],
    late: () => (isTrained ? [trainingPhase('bagLateUpdate', bagPass, numFeatureChunks())] : []),
    squares: () => (isTrained ? areas!.results.squares() : 0),
  };
}
