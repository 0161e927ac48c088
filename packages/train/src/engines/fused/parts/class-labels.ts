import type { LabelSets } from '@sbn/core';
import { rowRules } from '@sbn/kernels/training';
import type { FixedWeights } from '../fixed-weights.js';
import type { ClassRule } from '../loss-rule.js';
import type { LabelDescription } from '../network.js';
import { trainingPhase } from '../training-phase.js';
import { allocateChunkResults } from './chunk-results.js';
import type { LabelPart } from './label-part.js';
import { createLabelRows } from './label-rows.js';
import { allocateLabelWeights } from './label-weights.js';
import type { PartSetting } from './part-setting.js';
import { createScoreFunction } from './score-function.js';
import { createScorePhases } from './score-phases.js';

/** What {@link createClassLabels} is made from. */
export interface ClassLabelsOptions {
  readonly labels: LabelDescription;
  readonly fixed: FixedWeights;
  readonly loss: ClassRule;
  /** Whether something below is trained. */
  readonly needsInputGradient: boolean;
}

interface Areas {
  readonly logits: number;
  readonly maxima: number;
  readonly sums: number;
  readonly laneMaxima: number;
  readonly laneFactors: number;
  readonly totals: number;
  readonly activeTargets: number;
}

/** Multiplications that a histogram has to be worth: clearing and adding up its pairs takes as long as so many. */
const workPerPair = 10;
/** Multiples of it are the same work for two threads and for four. */
const fewChunks = 4;

/**
 * The labels as classes: softmax cross entropy of scores s = f(z). No gradient is known before the sum of all exponentials,
 * so there are two passes: one makes the logits of all labels and keeps them, the other forms the derivatives of a block
 * and updates its weights while both are in the cache.
 */
export function createClassLabels(setting: PartSetting, options: ClassLabelsOptions): LabelPart {
  const { memory } = setting;
  const { labels, fixed, loss } = options;
  const { numLabels, width, score, rowRule } = labels;
  const { config } = score;
  const rows = createLabelRows(setting, {
    ...options,
    // A histogram for each chunk.
    ...(config.kind === 'plif' && {
      mostChunks:
        fewChunks *
        Math.max(1, Math.floor((numLabels * width) / (workPerPair * config.numKnots * fewChunks))),
    }),
  });
  const { labelPass, blockRows, numChunks, results } = rows;
  const classPass = memory.allocateStruct('ClassPass');
  const scoreFunction = createScoreFunction(setting, { score, classPass, numChunks });
  const rowNumbers = rowRule === 'free' ? 0 : memory.allocate(4 * numLabels);
  const laneResult = allocateChunkResults(memory, 1);
  const baseTarget = loss.baseTarget(numLabels);
  const weightOf = (label: number): number => loss.labelWeights?.[label] ?? 1;
  const baseTotal = baseTarget * (loss.labelWeights?.reduce((sum, weight) => sum + weight, 0) ?? numLabels);
  memory.writeStruct('ClassPass', classPass, {
    labels: labelPass,
    score: scoreFunction.at,
    numChunks,
    baseTarget,
    labelWeights: allocateLabelWeights(memory, loss.labelWeights, fixed),
    laneResult: laneResult.at,
    functionSums: memory.allocate(16 * numChunks),
    ...scoreFunction.passFields,
  });
  const scores = createScorePhases({
    memory,
    numLabels,
    positionOf: fixed.positionOf,
    labelPass,
    classPass,
    blockRows,
    numLabelChunks: numChunks,
  });
  let areas: Areas | undefined;
  let emptyRow = -1;

  const addUp = () => trainingPhase('classSums', classPass, 1);
  const checkRows = (): void => {
    if (emptyRow < 0) return;
    throw new RangeError(
      `softmax-cross-entropy loss: the label set of row ${emptyRow} is empty; every row needs a right class`,
    );
  };

  /** The targets of the active labels, in the kernels' order, and the sum of each example's. */
  const fillTargets = (
    labelSets: LabelSets,
    examples: Uint32Array,
    positions: Uint32Array,
    lanes: number,
  ) => {
    const { numRows, offsets, indices } = labelSets;
    const totals = memory.floats(areas!.totals, lanes).fill(0);
    const shares = new Float64Array(numRows);
    emptyRow = -1;
    for (let row = numRows - 1; row >= 0; row--) {
      const count = offsets[row + 1]! - offsets[row]!;
      if (count === 0) emptyRow = row;
      shares[row] = loss.activeShare / count;
      let sum = 0;
      for (let i = offsets[row]!; i < offsets[row + 1]!; i++) sum += weightOf(indices[i]!);
      totals[row] = shares[row]! * sum + baseTotal;
    }
    const targets = memory.floats(areas!.activeTargets, examples.length);
    for (let i = 0; i < examples.length; i++) {
      const position = positions[i]!;
      targets[i] = shares[examples[i]!]! * weightOf(scores.labelAt(position));
    }
  };

  return {
    isLossFirst: true,
    scratchBytes: rows.scratchBytes,
    layOut: (room, coefficients, scratch) => {
      const { lanes, active } = room;
      const gradients = rows.layOut(room, coefficients, scratch);
      rows.write({ rowRule: rowRules[rowRule], rowNumbers });
      areas = {
        logits: memory.allocate(4 * lanes * numLabels),
        maxima: memory.allocate(4 * lanes * numChunks),
        sums: memory.allocate(4 * lanes * numChunks),
        laneMaxima: memory.allocate(4 * lanes),
        laneFactors: memory.allocate(4 * lanes),
        totals: memory.allocate(4 * lanes),
        activeTargets: memory.allocate(4 * active),
      };
      memory.writeStruct('ClassPass', classPass, { ...areas });
      if (room.scoreLanes > 0) scores.layOut(room, areas.logits);
      return gradients;
    },
    load: (labelSets, { lanes }) => {
      const { examples, positions } = rows.load(labelSets);
      fillTargets(labelSets, examples, positions, lanes);
      memory.writeStruct('ClassPass', classPass, { scale: loss.scale(labelSets.numRows, numLabels) });
    },
    loss: () => {
      checkRows();
      return [...scoreFunction.prepare(), trainingPhase('classScores', classPass, numChunks), addUp()];
    },
    update: () => [trainingPhase('classGradients', classPass, numChunks), ...scoreFunction.update()],
    scores: {
      ...scores,
      score: (request) => {
        if (request.hasLoss) checkRows();
        return [...scoreFunction.prepare(), ...scores.score(request), ...(request.hasLoss ? [addUp()] : [])];
      },
    },
    lossSum: () => results.lossSum() + laneResult.lossSum(),
    squares: () => results.squares() + scoreFunction.squares(),
    largestLogit: results.largest,
    largestWeight: results.largest,
  };
}
