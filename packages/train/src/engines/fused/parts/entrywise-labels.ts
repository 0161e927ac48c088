import type { FixedWeights } from '../fixed-weights.js';
import type { LossRule } from '../loss-rule.js';
import type { LabelDescription } from '../network.js';
import { trainingPhase } from '../training-phase.js';
import { activeLabels } from './active-labels.js';
import { allocateChunkResults } from './chunk-results.js';
import { cutLabels } from './label-cut.js';
import type { LabelPart } from './label-part.js';
import { alignedBytes, type PartSetting } from './part-setting.js';
import { createScorePhases } from './score-phases.js';

/** What {@link createEntrywiseLabels} is made from. */
export interface EntrywiseLabelsOptions {
  readonly labels: LabelDescription;
  readonly fixed: FixedWeights;
  readonly loss: LossRule;
  /** Whether something below is trained. */
  readonly needsInputGradient: boolean;
}

interface Areas {
  readonly positions: number;
  readonly examples: number;
  readonly starts: number;
}

/**
 * The labels under a loss that is a sum over the entries of the logits: one pass, in which a block of label weights makes
 * its logits, their loss and derivatives, and is updated while it is in the cache.
 */
export function createEntrywiseLabels(setting: PartSetting, options: EntrywiseLabelsOptions): LabelPart {
  const { memory, batch, arrays } = setting;
  const { labels, fixed, loss, needsInputGradient } = options;
  const { numLabels, width } = labels;
  const learned = labels.learned === undefined ? undefined : arrays.get(labels.learned.name)!;
  const bias = labels.bias === undefined ? undefined : arrays.get(labels.bias)!;
  const { blockRows, chunkRows, numChunks } = cutLabels({
    numLabels,
    width,
    granularity: fixed.granularity,
  });
  const labelPass = memory.allocateStruct('LabelPass');
  const lossStruct = memory.allocateStruct('LossRule');
  memory.writeStruct('LossRule', lossStruct, loss.values);
  if (loss.labelWeights !== undefined) {
    const at = memory.allocate(4 * numLabels);
    const factors = memory.floats(at, numLabels);
    loss.labelWeights.forEach((factor, label) => {
      factors[fixed.positionOf === undefined ? label : fixed.positionOf[label]!] = factor;
    });
    memory.writeStruct('LossRule', lossStruct, { labelWeights: at });
  }
  const results = allocateChunkResults(memory, numChunks);
  const scores = createScorePhases({
    memory,
    numLabels,
    positionOf: fixed.positionOf,
    labelPass,
    blockRows,
    numLabelChunks: numChunks,
  });
  let areas: Areas | undefined;

  // A block's logits or their derivatives, and behind them the gradient of its weights or the logits of its active labels.
  const blockBytes = (lanes: number): number =>
    alignedBytes(4 * blockRows * (lanes + Math.max(lanes, learned?.stride ?? 0, 4)));

  return {
    scratchBytes: (lanes) => blockBytes(lanes) + fixed.transformScratchBytes,
    layOut: (room, coefficients, { scratch, scratchBytes }) => {
      const { lanes, active } = room;
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
        loss: lossStruct,
        activePositions: areas.positions,
        activeExamples: areas.examples,
        activeStarts: areas.starts,
        results: results.at,
        scratch,
        scratchBytes,
        transformScratch: scratch + blockBytes(lanes),
      });
      if (room.scoreLanes > 0) scores.layOut(room);
      return { upstream: partials, upstreamBytes: partialBytes, upstreamCount: numChunks };
    },
    load: (labelSets) => {
      const { positions, examples, starts } = activeLabels(labelSets, {
        numLabels,
        chunkRows,
        positionOf: fixed.positionOf,
      });
      memory.words(areas!.positions, positions.length).set(positions);
      memory.words(areas!.examples, examples.length).set(examples);
      memory.words(areas!.starts, starts.length).set(starts);
      memory.writeStruct('LossRule', lossStruct, { scale: loss.scale(labelSets.numRows, numLabels) });
    },
    phases: (lossOnly) => {
      memory.writeStruct('LabelPass', labelPass, { lossOnly: lossOnly ? 1 : 0 });
      return [trainingPhase('labelPass', labelPass, numChunks)];
    },
    scores,
    lossSum: results.lossSum,
    squares: results.squares,
    largestLogit: results.largest,
    largestWeight: results.largest,
  };
}
