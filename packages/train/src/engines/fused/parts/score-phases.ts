import type { LabelSets } from '@sbn/core';
import type { Phase } from '@sbn/kernels/thread-team';
import type { KernelMemory } from '@sbn/kernels/training';
import { trainingPhase } from '../training-phase.js';
import type { BatchShape } from './batch-shape.js';
import type { Room } from './room.js';

/** What {@link createScorePhases} is made from. */
export interface ScorePhasesOptions {
  readonly memory: KernelMemory;
  readonly numLabels: number;
  /** The position of each label; its own number when left out. */
  readonly positionOf: Uint32Array | undefined;
  /** Address of the LabelPass. */
  readonly labelPass: number;
  /** Address of the ClassPass, where the labels are classes; their scores then stand for logits in all that follows. */
  readonly classPass?: number;
  readonly blockRows: number;
  readonly numLabelChunks: number;
}

/** The best labels of a batch, row-major [examples, k], and the ranks and predictions of its gold labels. */
export interface BatchRanking {
  readonly topLabels: Uint32Array;
  readonly topScores: Float32Array;
  readonly goldRanks: Uint32Array;
  readonly goldPredicted: Uint8Array;
  readonly rowPredictions: Uint32Array;
  readonly labelPredictions: Uint32Array;
}

/** The phases that score a batch instead of training on it, to be performed after those that load it. */
export interface ScorePhases {
  /**
   * Gives out the areas that depend on the batch.
   *
   * @param logits address of room for all logits; given out too when left out
   */
  layOut(room: Room, logits?: number): void;
  /**
   * All logits, and their loss where it is wanted.
   *
   * @param options.threshold a label is predicted where its logit is strictly greater
   */
  score(options: { readonly threshold: number; readonly hasLoss: boolean }): readonly Phase[];
  /** The logits as rows. */
  toRows(): Phase;
  /** The logits as rows [examples, numLabels]: a view that holds until the next batch. */
  rows(shape: BatchShape): Float32Array;
  /** The label of a position. */
  labelAt(position: number): number;
  /** Ranks what was scored. */
  rank(shape: BatchShape, labels: LabelSets, k: number): Phase;
  /** What the last {@link rank} found. */
  ranking(shape: BatchShape, labels: LabelSets, k: number): BatchRanking;
}

/** Labels of one segment of the ranking: many, so that few best labels have to be merged. */
const targetSegmentRows = 2 ** 16;

interface Areas {
  readonly scores: number;
  readonly labelPredictions: number;
  readonly rows: number;
  readonly topScores: number;
  readonly topLabels: number;
  readonly slotStarts: number;
  readonly slotBars: number;
  readonly slotCounts: number;
}

