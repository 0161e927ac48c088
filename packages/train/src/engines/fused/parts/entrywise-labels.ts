import type { FixedWeights } from '../fixed-weights.js';
import type { EntrywiseRule } from '../loss-rule.js';
import type { LabelDescription } from '../network.js';
import { trainingPhase } from '../training-phase.js';
import type { LabelPart } from './label-part.js';
import { createLabelRows } from './label-rows.js';
import { allocateLabelWeights } from './label-weights.js';
import type { PartSetting } from './part-setting.js';
import { createScorePhases } from './score-phases.js';

/** What {@link createEntrywiseLabels} is made from. */
export interface EntrywiseLabelsOptions {
  readonly labels: LabelDescription;
  readonly fixed: FixedWeights;
  readonly loss: EntrywiseRule;
  /** Whether something below is trained. */
  readonly needsInputGradient: boolean;
}

/**
 * The labels under a loss that is a sum over the entries of the logits: one pass, in which a block of label weights makes
 * its logits, their loss and derivatives, and is updated while it is in the cache.
 */
export function createEntrywiseLabels(setting: PartSetting, options: EntrywiseLabelsOptions): LabelPart {
  const { memory } = setting;
  const { labels, fixed, loss } = options;
  const { numLabels } = labels;
  const rows = createLabelRows(setting, options);
  const { labelPass, blockRows, numChunks, results } = rows;
  const lossStruct = memory.allocateStruct('LossRule');
  memory.writeStruct('LossRule', lossStruct, {
    ...loss.values,
    labelWeights: allocateLabelWeights(memory, loss.labelWeights, fixed),
  });
  const scores = createScorePhases({
    memory,
    numLabels,
    positionOf: fixed.positionOf,
    labelPass,
    blockRows,
    numLabelChunks: numChunks,
  });
  const pass = (lossOnly: 0 | 1) => {
    rows.write({ lossOnly });
    return [trainingPhase('labelPass', labelPass, numChunks)];
  };

  return {
    isLossFirst: false,
    scratchBytes: rows.scratchBytes,
    layOut: (room, coefficients, scratch) => {
      const gradients = rows.layOut(room, coefficients, scratch);
      rows.write({ loss: lossStruct });
      if (room.scoreLanes > 0) scores.layOut(room);
      return gradients;
    },
    load: (labelSets) => {
      rows.load(labelSets);
      memory.writeStruct('LossRule', lossStruct, { scale: loss.scale(labelSets.numRows, numLabels) });
    },
    loss: () => pass(1),
    update: () => pass(0),
    scores,
    lossSum: results.lossSum,
    squares: results.squares,
    largestLogit: results.largest,
    largestWeight: results.largest,
  };
}
