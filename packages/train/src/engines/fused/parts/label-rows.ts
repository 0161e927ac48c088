import type { LabelSets } from '@sbn/core';
import type { StructValues } from '@sbn/kernels/training';
import type { FixedWeights } from '../fixed-weights.js';
import type { LabelDescription } from '../network.js';
import { type ActiveLabels, activeLabels } from './active-labels.js';
import { allocateChunkResults, type ChunkResults } from './chunk-results.js';
import { cutLabels } from './label-cut.js';
import {
  alignedBytes,
  type PartialGradients,
  type PartSetting,
  type Scratch,
  type Signal,
} from './part-setting.js';
import type { Room } from './room.js';

/** What {@link createLabelRows} is made from. */
export interface LabelRowsOptions {
  readonly labels: LabelDescription;
  readonly fixed: FixedWeights;
  /** Whether something below is trained. */
  readonly needsInputGradient: boolean;
  /** The most chunks that the labels may be cut into. */
  readonly mostChunks?: number;
}

/** The rows of the label weights, and the active labels of a batch: what every {@link LabelPart} works on. */
export interface LabelRows {
  /** Address of the LabelPass. */
  readonly labelPass: number;
  readonly blockRows: number;
  readonly numChunks: number;
  readonly results: ChunkResults;
  /** What one thread works in, in bytes. */
  scratchBytes(lanes: number): number;
  /** Gives out the areas that depend on the batch. */
  layOut(room: Room, coefficients: Signal, scratch: Scratch): PartialGradients;
  /** Copies the active labels of a batch in. */
  load(labelSets: LabelSets): ActiveLabels;
  /** Overwrites fields of the LabelPass. */
  write(values: StructValues<'LabelPass'>): void;
}

interface Areas {
  readonly positions: number;
  readonly examples: number;
  readonly starts: number;
}

/** Lays out the label weights. How they are cut depends neither on the batch nor on the number of threads. */
export function createLabelRows(setting: PartSetting, options: LabelRowsOptions): LabelRows {
  const { memory, batch, arrays } = setting;
  const { labels, fixed, needsInputGradient, mostChunks } = options;
  const { numLabels, width } = labels;
  const learned = labels.learned === undefined ? undefined : arrays.get(labels.learned.name)!;
  const bias = labels.bias === undefined ? undefined : arrays.get(labels.bias)!;
  const { blockRows, chunkRows, numChunks } = cutLabels({
    numLabels,
    width,
    granularity: fixed.granularity,
    mostChunks,
  });
  const labelPass = memory.allocateStruct('LabelPass');
  const results = allocateChunkResults(memory, numChunks);
  let areas: Areas | undefined;

  // A block's logits or their derivatives, and behind them the gradient of its weights or the logits of its active labels.
  const blockBytes = (lanes: number): number =>
    alignedBytes(4 * blockRows * (lanes + Math.max(lanes, learned?.stride ?? 0, 4)));

  return {
    labelPass,
    blockRows,
    numChunks,
    results,
    scratchBytes: (lanes) => blockBytes(lanes) + fixed.transformScratchBytes,
    layOut: ({ lanes, active }, coefficients, { scratch, scratchBytes }) => {
      const partialBytes = 4 * lanes * width;
      const partials = needsInputGradient ? memory.allocate(partialBytes * numChunks) : 0;
      areas = {
        positions: memory.allocate(4 * active),
        examples: memory.allocate(4 * active),
        starts: memory.allocate(4 * (numChunks + 1)),
      };
      memory.writeStruct('LabelPass', labelPass, {
        batch,
        numLabels,
        chunkRows,
        blockRows,
        width,
        coefficients: coefficients.panels,
        learnedColumns: coefficients.columns,
        partials,
        partialBytes,
        learned: learned?.trained ?? 0,
        cols: learned?.cols ?? 0,
        stride: learned?.stride ?? 0,
        bias: bias?.trained ?? 0,
        fixed: fixed.matrix,
        fixedCols: fixed.matrix === 0 ? 0 : fixed.cols,
        fixedStride: fixed.stride,
        transform: fixed.transform,
        activePositions: areas.positions,
        activeExamples: areas.examples,
        activeStarts: areas.starts,
        results: results.at,
        scratch,
        scratchBytes,
        transformScratch: scratch + blockBytes(lanes),
      });
      return { upstream: partials, upstreamBytes: partialBytes, upstreamCount: numChunks };
    },
    load: (labelSets) => {
      const found = activeLabels(labelSets, { numLabels, chunkRows, positionOf: fixed.positionOf });
      const { positions, examples, starts } = found;
      memory.words(areas!.positions, positions.length).set(positions);
      memory.words(areas!.examples, examples.length).set(examples);
      memory.words(areas!.starts, starts.length).set(starts);
      return found;
    },
    write: (values) => memory.writeStruct('LabelPass', labelPass, values),
  };
}