/** Lays out what scoring needs beside the areas of a training step. */
export function createScorePhases(options: ScorePhasesOptions): ScorePhases {
  const { memory, numLabels, positionOf, labelPass, classPass = 0, blockRows, numLabelChunks } = options;
  const segmentRows = blockRows * Math.ceil(targetSegmentRows / blockRows);
  const numSegments = Math.ceil(numLabels / segmentRows);
  const scorePass = memory.allocateStruct('ScorePass');
  let labelOf = 0;
  const labelsInOrder = positionOf === undefined ? undefined : new Uint32Array(numLabels);
  if (labelsInOrder !== undefined) {
    positionOf!.forEach((position, label) => {
      labelsInOrder[position] = label;
    });
    labelOf = memory.allocate(4 * numLabels);
    memory.words(labelOf, numLabels).set(labelsInOrder);
  }
  let areas: Areas | undefined;
  let bar = 0;

  /** Where the logit of an example and a label is among those of the batch. */
  const placeOf = ({ panels16, lanes }: BatchShape, example: number, label: number): number => {
    const position = positionOf === undefined ? label : positionOf[label]!;
    const row = position % blockRows;
    const first = position - row;
    const rows = Math.min(blockRows, numLabels - first);
    const width = example < 16 * panels16 ? 16 : 4;
    const lane = example % width;
    // The panels before it hold `rows` numbers for each of their lanes.
    return first * lanes + rows * (example - lane) + row * width + lane;
  };

  /**
   * The slots of four lanes each: first the threshold, then the logits of the gold labels. Lanes with fewer gold labels
   * than their neighbours have NaN, which nothing is at least.
   */
  const fillSlots = (shape: BatchShape, labels: LabelSets): void => {
    const { lanes, examples } = shape;
    const { slotStarts, slotBars, scores } = areas!;
    const starts = memory.words(slotStarts, lanes / 4 + 1);
    let numSlots = 0;
    for (let lane = 0; lane < lanes; lane += 4) {
      starts[lane / 4] = numSlots;
      let most = 0;
      for (let example = lane; example < Math.min(lane + 4, examples); example++) {
        most = Math.max(most, labels.offsets[example + 1]! - labels.offsets[example]!);
      }
      numSlots += 1 + most;
    }
    starts[lanes / 4] = numSlots;
    const bars = memory.floats(slotBars, 4 * numSlots).fill(Number.NaN);
    const logits = memory.floats(scores, lanes * numLabels);
    for (let example = 0; example < examples; example++) {
      let at = 4 * starts[Math.floor(example / 4)]! + (example % 4);
      bars[at] = bar;
      for (let i = labels.offsets[example]!; i < labels.offsets[example + 1]!; i++) {
        at += 4;
        bars[at] = logits[placeOf(shape, example, labels.indices[i]!)]!;
      }
    }
  };

  return {
    layOut: ({ scoreLanes: lanes, active, k, rowLanes }, logits) => {
      const topBytes = 4 * numSegments * lanes * k;
      const slotBytes = 16 * (lanes / 4 + active);
      areas = {
        scores: logits ?? memory.allocate(4 * lanes * numLabels),
        labelPredictions: memory.allocate(4 * numLabels),
        rows: memory.allocate(4 * rowLanes * numLabels),
        topScores: memory.allocate(topBytes),
        topLabels: memory.allocate(topBytes),
        slotStarts: memory.allocate(4 * (lanes / 4 + 1)),
        slotBars: memory.allocate(slotBytes),
        slotCounts: memory.allocate(slotBytes * numSegments),
      };
      memory.writeStruct('ScorePass', scorePass, {
        labels: labelPass,
        classes: classPass,
        labelOf,
        segmentRows,
        numSegments,
        ...areas,
      });
    },
    score: ({ threshold, hasLoss }) => {
      bar = smallestAbove(threshold);
      memory.writeStruct('ScorePass', scorePass, { hasLoss: hasLoss ? 1 : 0, bar });
      return [trainingPhase('scorePass', scorePass, numLabelChunks)];
    },
    labelAt: (position) => labelsInOrder?.[position] ?? position,
    toRows: () => trainingPhase('logitsToRows', scorePass, numLabelChunks),
    rows: ({ examples }) => memory.floats(areas!.rows, examples * numLabels) as Float32Array,
    rank: (shape, labels, k) => {
      fillSlots(shape, labels);
      memory.writeStruct('ScorePass', scorePass, { k });
      return trainingPhase('rankPass', scorePass, (shape.panels16 + shape.panels4) * numSegments);
    },
    ranking: (shape, labels, k) => {
      const { examples, lanes } = shape;
      const { scores, labelPredictions, topScores, topLabels, slotStarts, slotCounts } = areas!;
      const numTop = numSegments * lanes * k;
      const best = mergeSegments({
        scores: memory.floats(topScores, numTop),
        labels: memory.words(topLabels, numTop),
        numSegments,
        lanes,
        k,
        examples,
      });
      const starts = memory.words(slotStarts, lanes / 4 + 1);
      const numSlots = starts[lanes / 4]!;
      const counts = memory.words(slotCounts, 4 * numSlots * numSegments);
      const countOf = (at: number): number => {
        let sum = 0;
        for (let segment = 0; segment < numSegments; segment++) sum += counts[4 * numSlots * segment + at]!;
        return sum;
      };
      const logits = memory.floats(scores, lanes * numLabels);
      const goldRanks = new Uint32Array(labels.indices.length);
      const goldPredicted = new Uint8Array(labels.indices.length);
      const rowPredictions = new Uint32Array(examples);
      for (let example = 0; example < examples; example++) {
        let at = 4 * starts[Math.floor(example / 4)]! + (example % 4);
        rowPredictions[example] = countOf(at);
        for (let i = labels.offsets[example]!; i < labels.offsets[example + 1]!; i++) {
          at += 4;
          goldRanks[i] = countOf(at);
          goldPredicted[i] = logits[placeOf(shape, example, labels.indices[i]!)]! >= bar ? 1 : 0;
        }
      }
      return {
        topLabels: best.labels,
        topScores: best.scores,
        goldRanks,
        goldPredicted,
        rowPredictions,
        // Out of the memory that the next batch overwrites.
        labelPredictions: memory.words(labelPredictions, numLabels).slice(),
      };
    },
  };
}

/** The k best labels of each example out of the k best of each segment. */
function mergeSegments(found: {
  readonly scores: Float32Array;
  readonly labels: Uint32Array;
  readonly numSegments: number;
  readonly lanes: number;
  readonly k: number;
  readonly examples: number;
}): { readonly scores: Float32Array; readonly labels: Uint32Array } {
  const { scores, labels, numSegments, lanes, k, examples } = found;
  if (numSegments === 1)
    return { scores: scores.slice(0, examples * k), labels: labels.slice(0, examples * k) };
  const merged = { scores: new Float32Array(examples * k), labels: new Uint32Array(examples * k) };
  const heads = new Uint32Array(numSegments);
  for (let example = 0; example < examples; example++) {
    for (let segment = 0; segment < numSegments; segment++) heads[segment] = (segment * lanes + example) * k;
    for (let rank = 0; rank < k; rank++) {
      // A list cannot be used up before the last rank: it has as many places as there are ranks.
      let best = 0;
      for (let segment = 1; segment < numSegments; segment++) {
        const at = heads[segment]!;
        const other = heads[best]!;
        const isBetter =
          scores[at]! > scores[other]! || (scores[at] === scores[other] && labels[at]! < labels[other]!);
        if (isBetter) best = segment;
      }
      const from = heads[best]!++;
      merged.scores[example * k + rank] = scores[from]!;
      merged.labels[example * k + rank] = labels[from]!;
    }
  }
  return merged;
}

/** The smallest float32 above a float64: float32 numbers are greater than the one exactly if they are at least the other. */
function smallestAbove(threshold: number): number {
  const rounded = Math.fround(threshold);
  if (rounded > threshold) return rounded;
  if (rounded === 0) return 2 ** -149;
  const float = Float32Array.of(rounded);
  new Int32Array(float.buffer)[0]! += rounded > 0 ? 1 : -1;
  return float[0]!;
}
